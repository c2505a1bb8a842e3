"""What a prompt says is seen: colours, lettering, subjects, whatever script it is written in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.sketch.colour import parse_hex
from playground.sketch.composition import SCENES, choose_scene
from playground.sketch.lettering import read_lettering
from playground.sketch.subjects import SUBJECTS
from playground.sketch.typography import FACES, fit, stack
from playground.sketch.variety import Variety
from playground.sketch.words import read_brief
from tests.engines.cases import difference, draw, run, share_near


@pytest.mark.parametrize("code", ["#ff6600", "#f60", "#1b8a5a", "#402a7a", "#f2e30c"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_hex_colour_is_in_the_picture(code: str, seed: int) -> None:
    assert share_near(draw(f"geometric poster in {code}", seed=seed, size=(320, 320)), parse_hex(code)) > 0.03


@pytest.mark.parametrize(
    ("words", "channel"), [("red", 0), ("crimson", 0), ("green", 1), ("emerald", 1), ("blue", 2), ("deep blue", 2)]
)
def test_a_colour_word_rules_the_palette(words: str, channel: int) -> None:
    pixel = draw(f"a {words} background").resize((1, 1)).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    assert pixel[channel] == max(pixel)


def test_deep_is_darker_and_pastel_lighter() -> None:
    deep, plain, pastel = (
        draw(f"a {words} background").convert("L").resize((1, 1)).getpixel((0, 0))
        for words in ("deep blue", "blue", "pastel blue")
    )
    assert isinstance(deep, int)
    assert isinstance(plain, int)
    assert isinstance(pastel, int)
    assert deep < plain < pastel


def test_moods_have_colours_of_their_own() -> None:
    night, autumn = (draw(f"{mood} landscape").resize((1, 1)).getpixel((0, 0)) for mood in ("midnight", "autumn"))
    assert isinstance(night, tuple)
    assert isinstance(autumn, tuple)
    assert night[2] > night[0]
    assert autumn[0] > autumn[2]


@pytest.mark.parametrize(
    ("prompt", "texts"),
    [
        ('a sign that says "Open late"', ("Open late",)),
        ("a sign that says 'Don't panic' in neon", ("Don't panic",)),
        ("ein Schild „Hallo Welt“", ("Hallo Welt",)),
        ("une affiche «Bonjour»", ("Bonjour",)),
        ("poster “One” and “Two”", ("One", "Two")),
        ("A vibrant event poster with bold typography: SUMMER FEST 2026, colorful gradient", ("SUMMER FEST 2026",)),
        ("a poster with bold text reading SUMMER SALE 50% OFF, modern design", ("SUMMER SALE 50% OFF",)),
        ("Add the text SALE 50% OFF in bold red letters at the top", ("SALE 50% OFF",)),
        ("a book cover titled the long way home, retro", ("the long way home",)),
        ("a mug with the text hello world on it", ("hello world",)),
        ("плакат ЛЕТО 2026, яркий", ("ЛЕТО 2026",)),
        ("🦊🌙", ("🦊🌙",)),
        ("你好，世界", ("你好，世界",)),
        ("a cat on a sofa", ()),
        ("a UI mockup in 4K, HDR", ()),
        ("I don't want the dog's ball, it's Anna's", ()),
        ("sharp text rendering", ()),
        ("", ()),
    ],
)
def test_the_lettering_of_a_prompt_is_found(prompt: str, texts: tuple[str, ...]) -> None:
    assert read_lettering(prompt)[0] == texts


def test_a_text_is_drawn_in_the_colour_asked_where_asked() -> None:
    prompt = 'plain white background, "HI" in bold red letters at the {}'
    top, bottom = (draw(prompt.format(place), size=(400, 400)) for place in ("top", "bottom"))
    red = (217, 43, 47)
    assert share_near(top.crop((0, 0, 400, 180)), red) > 0.05
    assert share_near(bottom.crop((0, 220, 400, 400)), red) > 0.05
    assert share_near(top.crop((0, 240, 400, 400)), red) < share_near(bottom.crop((0, 240, 400, 400)), red)


def test_other_words_change_the_type_alone() -> None:
    one, other = (draw(f'a lake with "{text}" at the top', size=(400, 400)) for text in ("MORNING", "EVENING"))
    assert difference(one, other, (0, 0, 400, 190)) > 1
    assert difference(one, other, (0, 220, 400, 400)) == 0


@pytest.mark.thorough
@pytest.mark.parametrize("name", FACES)
@pytest.mark.parametrize(
    "text", ["SUMMER FEST 2026", "Donaudampfschifffahrtsgesellschaft", "Ж" * 40, "字" * 50, "a " * 300, "😀 مرحبا שלום"]
)
def test_type_fits_its_box_whatever_the_words(name: str, text: str) -> None:
    for size in ((300.0, 90.0), (60.0, 400.0)):
        for block in (fit(text, FACES[name], size, 200), stack(text, FACES[name], size, 200)):
            assert block is None or (block.width <= size[0] + 1 and block.height <= size[1] + 1)
    assert fit(text, FACES[name], (300.0, 90.0), 200) is not None


@pytest.mark.parametrize(
    ("prompt", "scene"),
    [
        ("A professional product photo of a minimalist watch on a marble surface, studio lighting", "still"),
        ("A cozy coffee shop interior in the morning, warm light, steam rising from a cup", "interior"),
        ("portrait of an old sailor", "portrait"),
        ("a black cat", "cat"),
        ("mountain lake at sunset", "horizon"),
        ("city skyline by night", "city"),
        ("UI mockup of a banking app, blue", "interface"),
    ],
)
def test_the_subject_decides_the_scene(prompt: str, scene: str) -> None:
    assert choose_scene(read_brief(prompt), Variety(1)) == scene


@pytest.mark.parametrize("name", SCENES)
def test_each_scene_has_words_of_its_own_and_differs_from_seed_to_seed(name: str) -> None:
    subject = SUBJECTS[name].split()[0]
    assert choose_scene(read_brief(subject), Variety(1)) == name or name == "geometry"
    assert difference(draw(subject, seed=1), draw(subject, seed=2)) > 4


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        " ",
        "...",
        "😀" * 50,
        "x" * 20_000,
        "WORD " * 4_000,
        '"' * 99,
        '«Привет» “Καλημέρα” 「こんにちは」 "مرحبا"',
        "\x00\ud7ff\u202e",
    ],
)
def test_odd_prompts_are_drawn(prompt: str) -> None:
    assert draw(prompt, size=(272, 256)).size == (272, 256)


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_the_engine(text: str) -> None:
    assert len(run(f'poster "{text}"', size=(64, 64), steps=2).pictures) == 1
    assert len(run(text, size=(64, 48), steps=1).pictures) == 1


@pytest.mark.parametrize("text", ["Привет", "Καλημέρα", "你好世界", "こんにちは", "مرحبا", "🦊🌙"])
def test_scripts_are_drawn_as_far_as_the_fonts_can(text: str) -> None:
    block = fit(text, FACES["loud"], (400, 200), 90)
    assert block is not None
    assert block.width > 40
