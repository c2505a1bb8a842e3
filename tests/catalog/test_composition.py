"""A prompt and its fields are one thing: what is written is read back, and no word of any prompt is lost."""

import json
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground.catalog.composition import (
    Colour,
    Composition,
    InvalidComposition,
    TextRow,
    from_json,
    read_text,
    to_json,
    write_json,
    write_prose,
)
from playground.catalog.composition.fields import tidy
from playground.catalog.composition.reading import ANOTHER_ORDER
from tests.programs import need_program

ROOT = Path(__file__).parents[2]
FOX = Composition(
    subject="A red fox",
    action="leaping over a wall",
    style="woodcut print",
    context="a snowy field at dawn",
    texts=(TextRow("OPEN", "bold serif", "large", "on the gate"),),
    palette=(Colour("#0F766E", "teal", "the gate"), Colour("#FFF7E0", "cream")),
    camera="low angle",
    lens="35 mm",
    light="soft window light",
)
PROSE = (
    'A red fox – leaping over a wall. Style: woodcut print. Setting: a snowy field at dawn. The text "OPEN" in bold'
    " serif, size large, placed on the gate. Colors: teal hex #0F766E for the gate; cream hex #FFF7E0. Camera: low"
    " angle. Lens: 35 mm. Light: soft window light."
)

# What people type, and everything that the writer itself uses as a mark.
MARKS = [
    *(". ", "! ", "… ", "\n", " – ", "–", '"', "“", "”", "«", "»", "; ", " for ", " hex ", "#0F766E", "#", ": ", "\0"),
    *(
        "Style: ",
        "Setting: ",
        "Colors: ",
        "Camera: ",
        'The text "',
        ", size ",
        ", placed ",
        " in ",
        "...",
        ".",
        "{",
        "}",
    ),
    *(
        "Subject: ",
        "Action: ",
        "Other: ",
        'Text: "',
        "Size: ",
        "Color: ",
        "\r\n",
        "\u2028",
        "\x1c",
        "\ud800",
        "é",
        "狐",
        "🦊",
    ),
]
PIECES = st.sampled_from(MARKS) | st.sampled_from(["fox", "A wall", "35 mm", "teal"]) | st.text(max_size=4)
WORDS = st.lists(PIECES, max_size=6).map("".join)
ROWS = st.builds(TextRow, WORDS, WORDS, WORDS, WORDS)
COLOURS = st.builds(Colour, st.sampled_from(["#0f766e", "fff", "#ABC", "teal", ""]), WORDS, WORDS)
COMPOSITIONS = st.builds(
    Composition,
    *[WORDS] * 4,
    st.lists(ROWS, max_size=3).map(tuple),
    st.lists(COLOURS, max_size=3).map(tuple),
    *[WORDS] * 4,
)


def test_prose_has_the_order_of_the_makers() -> None:
    assert write_prose(FOX) == PROSE


def test_json_has_the_schema_of_the_makers() -> None:
    assert json.loads(write_json(FOX)) == {
        "scene": "a snowy field at dawn",
        "subjects": [{"description": "A red fox", "action": "leaping over a wall"}],
        "style": "woodcut print",
        "color_palette": ["teal #0F766E for the gate", "cream #FFF7E0"],
        "lighting": "soft window light",
        "camera": {"angle": "low angle", "lens": "35 mm"},
        "text": [{"content": "OPEN", "typeface": "bold serif", "size": "large", "position": "on the gate"}],
    }


@given(COMPOSITIONS)
@example(FOX)
@example(Composition(other=". ."))
@example(Composition("a", other="b. .\n."))
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_read_back(composition: Composition) -> None:
    for write, name in ((write_prose, "prose"), (write_json, "json")):
        reading = read_text(write(composition))
        assert reading.composition == composition.tidied()
        assert reading.format == name or composition.tidied().is_empty
        assert ANOTHER_ORDER not in reading.remarks


@given(COMPOSITIONS)
@example(Composition(subject="x. . .", other="b. .\n."))
@settings(max_examples=100, deadline=None)
def test_tidying_twice_changes_nothing(composition: Composition) -> None:
    assert composition.tidied().tidied() == composition.tidied()
    assert from_json(to_json(composition)) == composition.tidied()


@given(st.lists(PIECES, max_size=14).map("".join))
@example("A fox. It is cold. Style: ink. Colors: teal, #fff. The text OPEN. Style: oil")
@settings(max_examples=300, deadline=None)
def test_no_word_of_a_prompt_is_lost(text: str) -> None:
    reading = read_text(text)
    if reading.format == "json":
        return
    labels = r"\b(Subject|Action|Other|Style|Setting|Colors?|Camera|Lens|Light|Text|Typeface|Size|Place|The text|hex)\b"

    def words(prompt: str) -> Counter[str]:
        return Counter(re.findall(r"\w+", re.sub(labels, "", tidy(prompt)).casefold()))

    had, has = words(text), words(write_prose(reading.composition))
    assert set(had) <= set(has)


