"""The palette of a picture: the named colours and hex codes of a prompt, completed to a harmony."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from playground.sketch.colour import (
    Colour,
    contrast,
    from_oklch,
    lightness_of,
    mix,
    parse_hex,
    shift,
    to_oklch,
)
from playground.sketch.colour_words import FREE, MOODS


@dataclass(frozen=True, slots=True)
class Palette:
    """`sky` and `haze` make the background, above and below; `deep` and `pale` are its darkest and lightest tones."""

    sky: Colour
    haze: Colour
    main: Colour
    second: Colour
    accent: Colour
    deep: Colour
    pale: Colour

    @property
    def dark(self) -> bool:
        """Whether the background is dark."""
        return lightness_of(mix(self.sky, self.haze, 0.5)) < 0.55

    @property
    def light(self) -> Colour:
        """The colour of light: that of the lightest of the leading colours, near white."""
        return mix(max((self.accent, self.main, self.second), key=lightness_of), self.pale, 0.55)

    def tones(self) -> tuple[Colour, ...]:
        """Return the colours of shapes, the leading one first."""
        return self.main, self.second, self.accent, mix(self.main, self.haze, 0.45), mix(self.second, self.sky, 0.35)

    def ink_on(self, ground: Colour) -> Colour:
        """Return the tone with the best contrast on this ground."""
        candidates = (self.deep, self.pale)
        best = max(candidates, key=lambda candidate: contrast(candidate, ground))
        return (
            # If neither tone is readable on this ground, nearly pure white or black is.
            best if contrast(best, ground) >= 3.5 else ((255, 255, 255) if lightness_of(ground) < 0.6 else (12, 12, 16))
        )


def choose_palette(
    colours: Sequence[Colour], background: Colour | None, moods: Sequence[str], random: Random
) -> Palette:
    """Return the palette of the named colours, the leading one first, else of a mood, else one that `random` picks."""
    if background is not None:
        return _on_background(background, colours, random)
    if colours:
        base = _from_colours(colours, random)
        mood = next((mood for mood in moods if mood in MOODS), None)
        return _in_mood(base, mood) if mood and len(colours) < 2 else base
    scheme = MOODS[moods[0]] if moods else random.choice(FREE)
    sky, haze, main, second, accent = (parse_hex(code) for code in scheme)
    # Slightly turned hues make the pictures of one mood differ.
    if random.random() < 0.5:
        main, accent = _turn(main, random), _turn(accent, random)
    return _complete(sky, haze, main, second, accent=accent)


def _turn(colour: Colour, random: Random) -> Colour:
    return shift(colour, hue=random.uniform(-7, 7))


def _in_mood(palette: Palette, mood: str) -> Palette:
    scheme = MOODS[mood]
    return replace(palette, accent=parse_hex(scheme[4]))


def _complete(sky: Colour, haze: Colour, main: Colour, second: Colour, *, accent: Colour) -> Palette:
    _, chroma, hue = to_oklch(main)
    darkest = min((sky, second, main), key=lightness_of)
    # The hue of a colour that is nearly grey is an accident of rounding.
    deep_hue = to_oklch(darkest)[2] if to_oklch(darkest)[1] > 0.02 else hue
    deep = from_oklch(min(0.24, lightness_of(darkest)), min(0.07, max(chroma, 0.012) * 0.6), deep_hue)
    pale = from_oklch(0.965, 0.018, to_oklch(accent)[2])
    return Palette(sky, haze, main, second, accent, deep, pale)


def _accent_for(main: Colour, random: Random) -> Colour:
    lightness, chroma, hue = to_oklch(main)
    if chroma < 0.03:
        # Grey has no hue from which to turn, so the accent is a warm colour or blue.
        return from_oklch(0.68, 0.17, random.choice((35, 62, 250, 20)))
    # The hue opposite, a neighbour of it, or a hue close to the main one: the usual harmonies on a colour wheel.
    turn = random.choice((180, 150, 205, 60))
    return from_oklch(0.8 if lightness < 0.6 else 0.62, min(0.17, chroma + 0.03), hue + turn)


def _from_colours(colours: Sequence[Colour], random: Random) -> Palette:
    """Return a palette that has the first colour as it is, as ground or as the leading form."""
    main = colours[0]
    lightness, chroma, hue = to_oklch(main)
    second = colours[1] if len(colours) > 1 else shift(main, -0.2 if lightness > 0.45 else 0.22, 0.9, 14)
    accent = (
        colours[2]
        if len(colours) > 2
        else (_accent_for(main, random) if len(colours) < 2 else shift(second, 0.16, 1.05))
    )
    if lightness < 0.42 or (chroma > 0.04 and random.random() < 0.35):
        sky, haze = shift(main, -0.03, 1.0, -8), main
        if len(colours) < 2:
            return _complete(sky, haze, shift(main, 0.2 if lightness < 0.6 else -0.2, 1.0, 14), second, accent=accent)
        return _complete(sky, haze, second, shift(main, 0.22 if lightness < 0.6 else -0.22, 0.95), accent=accent)
    sky = from_oklch(0.93, min(0.035, chroma * 0.3), hue + 8)
    haze = from_oklch(0.86, min(0.07, chroma * 0.5), hue - 6)
    return _complete(sky, haze, main, second, accent=accent)


def _on_background(background: Colour, colours: Sequence[Colour], random: Random) -> Palette:
    lightness, _, hue = to_oklch(background)
    fallback = from_oklch(0.68 if lightness < 0.55 else 0.5, 0.15, hue + random.choice((150, 180, 35)))
    main = colours[0] if colours else fallback
    second = colours[1] if len(colours) > 1 else mix(main, background, 0.4)
    accent = colours[2] if len(colours) > 2 else _accent_for(main, random)
    haze = shift(background, 0.07 if lightness < 0.55 else -0.05, 1.05, 8)
    return _complete(background, haze, main, second, accent=accent)


def suit_ink(palette: Palette, ink: Colour) -> Palette:
    """Return the palette with a ground on which type of this colour is readable. A suitable ground is kept."""
    if min(contrast(ink, palette.sky), contrast(ink, palette.haze)) >= 2.2:
        return palette
    if lightness_of(ink) > 0.5:
        return replace(palette, sky=mix(palette.deep, palette.main, 0.12), haze=mix(palette.deep, palette.main, 0.45))
    return replace(palette, sky=mix(palette.pale, palette.haze, 0.12), haze=mix(palette.pale, palette.haze, 0.4))


def strengthen(palette: Palette, guidance: float, kept: Sequence[Colour] = ()) -> Palette:
    """Return the palette with chroma and contrast scaled by guidance (0–10, 3 is neutral). `kept` colours stay."""
    # This maps the guidances 0, 3 and 10 to -1, 0 and 1.
    force = (guidance - 3) / 7 if guidance > 3 else (guidance - 3) / 3
    chroma = 1 + 0.38 * force if force > 0 else 1 + 0.55 * force
    middle = 0.58

    def stretch(colour: Colour) -> Colour:
        if colour in kept:
            return colour
        return shift(colour, (lightness_of(colour) - middle) * 0.14 * force, chroma)

    return Palette(*(stretch(getattr(palette, name)) for name in Palette.__slots__))
