"""Who draws the next picture: shown and chosen beside Generate, and told of each picture afterwards."""

from typing import Any

import pytest

from playground.accounts.models import Verdict
from playground.accounts.remote_keys import chosen_source, remove_key, save_key
from playground.configuration.environment import RemoteApi
from playground.generations.models import Generation, Picture
from tests.cast import FLEX, JOB, Person
from tests.markup import Element, parse


@pytest.fixture
def server_key(settings: Any) -> None:
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("server-key", "", 16)}
    settings.SERVER_KEYS_FOR = "everyone"


def give(person: Person, dialect: str = "onemin") -> None:
    save_key(person.owner, dialect, "mine", Verdict.ACCEPTED)


def offered(page: Element) -> dict[str, bool]:
    """Return the engines that can be chosen, and of each whether it is."""
    buttons = page.by_id("engine").all("button", name="source")
    return {button["value"]: button.get("aria-current") == "true" for button in buttons}


def choose(person: Person, source: str, *, htmx: bool = True, **data: Any) -> Any:
    return person.post("choose_engine", *FLEX.split("/"), htmx=htmx, source=source, **data)


def finish(generation: Generation, **changes: Any) -> Generation:
    """Let it be what a public API made with somebody's key."""
    values = {"status": "done", "engine": "remote", "key_source": "own", "version": 9} | changes
    Generation.objects.filter(id=generation.id).update(**values)
    Picture.objects.create(
        generation=generation,
        seed=1,
        key=f"images/{generation.id}.png",
        format="png",
        width=8,
        height=8,
        byte_size=1,
        sha256="0",
    )
    generation.refresh_from_db()
    return generation


def answers(page: Element) -> dict[str, str]:
    return {entry["data-answer"]: entry.text for entry in page.all("dd", data_answer=True)}


def test_without_a_key_it_links_to_the_page_of_keys(anonymous: Person, sketch: None) -> None:
    page = anonymous.studio()
    assert offered(page) == {}
    assert page.by_id("engine").find("a")["href"] == "/account/keys/apis/#onemin"
    assert "sketches" in page.by_id("welcome-note").text


def test_offers_only_available_engines(bob: Person, server_key: None) -> None:
    assert offered(bob.studio()) == {"sketch": False, "server": True}
    give(bob)
    assert offered(bob.studio()) == {"sketch": False, "server": False, "own": True}
    assert offered(bob.studio(JOB)) == {}


def test_a_choice_is_remembered_for_its_api(bob: Person) -> None:
    give(bob)
    give(bob, "apiframe")
    assert offered(parse(choose(bob, "sketch"))) == {"sketch": True, "own": False}
    assert offered(bob.studio()) == {"sketch": True, "own": False}
    assert offered(bob.studio(JOB)) == {"sketch": False, "own": True}


def test_without_script_the_choice_keeps_what_was_typed(bob: Person) -> None:
    give(bob)
    response = choose(bob, "sketch", htmx=False, prompt="half a sentence", steps="31")
    assert (response.status_code, response["Location"]) == (302, "/onemin/flux-2-flex/generate/")
    page = bob.studio()
    assert offered(page) == {"sketch": True, "own": False}
    assert page.control("steps")["value"] == "31"
    assert "half a sentence" in page.control("prompt").raw_text


@pytest.mark.parametrize("source", ["server", "own", "nonsense", ""])
def test_an_unavailable_engine_is_ignored(bob: Person, source: str) -> None:
    assert choose(bob, source).status_code == 200
    assert chosen_source(bob.owner, "onemin") == "sketch"


def test_choosing_needs_post_and_a_known_model(bob: Person) -> None:
    assert bob.get("choose_engine", *FLEX.split("/")).status_code == 405
    assert bob.post("choose_engine", "onemin", "nothing", "generate").status_code == 404


def test_the_welcome_note_names_the_chosen_engine(anonymous: Person, server_key: None, sketch: None) -> None:
    note = anonymous.studio().by_id("welcome-note").text
    assert "real FLUX.2 pictures, made through 1min.ai with this server’s key" in note
    assert "sketches" not in note
    assert "sketches" in anonymous.studio(JOB).by_id("welcome-note").text
    changed = parse(choose(anonymous, "sketch", first_screen="on")).by_id("welcome-note")
    assert "sketches" in changed.text
    assert changed["hx-swap-oob"] == "true"
    # The note is not on the page once there is a picture on the stage.
    assert not parse(choose(anonymous, "server")).has(id="welcome-note")


