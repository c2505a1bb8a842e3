"""From cleaned params to rows, and once more from rows to params."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.remote_keys import choose_source
from playground.catalog.loading import get_spec
from playground.configuration.environment import RemoteApi
from playground.generations.adopt import adopt
from playground.generations.models import Asset, Draft, Generation, Share
from playground.generations.submission.inputs import UnknownImage, find_by_key
from playground.generations.submission.retry import retry
from playground.generations.submission.submit import Submission, UnknownModel, submit
from tests.cast import DEV, EDIT, FLEX, JOB, Person, make_file


def submission(person: Person, spec_id: str = FLEX, **facts: Any) -> Submission:
    params = facts.pop("params", {"prompt": "a"})
    return Submission(person.owner, get_spec(spec_id), params, **facts)


def test_the_row_keeps_params_and_resolved_values(bob: Person) -> None:
    row = submit(submission(bob, params={"prompt": "a", "steps": 40}, origin="http://here", source="api"))[0]
    row.refresh_from_db()
    assert row.params == {"prompt": "a", "steps": 40}
    assert list(row.resolved) == [parameter.name for parameter in get_spec(FLEX).parameters]
    assert (row.origin, row.source, row.engine) == ("http://here", "api", "blank")


@pytest.mark.parametrize(
    ("spec_id", "params", "size"),
    [
        (FLEX, {"prompt": "a"}, (1024, 1024)),
        (FLEX, {"prompt": "a", "aspect_ratio": "16:9"}, (1360, 768)),
        (JOB, {"prompt": "a", "aspect_ratio": "custom", "width": 300, "height": 517}, (288, 512)),
    ],
)
def test_the_size_is_known_before_the_picture(
    bob: Person, spec_id: str, params: dict[str, Any], size: tuple[int, int]
) -> None:
    row = submit(submission(bob, spec_id, params=params))[0]
    assert (row.width, row.height) == size


def test_an_edit_has_the_aspect_ratio_of_its_input(bob: Person) -> None:
    asset = bob.upload(make_file(512, 256))
    row = submit(submission(bob, EDIT, params={"prompt": "a", "imageUrl": asset.key}))[0]
    assert row.width == 2 * row.height


def test_random_seeds_differ(bob: Person) -> None:
    assert len({submit(submission(bob))[0].seed for _ in range(5)}) == 5


@pytest.mark.parametrize(("source", "number"), [("sketch", 20), ("server", 8)])
def test_many_rows_for_a_public_api_add_few_tasks(
    bob: Person,
    tasks: Any,
    settings: Any,
    source: Any,
    number: int,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("a-server-key", "", 16)}
    settings.SERVER_KEYS_FOR = "everyone"
    choose_source(bob.owner, "onemin", source)
    with django_capture_on_commit_callbacks(execute=True):
        submit(submission(bob, variants=20, source="api"))
    assert len(tasks.pending()) == number


def test_the_same_token_gives_the_same_rows(bob: Person, charlie: Person) -> None:
    first = submit(submission(bob, token="once", variants=2))
    assert [row.id for row in submit(submission(bob, token="once", variants=2))] == [row.id for row in first]
    assert submit(submission(charlie, token="once"))[0].id not in {row.id for row in first}
    assert Generation.objects.count() == 3


@pytest.mark.parametrize(
    "changed", [{"params": {"prompt": "changed"}}, {"spec_id": DEV}, {"variants": 2}], ids=["prompt", "model", "number"]
)
def test_the_same_token_for_something_else_makes_that_once(bob: Person, changed: dict[str, Any]) -> None:
    [first] = submit(submission(bob, token="once"))
    made = [row.id for row in submit(submission(bob, token="once", **changed))]
    assert first.id not in made
    assert [row.id for row in submit(submission(bob, token="once", **changed))] == made
    assert [row.id for row in submit(submission(bob, token="once"))] == [first.id]


def test_equal_pictures_under_the_same_token_are_the_same_request(bob: Person) -> None:
    equal, other = [bob.upload(make_file(64)), bob.upload(make_file(64))], bob.upload(make_file(80))
    made = [
        submit(submission(bob, EDIT, token="once", params={"prompt": "a", "imageUrl": asset.key}))[0].id
        for asset in (*equal, other)
    ]
    assert made[0] == made[1] != made[2]


def test_requests_without_a_token_are_all_new(bob: Person) -> None:
    assert submit(submission(bob))[0] != submit(submission(bob))[0]


@pytest.mark.parametrize(("position", "words"), [(0, "picture 1"), (1, "picture 2")])
def test_the_error_names_the_position_of_an_unknown_picture(bob: Person, position: int, words: str) -> None:
    keys = [bob.upload().key, bob.upload().key]
    keys[position] = "images/gone.png"
    with pytest.raises(UnknownImage) as caught:
        submit(submission(bob, JOB, params={"prompt": "a", "input_images": keys}))
    assert caught.value.field == "input_images"
    assert f"{words} no longer exists" in caught.value.sentence
    assert not Generation.objects.exists()


def test_pictures_are_found_for_their_owner_alone(alice: Person, charlie: Person) -> None:
    asset, picture = alice.upload(), alice.make().pictures.get()
    keys = [asset.key, picture.key]
    assert find_by_key(alice.owner, keys) == {asset.key: asset, picture.key: picture}
    assert find_by_key(alice.owner, [*keys, "\0"]) == find_by_key(alice.owner, keys)
    assert find_by_key(charlie.owner, keys) == find_by_key(None, keys) == {}


def test_a_retry_keeps_the_seed_and_the_old_row(bob: Person) -> None:
    old = bob.ask(steps=40)
    new = retry(old, bob.owner, "http://here")
    assert (new.seed, new.params["steps"], new.status) == (old.seed, 40, "queued")
    assert new.batch != old.batch
    assert Generation.objects.count() == 2


def test_a_retry_of_a_lost_model_says_which(bob: Person) -> None:
    row = bob.ask()
    row.spec_id = "onemin/flux-1/generate"
    with pytest.raises(UnknownModel, match="no longer available"):
        retry(row, bob.owner, "")


def test_a_retry_whose_picture_is_gone_is_refused(bob: Person) -> None:
    source = bob.make()
    row = bob.ask(EDIT, imageUrl=source.pictures.get().key)
    source.delete_softly()
    with pytest.raises(UnknownImage, match="no longer exists"):
        retry(row, bob.owner, "")


def test_adopting_moves_everything_and_removes_the_guest(alice: Person, bob: Person) -> None:
    his, asset, hers = bob.make(), bob.upload(), alice.ask()
    link = Share.objects.create(generation=his)
    bob.post("save_draft", *FLEX.split("/"), prompt="his")
    guest, owner = bob.owner, alice.owner
    adopt(guest, owner)
    assert set(Generation.objects.filter(owner=owner)) == {his, hers}
    assert Asset.objects.get(id=asset.id).owner == owner
    assert Draft.objects.get().owner == owner
    assert Share.objects.open().get() == link
    assert not Owner.objects.filter(id=guest.id).exists()


@pytest.mark.parametrize("order", [("hers", "his"), ("his", "hers")])
def test_the_newer_of_two_drafts_wins(alice: Person, bob: Person, order: tuple[str, str]) -> None:
    people = {"hers": alice, "his": bob}
    for prompt in order:
        people[prompt].post("save_draft", *FLEX.split("/"), prompt=prompt)
    replaced = adopt(bob.owner, alice.owner)
    assert Draft.objects.get().values["prompt"] == [order[1]]
    assert [draft.values["prompt"] for draft in replaced] == ([["hers"]] if order[1] == "his" else [])


def test_deleted_generations_are_adopted_and_can_be_restored(alice: Person, bob: Person) -> None:
    row = bob.make()
    row.delete_softly()
    adopt(bob.owner, alice.owner)
    row.restore()
    assert Generation.objects.visible_to(alice.owner).get() == row


def test_an_input_must_be_an_asset_or_a_picture(bob: Person) -> None:
    row = bob.ask()
    with pytest.raises(IntegrityError):
        row.inputs.create(position=0)


@pytest.mark.parametrize("method", ["before", "after"])
def test_history_keys_leave_no_gap_or_overlap(bob: Person, method: str) -> None:
    rows = [bob.ask() for _ in range(5)]
    Generation.objects.update(created=timezone.now() - timedelta(days=1))
    rows = list(Generation.objects.newest_first())
    part: Callable[..., Any] = getattr(Generation.objects, method)
    for index, row in enumerate(rows):
        expected = rows[index + 1 :] if method == "before" else rows[:index]
        assert list(part(row.created, row.id).newest_first()) == expected


def test_without_an_owner_nothing_is_visible(bob: Person) -> None:
    bob.ask()
    assert not Generation.objects.visible_to(None).exists()
    assert Generation.objects.visible_to(bob.owner).count() == 1
