"""Every generation knows what it was made from, and how."""

from typing import Any

import pytest

from playground.generations.models import Generation, Share
from playground.generations.storage.remove import remove_generation
from tests.cast import EDIT, FLEX, Person


def newest() -> Generation:
    return Generation.objects.order_by("created", "id").last() or pytest.fail("There is no generation.")


def fields(person: Person, spec_id: str = FLEX) -> dict[str, Any]:
    """Return the form of the studio page as a browser without script sends it."""
    form = person.studio(spec_id).by_id("spec-form")
    inputs = [field for field in form.all("input", name=True) if field.get("type") in ("hidden", "text", "number")]
    sent = {field["name"]: field.get("value") for field in inputs}
    return sent | {field["name"]: field.text for field in form.all("textarea", name=True)}


def lineage(row: Generation) -> tuple[str, object]:
    return row.relation, row.parent_id


def test_what_a_person_asks_for_anew_has_none(bob: Person) -> None:
    bob.generate()
    assert lineage(newest()) == ("", None)


@pytest.mark.parametrize(
    ("action", "data", "relation"),
    [
        ("vary", {}, "variation"),
        ("reroll", {}, "reroll"),
        ("make_shapes", {"shape": "16:9"}, "shape"),
        ("retry", {}, "retry"),
    ],
)
def test_variations_and_retries_are_children(bob: Person, action: str, data: dict[str, str], relation: str) -> None:
    made = bob.make(seed=5)
    bob.post(action, made.id, **data)
    assert lineage(newest()) == (relation, made.id)


def test_loaded_settings_lead_to_what_they_are_from_without_script(bob: Person) -> None:
    made = bob.make(prompt="a blue whale", seed=5)
    bob.post("use_again", made.id)
    bob.post("studio", *FLEX.split("/"), **fields(bob))
    assert lineage(newest()) == ("reused", made.id)


def test_generate_ends_it(bob: Person) -> None:
    made = bob.make(seed=5)
    bob.post("use_again", made.id)
    sent = fields(bob)
    response = bob.post("studio", *FLEX.split("/"), htmx=True, **sent)
    assert 'id="made-from" hidden hx-swap-oob' in response.text
    assert "made_from" not in fields(bob)
    bob.post("studio", *FLEX.split("/"), htmx=True, **fields(bob))
    assert lineage(newest()) == ("", None)


def test_a_refused_form_keeps_it(bob: Person) -> None:
    made = bob.make(seed=5)
    bob.post("use_again", made.id)
    bob.post("studio", *FLEX.split("/"), **fields(bob) | {"prompt": ""})
    assert fields(bob)["made_from"] == f"reused:{made.id}"


def test_a_reset_ends_it(bob: Person) -> None:
    bob.post("use_again", bob.make(seed=5).id)
    assert "made_from" in fields(bob)
    bob.post("reset_form", *FLEX.split("/"))
    assert "made_from" not in fields(bob)


def test_another_model_keeps_it(bob: Person) -> None:
    made = bob.make(seed=5)
    bob.post("use_again", made.id)
    bob.post("switch_spec", *FLEX.split("/"), **fields(bob), target="onemin/flux-2-dev/generate")
    assert fields(bob, "onemin/flux-2-dev/generate")["made_from"] == f"reused:{made.id}"


def test_an_edit_leads_to_the_edited_picture(bob: Person) -> None:
    made = bob.make(seed=5)
    bob.post("edit_picture", made.id)
    bob.generate(EDIT, imageUrl=made.pictures.get().key, editing=made.pictures.get().key, prompt="make it blue")
    assert lineage(newest()) == ("edit", made.id)


def test_a_reference_leads_to_its_generation(bob: Person) -> None:
    made = bob.make(seed=5)
    bob.generate(EDIT, imageUrl=made.pictures.get().key)
    assert lineage(newest()) == ("reference", made.id)
    bob.generate(EDIT, imageUrl=bob.upload().key)
    assert lineage(newest()) == ("", None)


def test_a_shared_link_leads_to_what_somebody_else_made(alice: Person, bob: Person) -> None:
    made = alice.make(seed=5)
    link = Share.objects.create(generation=made)
    bob.post("open_share", link.slug)
    bob.post("studio", *FLEX.split("/"), **fields(bob))
    assert lineage(newest()) == ("remix", made.id)
    assert newest().owner == bob.owner


def test_a_link_that_was_revoked_meanwhile_leaves_the_relation(alice: Person, bob: Person) -> None:
    link = Share.objects.create(generation=alice.make(seed=5))
    bob.post("open_share", link.slug)
    link.revoke()
    bob.post("studio", *FLEX.split("/"), **fields(bob))
    assert lineage(newest()) == ("remix", None)


@pytest.mark.parametrize("text", ["reused:{id}", "file:{id}"])
def test_a_form_cannot_name_what_belongs_to_somebody_else(alice: Person, bob: Person, text: str) -> None:
    bob.generate(made_from=text.format(id=alice.make().id))
    assert newest().parent is None


@pytest.mark.parametrize(
    "text", ["x", "reused:", "reused:\0x", "remix:\0", "edit:1", ":" * 5000, "remix:" + "a" * 5000]
)
def test_other_text_is_no_lineage(bob: Person, text: str) -> None:
    assert bob.generate(made_from=text).status_code == 200
    assert newest().parent is None


def test_a_removed_parent_leaves_the_relation(bob: Person) -> None:
    made = bob.make(seed=5)
    bob.post("reroll", made.id)
    remove_generation(made)
    assert lineage(newest()) == ("reroll", None)