def test_switching_the_api_shows_its_own_choice(bob: Person) -> None:
    give(bob)
    page = parse(bob.post("switch_spec", *JOB.split("/"), htmx=True, target=FLEX))
    assert offered(page) == {"sketch": False, "own": True}


def test_a_removed_key_is_no_longer_offered(bob: Person) -> None:
    give(bob)
    remove_key(bob.owner, "onemin")
    assert offered(bob.studio()) == {}


def test_a_picture_of_an_api_is_not_labelled_as_a_sketch(bob: Person) -> None:
    made = finish(bob.ask())
    card = parse(bob.get("stage", made.id, htmx=True)).by_id(f"card-{made.id}")
    assert "FLUX.2 [flex] via 1min.ai" in card.text
    assert "sketch" not in card.text
    about = bob.see("generation", made.id).by_id("generation")
    assert "FLUX.2 [flex] via 1min.ai" in about.text
    assert "sketch" not in about.text


def test_a_sketch_names_no_api(bob: Person) -> None:
    made = bob.make()
    card = parse(bob.get("stage", made.id, htmx=True)).by_id(f"card-{made.id}")
    assert "via" not in card.text
    assert "sketch" in card.text
    page = bob.see("generation", made.id)
    assert answers(page) == {}
    assert "via 1min.ai" not in page.by_id("generation").text


def test_the_page_shows_what_the_api_reported(bob: Person) -> None:
    notes = {"api_id": "job-17", "api_seed": "99", "cost": "6 credits", "rewritten_prompt": "a red fox, finely lit"}
    page = bob.see("generation", finish(bob.ask(seed=7), notes=notes).id)
    assert answers(page) == {"key": "yours", "cost": "6 credits", "seed used": "99", "id at 1min.ai": "job-17"}
    assert "a red fox, finely lit" in page.by_id("generation").text


def test_the_seed_of_the_api_is_shown_only_if_it_differs(bob: Person) -> None:
    page = bob.see("generation", finish(bob.ask(seed=7), key_source="server", notes={"api_seed": "7"}).id)
    assert answers(page) == {"key": "this server’s"}


def test_a_key_error_links_to_the_page_of_keys(bob: Person) -> None:
    sentence = "Your key was refused by 1min.ai (401): check it under Keys."
    row = bob.ask()
    failed = {"status": "failed", "engine": "remote", "key_source": "own", "error": sentence, "version": 9}
    Generation.objects.filter(id=row.id).update(error_code="key", **failed)
    for page in (parse(bob.get("stage", row.id, htmx=True)), bob.see("generation", row.id)):
        card = page.by_id(f"card-{row.id}")
        assert sentence in card.text
        assert card.has("a", href="/account/keys/apis/#onemin")
    other = bob.ask()
    Generation.objects.filter(id=other.id).update(error_code="busy", **failed)
    assert not parse(bob.get("stage", other.id, htmx=True)).has("a", href="/account/keys/apis/#onemin")


def test_links_to_the_api_for_a_picture_that_was_not_stored(bob: Person) -> None:
    row = bob.ask()
    urls = "https://cdn.example.com/a.png\njavascript:alert(1)\nhttps://cdn.example.com/b.png"
    Generation.objects.filter(id=row.id).update(
        status="failed", engine="remote", key_source="own", error_code="lost", notes={"result_urls": urls}, version=9
    )
    for page in (parse(bob.get("stage", row.id, htmx=True)), bob.see("generation", row.id)):
        links = page.by_id(f"card-{row.id}").all("a", rel=True)
        assert [link["href"] for link in links] == ["https://cdn.example.com/a.png", "https://cdn.example.com/b.png"]
        assert all({"noopener", "noreferrer"} <= set(link["rel"].split()) for link in links)


def test_a_shared_page_names_only_the_api(bob: Person, anonymous: Person) -> None:
    notes = {"api_id": "job-17", "cost": "6 credits", "result_urls": "https://cdn.example.com/a.png"}
    made = finish(bob.ask(), notes=notes, remote_id="job-17")
    bob.post("create_share", made.id, htmx=True)
    content = anonymous.get("share", made.shares.get().slug).content.decode()
    assert "FLUX.2 [flex] via 1min.ai" in content
    assert "badge-sketch" not in content
    for secret in ("job-17", "6 credits", "cdn.example.com", "yours"):
        assert secret not in content
