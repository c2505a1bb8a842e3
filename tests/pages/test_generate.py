"""Generate: the form is sent, rows wait in the queue, and the page shows them at once."""

from collections.abc import Callable
from typing import Any

import pytest

from playground.accounts.models import Owner
from playground.catalog.loading import get_spec, specs
from playground.generations.models import Draft, Generation
from tests.cast import DEV, EDIT, FLEX, JOB, Person
from tests.markup import parse

LARGEST = 2**53 - 1


def test_one_click_makes_a_queued_row_a_card_and_a_frame(bob: Person) -> None:
    response = bob.generate(steps="30")
    row = Generation.objects.get()
    assert response.status_code == 200
    assert (row.owner, row.status, row.spec_id) == (bob.owner, "queued", FLEX)
    assert row.params == {"prompt": "a red fox", "steps": 30}
    answer = parse(response)
    assert answer.by_id(f"card-{row.id}")["data-status"] == "queued"
    assert answer.by_id(f"frame-{row.id}")["data-version"] == "0"


@pytest.mark.parametrize("spec_id", [spec_id for spec_id, spec in specs().items() if spec.mode == "generate"])
def test_every_model_makes_a_picture(bob: Person, work: Callable[[], None], spec_id: str) -> None:
    bob.generate(spec_id)
    work()
    row = Generation.objects.get()
    assert (row.status, row.error) == ("done", "")
    assert row.pictures.get().size == row.size


@pytest.mark.parametrize("spec_id", [spec_id for spec_id, spec in specs().items() if spec.mode == "edit"])
def test_every_model_edits_a_picture(bob: Person, work: Callable[[], None], spec_id: str) -> None:
    picture = get_spec(spec_id).by_role("picture")
    assert picture is not None
    fields: dict[str, Any] = {picture.name: bob.upload().key}
    bob.generate(spec_id, **fields)
    work()
    row = Generation.objects.get()
    assert (row.status, row.error) == ("done", "")
    key = row.inputs.get().image.key
    assert row.params[picture.name] == ([key] if picture.kind == "images" else key)


def test_the_form_can_be_sent_as_rendered(bob: Person) -> None:
    fields: dict[str, Any] = bob.studio(DEV).by_id("spec-form").fields()
    bob.generate(DEV, **fields | {"prompt": ["as it stands"]})
    assert Generation.objects.get().params == {"prompt": "as it stands"}


def test_default_values_are_only_in_the_resolved_params(bob: Person) -> None:
    bob.generate(steps="25", guidance="3.5")
    row = Generation.objects.get()
    assert row.params == {"prompt": "a red fox", "guidance": 3.5}
    assert (row.resolved["steps"], row.resolved["output_format"]) == (25, "png")


def test_a_first_write_creates_an_owner_in_the_session(anonymous: Person) -> None:
    assert not Owner.objects.exists()
    anonymous.generate()
    assert Generation.objects.get().owner == anonymous.owner == Owner.objects.get()
    anonymous.generate()
    assert Owner.objects.count() == 1


def test_an_unknown_model_is_not_found(bob: Person) -> None:
    assert bob.generate("onemin/flux-9/generate").status_code == 404
    assert not Generation.objects.exists()


def test_without_script_it_redirects_to_the_page_with_the_card(bob: Person) -> None:
    response = bob.generate(htmx=False)
    row = Generation.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/onemin/flux-2-flex/generate/?show={row.id}"
    assert parse(bob.client.get(response["Location"])).has(id=f"card-{row.id}")


def test_without_script_the_whole_run_is_shown(bob: Person, charlie: Person) -> None:
    response = bob.generate(htmx=False, variants="3")
    bob.ask(prompt="another tab")
    rows = [f"card-{row.id}" for row in Generation.objects.filter(batch=Generation.objects.earliest("id").batch)]
    assert len(rows) == 3
    stage = parse(bob.client.get(response["Location"])).by_id("stage")
    assert [card["id"] for card in stage.all("article", data_generation=True)] == rows
    assert not parse(charlie.client.get(response["Location"])).has("article", data_generation=True)


def test_the_form_keeps_its_values_after_generating(bob: Person) -> None:
    bob.generate(steps="40", prompt="a blue fox")
    fields = bob.studio().by_id("spec-form").fields()
    assert (fields["steps"], fields["prompt"]) == (["40"], ["a blue fox"])
    assert Draft.objects.get().spec_id == FLEX


