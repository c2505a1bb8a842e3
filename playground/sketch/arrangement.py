"""Arranges a palette: gives the same colours other roles, so that seeds differ in light and temperature."""

from collections.abc import Callable
from dataclasses import replace

from playground.sketch.colour import contrast, lightness_of, mix, shift
from playground.sketch.palette import Palette
from playground.sketch.variety import Variety
from playground.sketch.words import Brief

# Moods that determine how light a picture is. Their arrangement is not changed.
FIRM = frozenset({
    "night", "midnight", "dark", "moody", "neon", "cyberpunk", "synthwave", "space", "galaxy", "halloween", "luxury",
    "elegant", "fire", "dusk", "pastel", "minimal", "minimalist", "marble", "morning", "sunrise", "dawn", "winter",
    "snow", "spring", "beach",
})  # fmt: skip
# In these scenes the light comes from the sky, so it stays at the top.
SKIES = ("horizon", "city", "cosmos")


def arrange(palette: Palette, brief: Brief, family: str, variety: Variety) -> Palette:
    """Return the palette with its colours in the roles that the seed gives them, as far as the words leave it open."""
    if brief.background is not None:
        return palette
    ways = SKY_WAYS if family in SKIES else WAYS
    # An accent colour that the prompt does not name must not become the ground.
    ways = tuple(way for way in ways if way is not _tinted or len(brief.colours) not in (1, 2))
    # A colour given as a hex code stays the main colour.
    options = [way(palette) for way in ways if way is not _grounded or not brief.exact]
    if FIRM & set(brief.moods):
        options = [option for option in options if option.dark == palette.dark]
    return variety.pick("ground", options)


def _as_chosen(palette: Palette) -> Palette:
    return palette


def _turned(palette: Palette) -> Palette:
    """Light from below, and the second colour leading where it stands out enough."""
    turned = replace(palette, sky=palette.haze, haze=palette.sky)
    # A leading form that hardly differs from its ground would disappear.
    if contrast(palette.second, mix(palette.sky, palette.haze, 0.5)) < 1.5:
        return turned
    return replace(turned, main=palette.second, second=palette.main)


def _flipped(palette: Palette) -> Palette:
    """A sky that is lighter, or darker, the other way round."""
    return replace(palette, sky=palette.haze, haze=palette.sky)


def _tinted(palette: Palette) -> Palette:
    """A ground that has taken on the accent."""
    return replace(
        palette,
        sky=mix(palette.sky, palette.accent, 0.5),
        haze=mix(palette.haze, mix(palette.accent, palette.pale, 0.5), 0.4),
        # The accent is part of the ground now and no longer stands out from it, so it changes places with the second
        # colour.
        accent=palette.second,
        second=palette.accent,
    )


def _grounded(palette: Palette) -> Palette:
    """A ground of the leading colour, and a light form on it."""
    haze = shift(palette.main, 0.09 if lightness_of(palette.main) < 0.6 else -0.07, 1.0, 6)
    light = mix(palette.haze, palette.pale, 0.35)
    # Where a light form does not show on the leading colour, the form is dark.
    form = light if contrast(light, palette.main) > 1.6 else mix(palette.deep, palette.second, 0.3)
    return replace(palette, sky=palette.main, haze=haze, main=form)


def _on_paper(palette: Palette) -> Palette:
    """A light, plain ground."""
    # The haze of a dark palette would turn the paper grey, so it counts for less there.
    return replace(palette, sky=palette.pale, haze=mix(palette.pale, palette.haze, 0.3 if palette.dark else 0.45))


def _deepened(palette: Palette) -> Palette:
    """A ground of the darkest tone."""
    # The main colour may be too dark to show on the darkest tone.
    light = palette.main if lightness_of(palette.main) > 0.45 else mix(palette.pale, palette.main, 0.4)
    return replace(palette, sky=palette.deep, haze=mix(palette.deep, palette.second, 0.35), main=light)


def _glowing(palette: Palette) -> Palette:
    """A sky that has taken on the light of its sun."""
    haze = mix(palette.haze, palette.accent, 0.55)
    return replace(palette, sky=mix(palette.sky, palette.main, 0.55), haze=haze)


WAYS: tuple[Callable[[Palette], Palette], ...] = (_as_chosen, _grounded, _turned, _deepened, _on_paper, _tinted)
SKY_WAYS: tuple[Callable[[Palette], Palette], ...] = (_as_chosen, _glowing, _flipped)
