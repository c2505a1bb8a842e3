"""Nobody stores more than they may, and what was paid for is kept all the same."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db.models import Sum
from django.test import Client
from django.utils import timezone

from playground.accounts.api_keys import create_key
from playground.accounts.models import Owner
from playground.generations.adopt import adopt
from playground.generations.models import Asset, Draft, Generation
from playground.generations.storage.purge import purge
from playground.generations.storage.quota import StorageFull
from playground.generations.storage.stored_bytes import recount_bytes
from tests.cast import EDIT, JOB, Person, make_file, work_off
from tests.markup import parse

type Files = Callable[[], list[str]]
MEGABYTE = 2**20


@pytest.fixture
def small(settings: Any) -> None:
    """Let guests store 3 MB and users 5."""
    settings.STORAGE_PER_GUEST_MB, settings.STORAGE_PER_USER_MB = 3, 5


def fill(person: Person, size: int) -> None:
    """Let an upload take up this many bytes."""
    asset = person.upload()
    Asset.objects.filter(id=asset.id).update(byte_size=size - asset.derived_bytes)
    recount_bytes(Owner.objects.filter(id=person.owner.id))


def test_counts_files_as_they_are_added_and_removed(bob: Person, files: Files) -> None:
    def stored() -> int:
        rows = Generation.objects.aggregate(size=Sum("row_bytes", default=0))["size"]
        return int(rows) + sum(default_storage.size(name) for name in files())

    bob.upload()
    edit = bob.make(EDIT, imageUrl=bob.make().pictures.get().key)
    assert bob.post("create_share", edit.id).status_code == 302
    assert bob.fetch(f"/s/{edit.shares.get().slug}/card.jpg").status == 200
    assert bob.owner.stored_bytes == stored() > 0
    before = bob.owner.stored_bytes
    recount_bytes()
    assert bob.owner.stored_bytes == before
    long_ago = timezone.now() - timedelta(days=31)
    Generation.objects.filter(id=edit.id).update(deleted=long_ago)
    Asset.objects.update(created=long_ago)
    purge()
    assert 0 < bob.owner.stored_bytes == stored() < before


def test_a_guests_stored_bytes_move_to_the_account(alice: Person, bob: Person) -> None:
    alice.upload()
    bob.upload()
    bob.make()
    total = alice.owner.stored_bytes + bob.owner.stored_bytes
    adopt(bob.owner, alice.owner)
    assert alice.owner.stored_bytes == total


def test_refuses_an_upload_over_the_limit_with_advice(bob: Person, small: None, files: Files) -> None:
    fill(bob, 3 * MEGABYTE)
    before = files()
    answer = bob.post("add_asset", asset=make_file(), name="input_images", htmx=True)
    assert answer.status_code == 422
    assert answer.content.decode() == (
        "Your pictures and uploads take up 3 MB of the 3 MB that you may store here, so there is not enough"
        " space for this. Delete pictures that you no longer need, or sign up, which gives you 5 MB."
    )
    assert files() == before


def test_refuses_a_generation_before_anything_is_paid_for(bob: Person, small: None) -> None:
    fill(bob, 2 * MEGABYTE)
    response = bob.generate(prompt="a lighthouse", htmx=False)
    assert response.status_code == 422
    page = parse(response)
    assert "3 MB that you may store here" in page.text
    assert page.control("prompt").text == "a lighthouse"
    assert not Generation.objects.exists()


def test_an_account_has_a_larger_limit(alice: Person, small: None) -> None:
    fill(alice, 3 * MEGABYTE)
    alice.ask()
    fill(alice, 2 * MEGABYTE)
    with pytest.raises(StorageFull) as full:
        alice.ask()
    assert full.value.sentence.endswith("Delete pictures that you no longer need.")


def test_active_requests_count_and_their_pictures_are_always_stored(alice: Person, small: None) -> None:
    rows = [alice.ask(), alice.ask()]
    fill(alice, MEGABYTE)
    with pytest.raises(StorageFull):
        alice.ask(variants=2)
    fill(alice, 4 * MEGABYTE)
    work_off()
    for row in rows:
        row.refresh_from_db()
        assert row.status == "done"
        assert row.pictures.get().read()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v2/images/generate", {"model": "flux-2-flex", "prompt": "a fox"}),
        (
            "/api/features",
            {
                "type": "IMAGE_GENERATOR",
                "model": "black-forest-labs/flux-2-flex",
                "promptObject": {"prompt": "a fox"},
                "async": True,
            },
        ),
        ("/v2/uploads", None),
        ("/api/assets", None),
    ],
)
def test_the_apis_report_the_full_storage(bob: Person, small: None, path: str, body: dict[str, Any] | None) -> None:
    fill(bob, 3 * MEGABYTE)
    client = Client(headers={"API-KEY": create_key(bob.owner)[1]})
    if body:
        answer = client.post(path, body, content_type="application/json")
    else:
        answer = client.post(path, {"file": make_file(), "asset": make_file()})
    assert answer.status_code == 507
    assert "3 MB that you may store here" in str(answer.json())


def test_zero_means_no_limit(bob: Person, settings: Any) -> None:
    settings.STORAGE_PER_GUEST_MB = 0
    fill(bob, 10**9 * MEGABYTE)
    bob.ask()
    bob.upload()


def test_frees_only_as_many_deleted_generations_as_needed(
    bob: Person, small: None, files: Files, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = bob.make(), bob.make()
    first.delete_softly()
    second.delete_softly()
    fill(bob, 3 * MEGABYTE - 100 - bob.owner.stored_bytes)
    gone = first.pictures.get().key
    with django_capture_on_commit_callbacks(execute=True):
        bob.upload(make_file(8, 8))
    assert list(Generation.objects.all()) == [second]
    assert gone not in files()
    second.restore()
    assert Generation.objects.visible_to(bob.owner).get() == second


def test_removes_nothing_if_that_is_not_enough(bob: Person, small: None, files: Files) -> None:
    deleted = bob.make()
    deleted.delete_softly()
    fill(bob, 4 * MEGABYTE)
    before = files()
    with pytest.raises(StorageFull):
        bob.upload()
    assert Generation.objects.get() == deleted
    assert files() == before


def test_frees_old_uploads_that_no_draft_names(
    bob: Person, small: None, django_capture_on_commit_callbacks: Any
) -> None:
    old, drafted, used, fresh = (bob.upload() for _ in range(4))
    bob.ask(EDIT, imageUrl=used.key)
    Generation.objects.update(status="done")
    Draft.objects.create(owner=bob.owner, spec_id=JOB, values={"input_images": [drafted.key]})
    Asset.objects.exclude(id=fresh.id).update(created=timezone.now() - timedelta(days=2))
    Asset.objects.filter(id=old.id).update(byte_size=3 * MEGABYTE)
    recount_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        bob.upload()
    assert not Asset.objects.filter(id=old.id).exists()
    assert Asset.objects.filter(id__in=[drafted.id, used.id, fresh.id]).count() == 3


def test_rows_without_pictures_count_too(bob: Person, small: None) -> None:
    prompt = "x" * 20_000
    bob.ask(prompt=prompt).cancel()
    assert 42_000 < bob.owner.stored_bytes < 44_000
    fill(bob, MEGABYTE + 2**18)
    for _ in range(5):
        bob.ask(prompt=prompt).cancel()
    with pytest.raises(StorageFull):
        bob.ask(prompt=prompt)


def test_does_not_free_the_inputs_of_the_request(bob: Person, small: None) -> None:
    asset = bob.upload()
    Asset.objects.update(created=timezone.now() - timedelta(days=2), byte_size=3 * MEGABYTE)
    recount_bytes()
    with pytest.raises(StorageFull):
        bob.ask(EDIT, imageUrl=asset.key)
    assert Asset.objects.filter(id=asset.id).exists()


def test_keeps_deleted_rows_that_count_towards_the_daily_limit(bob: Person, small: None) -> None:
    made = bob.make()
    made.delete_softly()
    fill(bob, 3 * MEGABYTE - 100 - bob.owner.stored_bytes)
    paid = Generation.objects.filter(id=made.id)
    paid.update(key_source="server", sent=timezone.now() - timedelta(hours=23))
    with pytest.raises(StorageFull):
        bob.upload(make_file(8, 8))
    paid.update(sent=timezone.now() - timedelta(hours=25))
    bob.upload(make_file(8, 8))
    assert not Generation.objects.exists()