def test_a_double_click_is_one_generation(bob: Person) -> None:
    first, second = bob.generate(token="once"), bob.generate(token="once")
    row = Generation.objects.get()
    for answer in (first, second):
        assert parse(answer).has(id=f"card-{row.id}")


def test_a_double_click_on_four_variants_makes_four(bob: Person) -> None:
    bob.generate(token="once", variants="4")
    again = parse(bob.generate(token="once", variants="4"))
    assert Generation.objects.count() == 4
    assert len(again.all("article", data_generation=True)) == 4


def test_a_double_click_with_a_full_queue_shows_the_first_result(bob: Person, settings: Any) -> None:
    settings.MOST_QUEUED = 4
    bob.generate(token="once", variants="4")
    again = bob.generate(token="once", variants="4")
    assert again.status_code == 200
    assert len(parse(again).all("article", data_generation=True)) == 4


def test_tokens_of_different_people_are_separate(bob: Person, charlie: Person) -> None:
    bob.generate(token="once")
    charlie.generate(token="once")
    assert Generation.objects.filter(owner=bob.owner).count() == Generation.objects.filter(owner=charlie.owner).count()
    assert Generation.objects.count() == 2


def test_each_response_has_a_new_token(bob: Person) -> None:
    page = bob.studio()
    first = page.control("token")["value"]
    answer = parse(bob.generate(token=first))
    assert answer.control("token")["value"] not in ("", first)
    bob.generate(token=answer.control("token")["value"])
    assert Generation.objects.count() == 2


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_variants_share_a_batch_and_take_consecutive_seeds(bob: Person, count: int) -> None:
    answer = parse(bob.generate(variants=str(count)))
    rows = list(Generation.objects.order_by("variant"))
    assert len(rows) == count
    assert [row.seed - rows[0].seed for row in rows] == list(range(count))
    assert len({row.batch for row in rows}) == 1
    assert [card["data-generation"] for card in answer.all("article", data_generation=True)] == [
        str(row.id) for row in rows
    ]


def test_variants_count_up_from_a_chosen_seed(bob: Person) -> None:
    bob.generate(variants="3", seed="41")
    rows = Generation.objects.order_by("variant")
    assert [row.seed for row in rows] == [41, 42, 43]
    assert [row.params["seed"] for row in rows] == [41, 42, 43]


def test_variants_wrap_around_after_the_largest_seed(bob: Person) -> None:
    bob.generate(variants="2", seed=str(LARGEST))
    assert [row.seed for row in Generation.objects.order_by("variant")] == [LARGEST, 0]


def test_a_random_seed_is_only_in_the_resolved_params(bob: Person) -> None:
    bob.generate(seed="")
    row = Generation.objects.get()
    assert "seed" not in row.params
    assert row.resolved["seed"] == row.seed


def test_another_request_can_be_sent_while_one_waits(bob: Person, work: Callable[[], None]) -> None:
    bob.generate(prompt="the first")
    bob.generate(prompt="the second")
    assert Generation.objects.active().count() == 2
    work()
    assert [row.prompt for row in Generation.objects.order_by("finished")] == ["the first", "the second"]


def test_a_job_keeps_the_order_of_references(bob: Person) -> None:
    keys = [bob.upload().key for _ in range(3)]
    bob.generate(JOB, input_images=[keys[2], keys[0], keys[1]])
    row = Generation.objects.get()
    assert row.params["input_images"] == [keys[2], keys[0], keys[1]]
    assert [entry.image.key for entry in row.inputs.all()] == [keys[2], keys[0], keys[1]]


def test_a_picture_of_the_history_can_be_an_input(bob: Person) -> None:
    picture = bob.make().pictures.get()
    bob.generate(EDIT, imageUrl=picture.key)
    edit = Generation.objects.get(spec_id=EDIT)
    assert edit.inputs.get().picture == picture
    assert edit.size == picture.size


@pytest.mark.parametrize(
    "prompt",
    ["</textarea><script>alert(1)</script>", "\"quotes\" and 'more' \\ $HOME `id`", "日本語 🦊 Ελληνικά", "one\r\ntwo"],
)
def test_any_prompt_is_kept_and_escaped(bob: Person, prompt: str) -> None:
    bob.generate(prompt=prompt)
    assert Generation.objects.get().prompt == prompt.replace("\r\n", "\n")
    page = bob.studio()
    assert page.by_id("spec-form").fields()["prompt"] == [prompt.replace("\r\n", "\n")]
    assert all("alert" not in script.raw_text for script in page.all("script"))
