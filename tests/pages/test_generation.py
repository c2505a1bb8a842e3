"""A generation's own page, and its card on the stage."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from playground.generations.models import Generation
from playground.pages.picture_urls import file_name
from tests.cast import DEV, EDIT, FLEX, JOB, Person, work_off
from tests.markup import Element, parse


def see(person: Person, generation: Generation) -> Element:
    return person.see("generation", generation.id)


def parameters(page: Element) -> dict[str, str]:
    """Return value and origin of every parameter that the page lists."""
    # Without the name of the button that uses the value.
    return {
        entry["data-parameter"]: " ".join(part.text for part in entry.all("span"))
        for entry in page.all("dd", data_parameter=True)
    }


@pytest.mark.parametrize("spec_id", [FLEX, DEV, JOB])
def test_every_parameter_is_listed_with_what_was_resolved(bob: Person, spec_id: str) -> None:
    made = bob.make(spec_id, seed=77)
    listed = parameters(see(bob, made))
    resolved = {name for name in made.resolved if name not in ("prompt", "input_images")}
    assert set(listed) == resolved
    assert listed["seed"] == "77 set"


def test_each_value_shows_its_origin(bob: Person) -> None:
    listed = parameters(see(bob, bob.make(steps=40)))
    assert (listed["steps"], listed["guidance"]) == ("40 set", "3 default")
    assert listed["seed"].endswith("random")


def test_a_switch_is_on_or_off(bob: Person) -> None:
    listed = parameters(see(bob, bob.make("bfl/flux-2-flex/generate", prompt_upsampling=False)))
    assert listed["prompt_upsampling"] == "off set"


def test_a_value_without_an_effect_is_listed_as_ignored(bob: Person) -> None:
    listed = parameters(see(bob, bob.make(JOB, aspect_ratio="16:9", width=512, output_format="png")))
    assert listed["width"] == "512 ignored"
    assert listed["output_format"] == "png set"


def test_the_picture_is_shown_with_its_size_and_engine(bob: Person) -> None:
    made = bob.make(aspect_ratio="16:9")
    page = see(bob, made)
    shown = made.pictures.get()
    picture = page.find("img", src=f"/files/{shown.id}/{file_name(shown)}")
    assert (picture["width"], picture["height"]) == ("1360", "768")
    facts = page.by_id("main").text
    assert "1360 × 768 · png" in facts
    assert "sketch" in facts


def test_shows_the_response_of_the_dialect(bob: Person) -> None:
    made = bob.make(steps=40)
    answer = json.loads(see(bob, made).all("pre")[-1].raw_text)
    record = answer["aiRecord"]
    assert (record["uuid"], record["status"]) == (str(made.wire_id), "SUCCESS")
    assert record["aiRecordDetail"]["promptObject"]["steps"] == 40
    assert record["aiRecordDetail"]["resultObject"] == [made.pictures.get().key]


def test_shows_the_response_of_apiframe_for_a_job(bob: Person) -> None:
    waiting = bob.ask(JOB)
    answer = json.loads(see(bob, waiting).all("pre")[-1].raw_text)
    assert str(waiting.wire_id) in json.dumps(answer)


def test_the_code_includes_the_seed(bob: Person) -> None:
    made = bob.make()
    assert f'"seed": {made.seed}' in see(bob, made).by_id("snippet-text").text


def test_arrow_keys_lead_to_newer_and_older_generations(bob: Person) -> None:
    oldest, middle, newest = bob.ask(), bob.ask(), bob.ask()
    page = see(bob, middle)
    assert page.find("a", rel="prev")["href"] == f"/generations/{newest.id}/"
    assert page.find("a", rel="next")["href"] == f"/generations/{oldest.id}/"
    assert not see(bob, newest).has("a", rel="prev")
    assert not see(bob, oldest).has("a", rel="next")


def test_arrow_keys_visit_all_own_generations_of_one_moment(bob: Person, charlie: Person) -> None:
    moment = timezone.now() - timedelta(hours=1)
    mine = {str(bob.ask().id) for _ in range(4)}
    charlie.ask()
    Generation.objects.update(created=moment)
    address = f"/generations/{max(mine)}/"
    passed = []
    while address:
        passed.append(address.split("/")[2])
        older = parse(bob.client.get(address)).all("a", rel="next")
        address = older[0]["href"] if older else ""
    assert passed == sorted(mine, reverse=True)


def test_a_failed_generation_shows_its_reason(bob: Person, sketch: None) -> None:
    row = bob.ask(prompt="a fox [sketch:refuse]")
    work_off()
    row.refresh_from_db()
    page = see(bob, row)
    assert row.error in page.by_id("main").text
    assert page.has(action=f"/generations/{row.id}/retry/") or page.has(formaction=f"/generations/{row.id}/retry/")


def test_a_prompt_with_two_waits_says_which_one_counts(bob: Person, sketch: None) -> None:
    row = bob.ask(prompt="a fox [sketch:wait 0.1] and [sketch:wait 100]")
    work_off()
    assert "2 waits; only the first one counts" in see(bob, row).by_id("main").text


def test_an_edit_can_be_compared_with_its_input(bob: Person) -> None:
    asset = bob.upload()
    edit = bob.make(EDIT, imageUrl=asset.key)
    assert see(bob, edit).find(data_before=True)["data-before"] == f"/files/{asset.id}/picture.png"


def test_shows_a_generation_of_a_removed_model(bob: Person) -> None:
    made = bob.make(steps=40)
    Generation.objects.update(spec_id="onemin/flux-1/generate")
    page = see(bob, made)
    assert "onemin/flux-1/generate" in page.by_id("main").text
    assert "40" in page.by_id("main").text


def test_strangers_and_deleted_generations_are_not_found(alice: Person, charlie: Person, anonymous: Person) -> None:
    made = alice.make()
    for other in (charlie, anonymous):
        assert other.get("generation", made.id).status_code == 404
        assert other.get("stage", made.id, htmx=True).status_code == 404
    assert alice.get("generation", uuid4()).status_code == 404
    made.delete_softly()
    assert alice.get("generation", made.id).status_code == 404
    assert alice.get("stage", made.id, htmx=True).status_code == 404
    assert alice.post("generation", made.id).status_code == 405


def test_the_stage_can_show_any_generation(bob: Person) -> None:
    made = bob.make()
    answer = parse(bob.get("stage", made.id, htmx=True))
    assert answer.by_id(f"card-{made.id}")["data-status"] == "done"


def test_without_script_the_stage_is_on_the_studio_page(bob: Person) -> None:
    made = bob.make()
    response = bob.get("stage", made.id)
    assert response["Location"] == f"/onemin/flux-2-flex/generate/?show={made.id}"
    assert bob.post("stage", made.id).status_code == 405


def test_the_code_of_a_past_picture_can_omit_its_seed(bob: Person) -> None:
    made = bob.make(seed=4711)
    for query, there in (({}, True), ({"seed": "none"}, False)):
        for language in ("curl", "javascript", "python"):
            page = parse(bob.get("generation_code", made.id, htmx=True, language=language, **query))
            assert ("4711" in page.by_id("snippet-text").text) is there


def test_only_the_owner_sees_the_code_of_a_past_picture(alice: Person, charlie: Person) -> None:
    made = alice.make()
    assert charlie.get("generation_code", made.id).status_code == 404
    assert alice.post("generation_code", made.id).status_code == 405
