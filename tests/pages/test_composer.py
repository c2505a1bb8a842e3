"""The composer as a page: a prompt becomes fields, and the fields become the prompt of the form."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from playground.catalog.loading import specs
from playground.pages.draft_values import load_draft
from playground.presets.models import Palette
from tests.cast import DEV, FLEX, Person
from tests.markup import Element, parse

KLEIN = "bfl/flux-2-klein-4b/generate"
PROMPT = (
    'A red fox – leaping. It is cold. Style: woodcut. The text "OPEN" in bold serif. Colors: teal hex #0F766E for the'
    " gate; cream hex #FFF7E0. Camera: low angle."
)


def parts(spec_id: str = FLEX) -> list[str]:
    return spec_id.split("/")


def show(person: Person, prompt: str, spec_id: str = FLEX) -> Element:
    """Return the page for a form with this prompt, as it is opened without script."""
    response = person.post("compose", *parts(spec_id), prompt=prompt, spec=spec_id)
    assert response.status_code == 302
    return parse(person.client.get(response["Location"]))


def values(page: Element, name: str) -> list[str]:
    return [field.get("value") for field in page.all("input", name=name)]


def phrase(page: Element, name: str) -> str:
    return page.by_id(f"c_{name}").text


def change(person: Person, name: str, *more: Any, status: int = 200, htmx: bool = True, **fields: Any) -> Element:
    response = person.client.post(
        reverse(name, args=[*parts(), *more]), fields, headers={"HX-Request": "true"} if htmx else {}
    )
    assert response.status_code == status
    return parse(response)


def test_the_prompt_of_the_form_is_shown_in_fields(alice: Person) -> None:
    page = show(alice, PROMPT)
    assert (phrase(page, "subject"), phrase(page, "action"), phrase(page, "style")) == (
        "A red fox",
        "leaping",
        "woodcut",
    )
    assert (phrase(page, "camera"), phrase(page, "other")) == ("low angle", "It is cold")
    assert (values(page, "c_words"), values(page, "c_typeface")) == (["OPEN"], ["bold serif"])
    assert values(page, "c_hex") == ["#0F766E", "#FFF7E0"]
    assert values(page, "c_name") == ["teal", "cream"]
    assert values(page, "c_of") == ["the gate", ""]
    assert "It is cold" in page.find("ul", class_="composer-remarks").text
    assert page.find("textarea", data_echo=True).text == PROMPT
    # What was typed is still in the form.
    assert alice.studio().by_id("id_prompt").text == PROMPT


def test_without_a_prompt_the_fields_are_empty(anonymous: Person) -> None:
    page = anonymous.see("compose", *parts())
    assert phrase(page, "subject") == ""
    assert page.find("textarea", data_echo=True).text == ""


def test_the_dialog_shows_what_the_form_has_now_and_saves_nothing(alice: Person) -> None:
    response = alice.post("compose", *parts(), htmx=True, prompt="A cat")
    assert phrase(parse(response), "subject") == "A cat"
    assert load_draft(alice.owner, specs()[FLEX]) == {}


def test_a_prompt_that_is_too_long_is_not_cut(alice: Person) -> None:
    sentence = "The prompt has 20,001 characters; the composer takes up to 20,000."
    response = alice.post("compose", *parts(), htmx=True, prompt="x" * 20_001)
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#notice"
    assert sentence in parse(response).text
    alice.post("save_draft", *parts(), prompt="x" * 20_001)
    response = alice.get("compose", *parts())
    assert sentence in parse(alice.client.get(response["Location"])).text


def test_a_meter_says_how_much_of_a_prompt_is_useful(alice: Person) -> None:
    for spec_id, said in ((FLEX, "4 of 300 words"), (KLEIN, "5 of 512 tokens")):
        page = show(alice, "A red fox asleep.", spec_id)
        assert said in page.text
        assert page.find("meter")["value"] == said.split()[0]


def test_it_says_which_models_read_json(alice: Person) -> None:
    assert "prose and JSON equally well" in alice.see("compose", *parts()).text
    assert "its documentation does not mention JSON" in alice.see("compose", *parts(KLEIN)).text


def test_the_fields_become_the_prompt_and_undo_brings_the_old_one_back(alice: Person) -> None:
    fields = {"c_subject": "A fox", "c_style": "woodcut", "c_hex": ["0f766e"], "c_name": [""], "c_of": ["the gate"]}
    form = {"spec": FLEX, "prompt": "an older prompt", "steps": "12"}
    response = alice.post("apply_composition", *parts(), htmx=True, **fields, **form)
    page = parse(response)
    assert page.by_id("id_prompt").text == "A fox. Style: woodcut. Colors: teal hex #0F766E for the gate."
    assert page.find("input", name="steps")["value"] == "12"
    undo = page.find("button", data_undo_form=True)
    restored = parse(
        alice.client.post(undo["formaction"], {"draft_values": undo["value"]}, headers={"HX-Request": "true"})
    )
    assert restored.by_id("id_prompt").text == "an older prompt"


def test_without_script_the_form_keeps_its_other_values(alice: Person) -> None:
    show(alice, "an older prompt")
    alice.post("save_draft", *parts(), prompt="an older prompt", steps="12")
    response = alice.post("apply_composition", *parts(), c_subject="A fox", c_format="json")
    assert response.status_code == 302
    page = parse(alice.client.get(response["Location"]))
    assert json.loads(page.by_id("id_prompt").raw_text) == {"subjects": [{"description": "A fox"}]}
    assert page.find("input", name="steps")["value"] == "12"
    assert "The prompt was composed." in page.text
    assert page.find("button", data_undo_form=True)
    again = alice.see("compose", *parts())
    assert phrase(again, "subject") == "A fox"
    assert "checked" in again.find("input", name="c_format", value="json")


def test_fields_come_back_with_a_picture_that_was_made_from_them(alice: Person) -> None:
    made = alice.make(prompt=PROMPT)
    alice.post("use_again", made.id, htmx=True, spec=DEV, prompt="another")
    page = alice.see("compose", *parts())
    assert phrase(page, "action") == "leaping"
    assert values(page, "c_of") == ["the gate", ""]


def test_rows_are_added_and_removed_and_what_was_typed_stays(alice: Person) -> None:
    page = change(alice, "compose_texts", c_subject="A fox", c_words=["ONE", "TWO"], c_place=["left", "right"])
    assert values(page, "c_words") == ["ONE", "TWO", ""]
    assert "autofocus" in page.all("input", name="c_words")[2]
    page = change(
        alice, "compose_texts", c_subject="A fox", c_words=["ONE", "TWO"], c_place=["a", "b"], remove="0", htmx=False
    )
    assert phrase(page, "subject") == "A fox"
    assert (values(page, "c_words"), values(page, "c_place")) == (["TWO"], ["b"])
    page = change(alice, "compose_texts", c_words=["x"] * 12)
    assert "12 texts are the maximum" in page.text
    page = change(alice, "compose_colours", c_hex=["#fff", "#000"], remove="1")
    assert (values(page, "c_hex"), values(page, "c_name")) == (["#FFFFFF"], ["white"])


def test_colours_get_names_and_contrasts(alice: Person) -> None:
    page = change(alice, "compose_colours", c_hex=["#0F766E", "#FFF7E0", "nonsense"], c_name=["", "paper", ""])
    assert values(page, "c_name") == ["teal", "paper", ""]
    assert [field.get("data-auto") for field in page.all("input", name="c_name")] == ["teal", "", ""]
    assert "teal and paper 5.1 : 1" in page.by_id("composer-contrasts").text
    # The page tells apart what is readable.
    page = change(alice, "compose_colours", c_hex=["#FFF7E0", "#FFFFFF"])
    assert "too little for text" in page.by_id("composer-contrasts").text


def test_more_colours_have_a_table_of_contrasts(alice: Person) -> None:
    codes = ["#000000", "#FFFFFF", "#0F766E", "#fff", "#FFF7E0", "#808080"]
    table = change(alice, "compose_colours", c_hex=codes, c_of=["", "", "", "the door", "", ""]).by_id(
        "composer-contrasts"
    )
    rows = [[cell.text for cell in row.all("td")] for row in table.find("tbody").all("tr")]
    # Each colour once, against each one before it.
    assert rows == [["21.0"], ["3.8", "5.5"], ["19.6", "1.1", "5.1"], ["5.3", "3.9", "1.4", "3.7"]]
    assert [cell.text for cell in table.all("strong")] == ["21.0", "5.5", "19.6", "5.1", "5.3"]


@pytest.mark.parametrize(("name", "section"), [("compose_texts", "texts"), ("compose_colours", "palette")])
def test_a_button_of_a_section_answers_with_that_section(alice: Person, name: str, section: str) -> None:
    ids = [part.get("id") for part in change(alice, name).all("section")]
    assert ids == [f"composer-{section}"]
    # Without script it is the whole page.
    assert change(alice, name, htmx=False).by_id("c_subject")


def test_colours_come_from_ones_own_pictures_only(alice: Person, bob: Person) -> None:
    picture = alice.make().pictures.get()
    page = change(alice, "compose_colours", c_hex=["#0F766E"], picture=picture.key)
    assert len(values(page, "c_hex")) > 1
    assert values(page, "c_hex")[0] == "#0F766E"
    assert picture.key in [button.get("value") for button in page.all("button", name="picture")]
    upload = alice.upload()
    page = change(alice, "compose_colours", picture=upload.key)
    assert values(page, "c_hex") == ["#B44030"]
    assert upload.key in [button.get("value") for button in page.all("button", name="picture")]
    for key in (picture.key, upload.key, "nothing", "\0"):
        change(bob, "compose_colours", picture=key, status=404)


def test_a_palette_has_a_limit(alice: Person) -> None:
    page = change(alice, "compose_colours", c_hex=["#000000"] * 16, add="#FFFFFF")
    assert len(values(page, "c_hex")) == 16
    assert "at most 16 colors" in page.text


def test_palettes_are_saved_used_and_deleted(alice: Person, bob: Person) -> None:
    page = change(alice, "save_palette", c_hex=["#0F766E", "x"], c_name=["", ""], palette_name="Autumn")
    assert "“Autumn” was saved." in page.text
    palette = Palette.objects.get()
    page = change(alice, "compose_colours", c_hex=["#0F766E"], palette=str(palette.id))
    assert values(page, "c_hex") == ["#0F766E"]
    page = change(alice, "compose_colours", palette=str(palette.id))
    assert values(page, "c_name") == ["teal"]
    for id_ in (str(palette.id), "nonsense"):
        change(bob, "compose_colours", palette=id_, status=404)
    change(bob, "remove_palette", palette.id, status=404)
    page = change(alice, "remove_palette", palette.id)
    assert "“Autumn” was deleted." in page.text
    change(alice, "save_palette", undo=page.find("button", name="undo")["value"])
    back = Palette.objects.get()
    assert (back.name, back.colours) == ("Autumn", palette.colours)
    change(alice, "remove_palette", back.id)
    # A second click offers the same.
    page = change(alice, "remove_palette", back.id)
    assert "“Autumn” was deleted." in page.text
    change(alice, "save_palette", undo=page.find("button", name="undo")["value"])
    assert Palette.objects.get().colours == palette.colours
    change(alice, "remove_palette", uuid4(), status=404)
    # What this server did not write is not believed.
    change(alice, "save_palette", undo="W10:1:x", status=422)
    assert "There are no colors to save." in change(alice, "save_palette", palette_name="A", status=422).text


def test_the_name_of_a_palette_stays_until_it_is_saved(alice: Person) -> None:
    typed: dict[str, Any] = {"palette_name": "Autumn", "c_hex": "#0F766E"}
    refused = change(alice, "save_palette", palette_name="Autumn", status=422)
    added = change(alice, "compose_colours", add="", **typed)
    saved = change(alice, "save_palette", **typed)
    assert [values(page, "palette_name") for page in (refused, added, saved)] == [["Autumn"], ["Autumn"], [""]]
    assert refused.find("input", name="palette_name", autofocus=True)
    folds = [refused.all("details")[-1], added.all("details")[-1]]
    assert all("open" in fold for fold in folds)
    assert saved.by_id("composer-said").text == "“Autumn” was saved."
    assert saved.by_id("composer-said")["hx-swap-oob"] == "innerHTML"


@pytest.mark.parametrize("remove", ["-1", "70", "x", "²", "9" * 5000])
def test_hostile_fields_end_in_no_error(alice: Person, remove: str) -> None:
    hostile: dict[str, Any] = {
        "c_subject": "\0\ud800".encode("utf-8", "surrogatepass"),
        "c_words": ["x" * 9000] * 40,
        "c_format": "xml",
    }
    page = change(alice, "compose_texts", remove=remove, c_hex=["#" * 900, "\0", "🦊"], **hostile)
    assert len(values(page, "c_words")) == 12
    page = change(alice, "compose_colours", remove=remove, c_hex=["#" * 900, "\0", "🦊"], **hostile)
    assert len(values(page, "c_hex")) == 3
