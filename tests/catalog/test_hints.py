"""Hints about a prompt: which prompts get one, what it offers, and that ordinary prompts get none."""

from pathlib import Path

import pytest

from playground.catalog.hints import MOST_HINTS, Hint, References, find_hints
from playground.catalog.loading import get_spec, specs
from playground.catalog.prompt_lengths import count_tokens
from tests.cpu import cpu_limit

PROMPTS = Path(__file__).parent / "prompts"
WORDS = get_spec("onemin/flux-2-flex/generate")
PICTURES = get_spec("apiframe/flux-2-flex/generate")
KLEIN = get_spec("bfl/flux-2-klein-4b/generate")


def lines(name: str) -> list[str]:
    return (PROMPTS / name).read_text("utf-8").splitlines()


def kinds(prompt: str, *roles: str, limit: int = 10, editing: bool = False) -> list[str]:
    return [hint.kind for hint in find_hints(PICTURES, prompt, References(roles, editing, limit))]


def the(prompt: str, *roles: str) -> Hint:
    [hint] = find_hints(PICTURES, prompt, References(roles, limit=10))
    return hint


def test_ordinary_prompts_get_no_hint() -> None:
    prompts = lines("ordinary.txt")
    assert len(prompts) >= 150
    found = {prompt: find_hints(WORDS, prompt, References()) for prompt in prompts}
    assert {prompt: hints for prompt, hints in found.items() if hints} == {}


def test_prompts_with_something_to_say_about_get_one() -> None:
    prompts = lines("hinted.txt")
    assert len(prompts) >= 80
    assert [prompt for prompt in prompts if not find_hints(WORDS, prompt, References())] == []


def test_the_examples_of_all_models_get_no_hint() -> None:
    found = [
        (spec.id, hint.sentence)
        for spec in specs().values()
        for example in spec.examples
        for hint in find_hints(spec, example.prompt, References(limit=10))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("prompt", "better"),
    [
        ("a street at dawn, no people", "a street at dawn, deserted"),
        ("a beach without people, wide", "a beach, deserted, wide"),
        ("a bright room and no clutter", "a bright room and tidy and minimal"),
        ("a poster, no text, no logos or watermark.", "a poster, clean, unmarked surfaces."),
        ("Do not include any text. A red door", "Clean, unmarked surfaces. A red door"),
        ("without shadows a bottle", "soft, even light, a bottle"),
        ("Make it night. Don’t change her face.", "Make it night. Keep her face unchanged."),
        ("a cat, not blurry", "a cat, sharp"),
        ("nobody in sight", "deserted"),
        ("a city --no cars", "a city, an empty road"),
    ],
)
def test_a_negative_has_its_positive_in_one_click(prompt: str, better: str) -> None:
    hint = the(prompt)
    assert hint.kind == "negative"
    assert hint.apply(prompt) == better
    assert find_hints(PICTURES, better, References(limit=10)) == []


@pytest.mark.parametrize("prompt", ["a castle, no dragons", "don't make it cheap", "negative prompt: ugly"])
def test_a_negative_without_a_good_positive_is_only_named(prompt: str) -> None:
    hint = the(prompt)
    assert hint.kind == "negative"
    assert hint.apply(prompt) == prompt
    assert "what is there instead" in hint.sentence


def test_a_model_with_a_field_for_what_to_avoid_says_so() -> None:
    spec = get_spec("sdcpp/loaded-model/generate")
    [hint] = find_hints(spec, "a lake, no boats", References())
    assert "Or write it into Negative prompt." in hint.sentence


def test_words_on_signs_may_say_no() -> None:
    assert kinds('a wall with "no people, no cars" in red') == []
    assert kinds("a sign ‘no people’") == []
    assert kinds("a wall, no people") == ["negative"]


def test_the_texts_of_a_structured_prompt_are_read() -> None:
    assert kinds('{"scene": "a pier", "mood": "quiet, no people"}') == ["negative"]
    assert kinds('{red|blue} letters "no people"') == []


