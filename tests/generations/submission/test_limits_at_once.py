"""However many requests come at once, no limit is passed: each counts what those before it made."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from playground.accounts.models import Owner
from playground.catalog.loading import get_spec
from playground.configuration.environment import RemoteApi
from playground.generations.adopt import adopt
from playground.generations.models import Generation
from playground.generations.storage.quota import StorageFull
from playground.generations.submission.allowance import AllowanceSpent
from playground.generations.submission.idempotency import IdempotentRequest, create_once
from playground.generations.submission.retry import retry
from playground.generations.submission.submit import GUESTS_A_NETWORK, Submission, TooManyWaiting, submit
from tests.cast import FLEX, Person

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8


@pytest.fixture(autouse=True)
def server_key(settings: Any) -> None:
    """Give this server a key for 1min.ai, which makes five pictures a day for each and eight for all."""
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"onemin": RemoteApi("server-key", "", 16)}
    settings.SERVER_KEYS_FOR, settings.SERVER_KEYS_A_DAY, settings.SERVER_KEYS_IN_ALL_A_DAY = "everyone", 5, 8


def race(acts: Iterable[Callable[[], object]]) -> Counter[str]:
    """Do all of it, many at once, and return how often each ended how: `made`, or the name of the refusal."""

    def act(one: Callable[[], object]) -> str:
        try:
            one()
        except (AllowanceSpent, StorageFull, TooManyWaiting) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "made"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(act, acts))


def ask(owner: Owner, **facts: Any) -> Callable[[], object]:
    return lambda: submit(Submission(owner, get_spec(FLEX), {"prompt": "a"}, **facts))


def paid(owner: Owner | None = None) -> int:
    rows = Generation.objects.filter(key_source="server")
    return (rows.filter(owner=owner) if owner else rows).aggregate(made=Sum("count", default=0))["made"]


def test_five_hundred_requests_pay_only_for_an_allowance_of_five(bob: Person) -> None:
    ended = race([ask(bob.owner, source="page" if number % 2 else "api") for number in range(500)])
    assert ended == {"made": 5, "AllowanceSpent": 495}
    assert paid() == 5


def test_two_owners_at_once_stay_within_the_total_limit(bob: Person, charlie: Person) -> None:
    owners = [bob.owner, charlie.owner]
    ended = race([ask(owners[number % 2], count=1 + number % 3) for number in range(60)])
    assert paid() == 8
    assert max(map(paid, owners)) <= 5
    assert ended["AllowanceSpent"] > 40


def test_retries_at_once_are_counted_too(bob: Person) -> None:
    old = bob.ask()
    ended = race([lambda: retry(old, bob.owner, "")] * 20)
    assert ended == {"made": 4, "AllowanceSpent": 16}


def test_requests_with_an_idempotency_key_are_counted_too(bob: Person) -> None:
    def order(number: int) -> object:
        submission = Submission(bob.owner, get_spec(FLEX), {"prompt": "a"}, source="api")
        request = IdempotentRequest(bob.owner, f"key-{number % 10}", "digest")
        return create_once(request, lambda: submit(submission)[0])

    ended = race([partial(order, number) for number in range(40)])
    assert paid() == Generation.objects.count() == 5
    assert ended["made"] >= 5


def test_requests_at_once_stay_within_the_queue_limit(bob: Person, settings: Any) -> None:
    settings.SERVER_KEYS_A_DAY = settings.SERVER_KEYS_IN_ALL_A_DAY = 0
    settings.MOST_QUEUED = 6
    assert race([ask(bob.owner)] * 40) == {"made": 6, "TooManyWaiting": 34}


def test_a_form_sent_many_times_at_once_makes_one_generation(bob: Person) -> None:
    assert race([ask(bob.owner, token="once", variants=2)] * 20) == {"made": 20}
    assert paid() == 2


def test_paid_generations_survive_a_sign_in_at_the_same_time(bob: Person, alice: Person) -> None:
    guest, owner = bob.owner.id, alice.owner

    def ask_or_be_gone() -> None:
        with suppress(Owner.DoesNotExist):
            ask(Owner(id=guest))()

    def sign_in() -> None:
        adopt(Owner(id=guest), owner)

    race([*[ask_or_be_gone] * 6, sign_in, sign_in, *[ask_or_be_gone] * 6])
    assert not Owner.objects.filter(id=guest).exists()
    assert Generation.objects.count() == paid(owner)


def test_uploads_at_once_stay_within_the_storage_limit(bob: Person, settings: Any) -> None:
    asset = bob.upload()
    each = asset.byte_size + asset.derived_bytes
    settings.STORAGE_PER_GUEST_MB = 1
    Owner.objects.update(stored_bytes=2**20 - 3 * each - 1)
    assert race([bob.upload] * 20) == {"made": 3, "StorageFull": 17}
    assert Owner.objects.get(id=bob.owner.id).stored_bytes == 2**20 - 1


def test_any_number_of_guests_of_one_network_queue_as_many_as_ten(bob: Person, alice: Person, settings: Any) -> None:
    settings.SERVER_KEYS_A_DAY = settings.SERVER_KEYS_IN_ALL_A_DAY = 0
    settings.MOST_QUEUED = 4
    guests = [Owner.objects.create(network="office") for _ in range(25)]
    assert race([ask(guest, variants=2) for guest in guests * 2]) == {"made": 20, "TooManyWaiting": 30}
    assert Generation.objects.count() == 4 * GUESTS_A_NETWORK == 40
    sentence = "The guests from your network have 40 pictures waiting; the limit is 40."
    with pytest.raises(TooManyWaiting, match=sentence):
        ask(Owner.objects.create(network="office"))()
    # Neither members there nor guests elsewhere are hurt, and API requests are counted on their own.
    Owner.objects.filter(id=alice.owner.id).update(network="office")
    elsewhere = Owner.objects.create(network="home")
    assert race([ask(alice.owner), ask(bob.owner), ask(elsewhere), ask(guests[0], source="api")]) == {"made": 4}
