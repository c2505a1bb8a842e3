"""What was requested and received, on the page of a picture and in the viewer."""

from typing import Any

import pytest
from django.core.files.storage import default_storage

from playground.generations.models import Generation, Picture
from tests.cast import FLEX, JOB, Person
from tests.markup import Element

PROMPT = "a teal (#0F766E) door in a #fff wall"


def measured(person: Person, generation: Generation) -> Element:
    return person.see("generation", generation.id).by_id("measured")


def fact(section: Element, name: str) -> Element:
    return section.find("tr", data_fact=name)


def has_mismatch(row: Element) -> bool:
    return "data-mismatch" in row.attributes


def make(person: Person, spec_id: str = FLEX, **params: Any) -> Generation:
    made = person.make(spec_id, **params)
    assert made.status == "done"
    return made


def test_size_format_and_seed_are_compared(bob: Person) -> None:
    section = measured(bob, make(bob, aspect_ratio="16:9", output_format="png", seed=7))
    assert fact(section, "size").text == "Size 16:9 ≈ 1360 × 768 1360 × 768"
    assert fact(section, "format").text == "Format PNG PNG"
    assert fact(section, "seed").text == "Seed 7 7"
    assert not section.all("tr", data_mismatch=True)
    assert not section.all("tr", data_colour=True)


def test_what_was_not_asked_says_so(bob: Person) -> None:
    made = make(bob, JOB)
    section = measured(bob, made)
    assert fact(section, "format").text == "Format not set PNG"
    assert fact(section, "seed").text == f"Seed random {made.seed}"


def test_another_size_format_and_seed_are_said_plainly(bob: Person) -> None:
    made = make(bob, JOB, aspect_ratio="custom", width=512, height=256, output_format="png", seed=7)
    made.pictures.update(width=512, height=512, format="webp", seed=8)
    section = measured(bob, made)
    assert "Requested 512 × 256; received 512 × 512." in fact(section, "size").text
    assert "Requested PNG; received WebP." in fact(section, "format").text
    assert "Requested seed 7; 8 was used." in fact(section, "seed").text
    assert len(section.all("tr", data_mismatch=True)) == 3
    facts = bob.see("generation_facts", made.id)
    assert "Requested 512 × 256; received 512 × 512." in facts.text


def test_another_shape_than_the_ratio_is_said_plainly(bob: Person) -> None:
    made = make(bob, aspect_ratio="16:9")
    made.pictures.update(width=1344, height=756)
    assert not measured(bob, made).all("tr", data_mismatch=True)
    made.pictures.update(width=1024, height=1024)
    assert "Requested 16:9; received 1024 × 1024, which has another shape." in fact(measured(bob, made), "size").text


def test_a_rewritten_prompt_is_named(bob: Person) -> None:
    made = make(bob)
    assert not measured(bob, made).all("tr", data_fact="prompt")
    Generation.objects.update(notes={"rewritten_prompt": "A red fox, at dawn"})
    assert "rewritten by the API" in fact(measured(bob, made), "prompt").text


def test_the_page_measures_colours_that_are_not_measured_yet(bob: Person) -> None:
    made = make(bob, prompt=PROMPT)
    assert made.pictures.get().measured is None
    section = measured(bob, made)
    [teal, white] = section.all("tr", data_colour=True)
    assert (teal["data-colour"], white["data-colour"]) == ("#0F766E", "#FFFFFF")
    assert teal.find("th").text == "Teal"
    fills = [mark["fill"] for mark in teal.all("rect")]
    kept = (made.pictures.get().measured or {})["colours"][0]
    assert fills == ["#0F766E", kept["closest"]]
    assert f"ΔE {kept['delta_e']:.1f}" in teal.text
    assert "of the picture" in teal.text


@pytest.mark.parametrize(
    ("delta_e", "share", "verdict", "shown"),
    [
        (0.4, 0.123, "match", "12 %"),
        (2.1, 0.0123, "close", "1.2 %"),
        (9.9, 0.0003, "similar", "less than 0.1 %"),
        (10.1, 0, "missing", "0 %"),
    ],
)
def test_each_difference_has_a_word(bob: Person, delta_e: float, share: float, verdict: str, shown: str) -> None:
    made = make(bob, prompt="a #0F766E door")
    colour = {"hex": "#0F766E", "closest": "#11706A", "delta_e": delta_e, "share": share}
    made.pictures.update(measured={"colours": [colour]})
    row = measured(bob, made).find("tr", data_colour="#0F766E")
    assert row["data-verdict"] == verdict
    assert f"{verdict} · {shown} of the picture" in row.text
    assert f"#0F766E → #11706A ΔE {delta_e}" in bob.see("generation_facts", made.id).text


def test_a_picture_that_cannot_be_read_says_so(bob: Person) -> None:
    made = make(bob, prompt=PROMPT)
    default_storage.delete(made.pictures.get().file_key)
    section = measured(bob, made)
    assert not section.all("tr", data_colour=True)
    assert "could not be measured" in section.text
    made.pictures.update(measured={"colours": []})
    assert "The picture is transparent" in measured(bob, made).text


def test_each_picture_of_a_request_has_its_own_facts(bob: Person) -> None:
    made = make(bob, prompt=PROMPT)
    first = made.pictures.get()
    Picture(
        generation=made, position=1, key=f"{first.key}2", seed=9, width=64, height=64, format="webp", byte_size=1
    ).save()
    section = measured(bob, made)
    assert [table["data-measured"] for table in section.all("table")] == ["1", "2"]
    assert [caption.text for caption in section.all("caption")] == ["Picture 1", "Picture 2"]
    assert "Seed random 9" in section.all("table")[1].text


def test_without_pictures_there_is_nothing_to_measure(bob: Person) -> None:
    assert not bob.see("generation", bob.ask(prompt=PROMPT).id).all("section", id="measured")