def test_a_picture_that_is_named_but_not_there() -> None:
    hint = the("the coat in image 3", "", "")
    assert hint.sentence == "“image 3” is named, but the form has 2 pictures."
    assert kinds("the coat in image 2 on image 1", "", "") == []
    assert find_hints(WORDS, "the coat in image 1", References())[0].sentence.endswith("this model takes no pictures.")
    # Without pictures, only words that mean nothing else.
    assert kinds("the second photo of a series") == []
    assert kinds("the second photo and image 1", "") == ["missing"]


def test_references_that_are_never_mentioned() -> None:
    hint = the("a table with image 1", "", "style")
    assert hint.sentence == "Image 2 is not mentioned. Say what it is for."
    assert hint.apply("a table with image 1") == "a table with image 1, in the style of image 2"
    assert the("a table", "", "", "").sentence.startswith("None of the pictures is mentioned.")
    assert the("image 1 on a table", "", "", "").sentence.startswith("Images 2 and 3 are not mentioned.")


@pytest.mark.parametrize(
    "prompt", ["combine the two images", "use all references", "both on one table", "images 1 to 3"]
)
def test_words_about_all_references_mention_each(prompt: str) -> None:
    assert kinds(prompt, "", "", "") == []


def test_one_reference_or_the_edited_one_needs_no_mention() -> None:
    assert kinds("make it night", "") == []
    assert kinds("make it night", "", "", editing=True) == ["unmentioned"]
    assert kinds("make it night in the style of image 2", "", "", editing=True) == []


def test_more_references_than_the_model_takes() -> None:
    [hint] = find_hints(KLEIN, "put all images on a table", References([""] * 6, limit=4))
    assert hint.sentence == "The form has 6 pictures; FLUX.2 klein 4B takes 4. Remove 2."


def test_long_texts_in_quotes() -> None:
    long = "we bake forty loaves by hand every morning"
    assert kinds(f'a card with "{long}" and "{long}"') == ["texts"]
    assert kinds(f'a card with "{long}" and "Ida & Noah"') == []
    assert kinds(f'change "{long}" to "{long}"') == []
    hint = the(f'a card with "{"so long " * 20}"')
    assert hint.sentence == (
        "A text in quotes has 160 characters. Texts of up to 120 characters are usually spelled correctly."
    )


def test_the_length_is_only_said_when_it_matters() -> None:
    assert count_tokens("a red fox, asleep") == 5
    said = {
        count: [hint.sentence for hint in find_hints(KLEIN, "word " * count, References())] for count in (400, 450, 600)
    }
    assert said[400] == []
    assert said[450] == ["This prompt has about 450 of the 512 tokens that FLUX.2 klein 4B reads."]
    assert said[600] == ["FLUX.2 klein 4B reads about 512 tokens and ignores the rest; this prompt has about 600."]
    assert kinds("word " * 250) == []
    assert the("word " * 260).sentence == "This prompt has 260 words; 300 are enough for most pictures."
    assert kinds("word " * 301) == ["length"]


def test_a_hint_has_the_same_key_wherever_its_words_are() -> None:
    assert the("a pier, no people").key == the("a long pier at dusk, No people, wide").key
    assert the("a pier, no people").key != the("a pier, no cars").key


@pytest.mark.parametrize(
    "prompt",
    ["", "  \n", "\0no people", "\ud800 no people, image 3", "no people, " * 4000, "image 1, " * 9000, '"' * 50_000],
)
def test_anything_can_be_a_prompt(prompt: str) -> None:
    with cpu_limit(1, "hints"):
        hints = find_hints(PICTURES, prompt, References(["", ""], limit=10))
    assert len(hints) <= MOST_HINTS
    for hint in hints:
        assert hint.words in prompt
        assert len(hint.sentence) < 400
