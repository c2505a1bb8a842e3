"""A draft: what is typed survives reload and return, for its owner alone."""

import json
from typing import Any
from urllib.parse import urlencode

from playground.accounts.models import Owner
from playground.generations.models import Draft, Generation
from tests.cast import DEV, FLEX, JOB, Person
from tests.markup import Element, parse


def test_limits_the_size_of_a_draft(bob: Person) -> None:
    texts: dict[str, Any] = {"prompt": "ü" * 39_999, "aspect_ratio": ["x" * 40_001] * 20, "seed": "ü" * 40_001}
    bob.post("save_draft", *FLEX.split("/"), **texts)
    values = Draft.objects.get().values
    assert values["prompt"] == ["ü" * 39_999]
    assert len(json.dumps({**values, "prompt": ""}, ensure_ascii=False).encode()) < 101_000


def test_restores_the_typed_values(bob: Person) -> None:
    response = bob.post("save_draft", *FLEX.split("/"), prompt="half a tho", steps="31", prompt_upsampling="true")
    assert response.status_code == 204
    fields = bob.studio().by_id("spec-form").fields()
    assert (fields["prompt"], fields["steps"], fields["prompt_upsampling"]) == (["half a tho"], ["31"], ["true"])


def test_keeps_invalid_values_too(bob: Person) -> None:
    bob.post("save_draft", *FLEX.split("/"), prompt="", steps="9999")
    fields = bob.studio().by_id("spec-form").fields()
    assert (fields["prompt"], fields["steps"]) == ([""], ["9999"])


def test_a_draft_belongs_to_one_person(alice: Person, charlie: Person) -> None:
    alice.post("save_draft", *FLEX.split("/"), prompt="a secret")
    assert "a secret" not in charlie.studio().raw_text
    assert "a secret" in alice.studio().raw_text


def test_each_model_has_a_separate_draft(bob: Person) -> None:
    bob.post("save_draft", *FLEX.split("/"), prompt="for flex")
    bob.post("save_draft", *DEV.split("/"), prompt="for dev")
    assert bob.studio(FLEX).control("prompt").text == "for flex"
    assert bob.studio(DEV).control("prompt").text == "for dev"
    assert Draft.objects.count() == 2


def test_saving_again_updates_the_same_row(bob: Person) -> None:
    for prompt in ("a", "ab", "abc"):
        bob.post("save_draft", *FLEX.split("/"), prompt=prompt)
    assert Draft.objects.get().values["prompt"] == ["abc"]


def test_the_same_values_are_no_change_for_other_pages(bob: Person) -> None:
    fields = {"prompt": "a fox", "steps": "31"}
    bob.post("save_draft", *FLEX.split("/"), **fields, draft_version="0", draft_writer="before")
    # The page was loaded again meanwhile: the old one says the same once more, as it leaves.
    bob.post("save_draft", *FLEX.split("/"), **fields, draft_version="0", draft_writer="before")
    after = {"draft_version": str(Draft.objects.get().version), "draft_writer": "after"}
    bob.post("save_draft", *FLEX.split("/"), **fields, draft_version="0", draft_writer="before")
    assert bob.get("save_draft", *FLEX.split("/"), **after).status_code == 204
    assert bob.post("save_draft", *FLEX.split("/"), **fields | {"prompt": "an owl"}, **after).status_code == 204
    assert Draft.objects.get().values["prompt"] == ["an owl"]


def test_a_first_draft_creates_the_guest(anonymous: Person) -> None:
    anonymous.post("save_draft", *FLEX.split("/"), prompt="hello")
    assert Draft.objects.get().owner == Owner.objects.get() == anonymous.owner


def test_nul_is_dropped_since_postgresql_cannot_store_it(bob: Person) -> None:
    typed = {"prompt": "a \0fox", "seed": "\x007", "draft_version": "0", "draft_writer": "tab\0"}
    assert bob.post("save_draft", *FLEX.split("/"), **typed).status_code == 204
    draft = Draft.objects.get()
    assert (draft.values["prompt"], draft.values["seed"], draft.writer) == (["a fox"], ["7"], "tab")
    assert bob.generate(prompt="a \0fox", token="\0t").status_code == 200
    assert Generation.objects.get().prompt == "a fox"


def test_ignores_names_that_are_not_parameters(bob: Person) -> None:
    bob.post("save_draft", *FLEX.split("/"), prompt="a", is_staff="true", csrfmiddlewaretoken="x")
    assert set(Draft.objects.get().values) == {"prompt"}


def test_the_root_shows_the_model_used_last(bob: Person, anonymous: Person) -> None:
    bob.post("save_draft", *DEV.split("/"), prompt="a")
    assert address_of(bob.see("home")) == "/onemin/flux-2-dev/generate/"
    assert address_of(anonymous.see("home")) == "/onemin/flux-2-flex/generate/"
    bob.post("save_draft", *FLEX.split("/"), prompt="a")
    assert address_of(bob.see("home")) == "/onemin/flux-2-flex/generate/"