def test_a_free_prompt_is_a_subject_and_stays_as_it_is() -> None:
    prompt = "A red, round apple on a plate."
    reading = read_text(prompt)
    assert reading.composition == Composition(subject="A red, round apple on a plate")
    assert reading.remarks == ()
    assert write_prose(reading.composition) == prompt


def test_words_without_a_field_are_named() -> None:
    reading = read_text('A fox. It is cold. Style: ink. The text "OPEN" glows. Camera: low angle.')
    assert reading.composition.style == "ink"
    assert reading.composition.other == 'It is cold. The text "OPEN" glows'
    assert len(reading.remarks) == 2
    assert "It is cold" in reading.remarks[0]
    assert reading.remarks[1] == ANOTHER_ORDER


@pytest.mark.parametrize(
    "composition",
    [
        Composition(subject="Dr. Smith"),
        Composition(subject="A cat – grey"),
        Composition(action="leaping"),
        Composition(style="ink. Camera: low"),
        Composition(subject="A sign", texts=(TextRow('"a” »', "x, size y"),)),
        Composition(palette=(Colour("#FFFFFF", "", "snow; hex #000000"),)),
    ],
)
def test_what_looks_like_a_label_gets_a_line_of_its_own(composition: Composition) -> None:
    written = write_prose(composition)
    assert written.startswith("Subject:")
    assert read_text(written).composition == composition.tidied()


def test_json_of_others_keeps_what_has_no_field() -> None:
    prompt = {
        "scene": "a studio",
        "subjects": [{"description": "a mug", "position": "centre"}, {"description": "a spoon"}],
        "color_palette": ["#ff0000", "matte black"],
        "mood": "calm",
        "seed": 7,
    }
    reading = read_text(json.dumps(prompt))
    assert reading.format == "json"
    assert reading.composition.subject == "a mug"
    assert reading.composition.palette == (Colour("#FF0000"),)
    for word in ("centre", "a spoon", "matte black", "mood: calm", "seed: 7"):
        assert word in reading.composition.other
    assert reading.remarks


@pytest.mark.parametrize(
    "text", ['{"style": "a", "style": "b"}', '{"style": NaN}', "{red|blue} fox", '{"a":' * 5000, "{}x", '{"a": [1}']
)
def test_what_is_not_plain_json_is_read_as_prose(text: str) -> None:
    reading = read_text(text)
    assert reading.format == "prose"
    assert tidy(text)[:40] in tidy(reading.composition.subject + reading.composition.other)


def test_a_prompt_that_is_too_long_for_the_fields_stays_whole() -> None:
    for text in ("fox " * 6000, "x" * 3000, 'The text "a". ' * 20):
        reading = read_text(text)
        assert tidy(reading.composition.other).startswith(tidy(text)[:100])
        assert len(reading.remarks) == 1


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([], "The composition must be an object."),
        ({"colour": ""}, "The composition has no field 'colour'. It has subject, action"),
        ({"subject": 7}, "subject must be a text."),
        ({"subject": "x" * 2001}, "subject has 2001 characters; the maximum is 2000."),
        ({"texts": {}}, "texts must be a list."),
        ({"texts": [{}]}, "texts 1 has no words."),
        ({"palette": [{"hex": "#fff"}] * 17}, "palette has 17 entries; the maximum is 16."),
        ({"palette": [{"hex": "teal"}]}, "palette 1 hex is 'teal'; it must be a code such as #0F766E."),
        ({"palette": [{"hex": None}]}, "palette 1 hex must be a text."),
    ],
)
def test_json_that_is_not_a_composition_is_refused_with_a_sentence(value: object, sentence: str) -> None:
    with pytest.raises(InvalidComposition) as caught:
        from_json(value)
    assert str(caught.value).startswith(sentence)


@given(st.lists(COMPOSITIONS, min_size=12, max_size=12))
@settings(max_examples=15, deadline=None)
def test_the_script_writes_the_same(compositions: list[Composition]) -> None:
    samples = [
        {"texts": [], "palette": []}
        | {
            name: getattr(one, name)
            for name in ("subject", "action", "style", "context", "camera", "lens", "light", "other")
        }
        | {
            "texts": [{"words": r.words, "typeface": r.typeface, "size": r.size, "place": r.place} for r in one.texts],
            "palette": [{"hex": c.hex, "name": c.name, "of": c.of} for c in one.palette],
        }
        for one in [FOX, Composition("x. .", other="b. .\n."), *compositions]
    ]
    script = (ROOT / "static/js/composition.js").as_uri()
    program = f"""
      import {{ writeJson, writeProse }} from "{script}";
      const samples = JSON.parse(await new Response(process.stdin).text());
      console.log(JSON.stringify(samples.map((one) => [writeProse(one), writeJson(one)])));
    """
    command = [need_program("node"), "--input-type=module", "--eval", program]
    ran = subprocess.run(command, input=json.dumps(samples), capture_output=True, text=True, check=True)
    for one, written in zip(
        [FOX, Composition("x. .", other="b. .\n."), *compositions], json.loads(ran.stdout), strict=True
    ):
        assert written == [write_prose(one), write_json(one)]
