"""However many requests come at once, no cap of a month is passed, and what is counted is what the rows cost."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from playground.accounts.api_keys import create_key
from playground.accounts.models import Owner, Verdict
from playground.accounts.remote_keys import save_key
from playground.catalog.loading import get_spec
from playground.configuration.environment import RemoteApi
from playground.errors import SubmissionRefused
from playground.generations.adopt import adopt
from playground.generations.models import Generation, Status
from playground.generations.spending.totals import add, read_totals
from playground.generations.submission.retry import retry
from playground.generations.submission.submit import Submission, submit, submit_together
from playground.prices.caps import OWN, SERVER, CapReached, Spent, set_cap, this_month
from tests.cast import Person

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 20
CENT = 10_000
# A picture of one megapixel costs three cents, and seven.
PRO, MAX = "bfl/flux-2-pro/generate", "bfl/flux-2-max/generate"


@pytest.fixture
def own_key(bob: Person) -> None:
    save_key(bob.owner, "bfl", "mine", Verdict.ACCEPTED)


def race(acts: Iterable[Callable[[], object]]) -> Counter[str]:
    """Do all of it, many at once, and return how often each ended how: `made`, or the name of the refusal."""

    def act(one: Callable[[], object]) -> str:
        try:
            one()
        except SubmissionRefused as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "made"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(act, acts))


def ask(owner: Owner, spec_id: str = PRO, **facts: Any) -> Callable[[], object]:
    return lambda: submit(Submission(owner, get_spec(spec_id), {"prompt": "a"}, **facts))


def spent(owner: Owner, source: str = OWN) -> int:
    return Spent.read(owner, source, this_month()).micros


def cost_of_rows(owner: Owner) -> int:
    """Return what the rows count for, computed from the rows alone."""
    return add(total.amounts for total in read_totals(owner, this_month())).counted


def test_a_hundred_requests_at_once_cannot_pass_a_cap_by_a_cent(bob: Person, own_key: None) -> None:
    set_cap(bob.owner, OWN, 20 * CENT)
    ended = race([ask(bob.owner, source="page" if number % 2 else "api") for number in range(100)])
    assert ended == {"made": 6, "CapReached": 94}
    assert spent(bob.owner) == cost_of_rows(bob.owner) == 18 * CENT
    # The last two cents buy nothing, and one more cent buys one more picture.
    set_cap(bob.owner, OWN, 21 * CENT)
    assert race([ask(bob.owner)] * 4) == {"made": 1, "CapReached": 3}


def test_requests_of_different_prices_and_sizes_stay_within_the_cap(bob: Person, own_key: None) -> None:
    set_cap(bob.owner, OWN, 55 * CENT)
    together = partial(
        submit_together, [Submission(bob.owner, get_spec(spec_id), {"prompt": "a"}) for spec_id in (PRO, MAX)]
    )
    acts: list[Callable[[], object]] = [
        ask(bob.owner, MAX),
        ask(bob.owner, variants=2),
        ask(bob.owner, MAX, variants=3),
        together,
    ]
    race(acts * 8)
    assert 49 * CENT < spent(bob.owner) == cost_of_rows(bob.owner) <= 55 * CENT


def test_the_cap_of_this_servers_keys_is_one_for_each_person(bob: Person, charlie: Person, settings: Any) -> None:
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"bfl": RemoteApi("server-key", "", 16)}
    settings.SERVER_KEYS_FOR, settings.SERVER_KEYS_A_DAY, settings.SERVER_KEYS_IN_ALL_A_DAY = "everyone", 0, 0
    settings.SERVER_KEYS_MICROS_A_MONTH = 10 * CENT
    set_cap(charlie.owner, SERVER, 4 * CENT)
    owners = [bob.owner, charlie.owner]
    assert race([ask(owners[number % 2]) for number in range(20)]) == {"made": 3 + 1, "CapReached": 16}
    assert [spent(owner, SERVER) for owner in owners] == [9 * CENT, 3 * CENT]


def test_a_form_sent_many_times_at_once_reserves_once(bob: Person, own_key: None) -> None:
    set_cap(bob.owner, OWN, 6 * CENT)
    assert race([ask(bob.owner, token="once", variants=2)] * 20) == {"made": 20}
    assert spent(bob.owner) == cost_of_rows(bob.owner) == 6 * CENT


def test_retries_at_once_are_counted_too(bob: Person, own_key: None) -> None:
    set_cap(bob.owner, OWN, 12 * CENT)
    old = bob.ask(PRO)
    Generation.objects.update(status=Status.FAILED, sent=timezone.now())
    assert race([lambda: retry(old, bob.owner, "")] * 10) == {"made": 3, "CapReached": 7}


def test_what_is_cancelled_meanwhile_leaves_room_for_others_and_no_more(bob: Person, own_key: None) -> None:
    owner, number = bob.owner, count()
    set_cap(owner, OWN, 20 * CENT)

    def cancel_or_ask() -> None:
        row = Generation.objects.filter(status=Status.QUEUED).order_by("?").first()
        if next(number) % 3 == 0 and row:
            row.cancel()
        elif next(number) % 7 == 0 and row:
            # The API reports that it charged less. One that was cancelled meanwhile has made room for others.
            waiting = Generation.objects.filter(pk=row.pk, status=Status.QUEUED, charged=None)
            waiting.update(charged=F("quoted") - CENT)
        else:
            ask(owner)()

    race([cancel_or_ask] * 60)
    assert spent(owner) == cost_of_rows(owner) <= 20 * CENT
    assert Generation.objects.filter(status=Status.CANCELLED).exists()
    race([ask(owner)] * 10)
    assert 17 * CENT < spent(owner) == cost_of_rows(owner) <= 20 * CENT


def test_a_sign_in_at_the_same_time_moves_what_was_spent(bob: Person, alice: Person, own_key: None) -> None:
    guest, owner = bob.owner.id, alice.owner
    set_cap(bob.owner, OWN, 100 * CENT)

    def ask_or_be_gone() -> None:
        with suppress(Owner.DoesNotExist):
            ask(Owner(id=guest))()

    def sign_in() -> None:
        adopt(Owner(id=guest), owner)

    race([*[ask_or_be_gone] * 5, sign_in, sign_in, *[ask_or_be_gone] * 5])
    made = Generation.objects.filter(key_source=OWN).count()
    assert spent(owner) == cost_of_rows(owner) == made * 3 * CENT


def test_a_page_and_a_program_are_told_of_the_cap(bob: Person, own_key: None) -> None:
    set_cap(bob.owner, OWN, 2 * CENT)
    response = bob.generate(PRO, htmx=False)
    assert response.status_code == 422
    assert "This costs $0.03, and you have spent $0.00 of the $0.02 that your own keys" in response.content.decode()
    save_key(bob.owner, "apiframe", "mine", Verdict.ACCEPTED)
    set_cap(bob.owner, OWN, 1, refuses_unknown=True)
    _, raw = create_key(bob.owner)
    told = bob.client.post(
        "/v2/images/generate",
        {"model": "flux-2-flex", "prompt": "a fox"},
        content_type="application/json",
        headers={"X-API-Key": raw},
    )
    assert (told.status_code, "price of this is unknown" in told.content.decode()) == (422, True)
    set_cap(bob.owner, OWN, 0)
    with pytest.raises(CapReached):
        ask(bob.owner)()
    assert not Generation.objects.exists()