def address_of(page: Element) -> str:
    """Return the address that the page calls its own."""
    return next(link["href"] for link in page.walk() if link.tag == "link" and link.get("rel") == "canonical")


def test_refuses_unknown_models(bob: Person) -> None:
    assert bob.get("save_draft", "onemin", "flux-9", "generate").status_code == 404
    assert bob.post("save_draft", "onemin", "flux-9", "generate", prompt="a").status_code == 404
    assert not Draft.objects.exists()


def save(person: Person, prompt: str, version: int, writer: str, **data: Any) -> Any:
    """Save as the script of a page does."""
    state = {"draft_version": version, "draft_writer": writer}
    return person.post("save_draft", *FLEX.split("/"), htmx=True, prompt=prompt, **state, **data)


def stored() -> Draft:
    return Draft.objects.get(spec_id=FLEX)


def test_a_page_that_is_behind_is_told_and_changes_nothing(bob: Person) -> None:
    assert save(bob, "one", 0, "a").status_code == 204
    assert bob.studio().by_id("draft")["data-version"] == "1"
    assert save(bob, "two", 1, "b").status_code == 204
    response = save(bob, "three", 1, "a")
    assert response.status_code == 409
    assert "This form was changed in another tab." in response.content.decode()
    assert (stored().values["prompt"], stored().writer) == (["two"], "b")


def look(person: Person, version: int, writer: str) -> Any:
    """Ask as a page does that becomes visible again."""
    return person.get("save_draft", *FLEX.split("/"), htmx=True, draft_version=version, draft_writer=writer)


def test_a_page_that_comes_back_hears_of_another_tab(bob: Person, anonymous: Person) -> None:
    save(bob, "one", 0, "a")
    save(bob, "two", 1, "b")
    answer = look(bob, 1, "a")
    assert answer.status_code == 409
    assert "This form was changed in another tab." in answer.content.decode()
    # One that has seen the version, the one that wrote it, one without a state, and one of somebody without a draft.
    for person, version, writer in ((bob, 2, "a"), (bob, 1, "b"), (bob, 1, ""), (anonymous, 0, "c")):
        assert look(person, version, writer).status_code == 204
    assert stored().version == 2


def test_a_page_is_never_behind_its_own_writes(bob: Person) -> None:
    for prompt in ("one", "two", "three"):
        assert save(bob, prompt, 0, "a").status_code == 204
    assert stored().version == 3


def test_keeping_a_version_offers_the_replaced_one(bob: Person) -> None:
    save(bob, "one", 0, "a")
    response = save(bob, "two", 0, "b", draft_keep="on")
    assert stored().values["prompt"] == ["two"]
    button = parse(response).find("button", name="draft_values")
    restored = bob.post("restore_form", *FLEX.split("/"), htmx=True, draft_values=button["value"])
    assert parse(restored).control("prompt").text == "one"
    assert stored().values["prompt"] == ["one"]


def test_generating_behind_another_tab_keeps_the_draft_of_that_tab(bob: Person) -> None:
    save(bob, "one", 0, "a")
    response = bob.generate(prompt="mine", draft_version=0, draft_writer="b")
    assert response.status_code == 200
    assert stored().values["prompt"] == ["one"]


def test_unsaved_changes_of_a_page_that_is_behind_are_offered(bob: Person) -> None:
    save(bob, "one", 0, "a")
    values = "prompt=unsaved&steps=31"
    response = bob.post(
        "restore_form", *FLEX.split("/"), htmx=True, draft_values=values, draft_version=0, draft_writer="b"
    )
    page = parse(response)
    assert page.control("prompt").text == "one"
    assert page.find("button", name="draft_values")["value"] == values


def test_nonsense_about_versions_is_ignored(bob: Person) -> None:
    for version in ("-1", "x", "9" * 30, "²"):
        data = {"draft_version": version, "draft_writer": "w" * 100}
        assert bob.post("save_draft", *FLEX.split("/"), prompt="a", **data).status_code == 204
    assert bob.post("restore_form", *FLEX.split("/"), draft_values="%ff&=&prompt=b").status_code == 302
    assert stored().values == {"prompt": ["b"]}


def test_what_was_typed_before_an_undo_is_offered_in_turn(bob: Person) -> None:
    typed = urlencode({"spec": JOB, "prompt": "typed since"})
    back = bob.post("restore_form", *FLEX.split("/"), htmx=True, draft_values="prompt=before", typed_values=typed)
    assert parse(back).control("prompt").text == "before"
    button = parse(back).find("button", name="draft_values")
    again = bob.client.post(button["formaction"], {"draft_values": button["value"]})
    assert again["Location"] == f"/{JOB}/"
    assert bob.studio(JOB).control("prompt").text == "typed since"
