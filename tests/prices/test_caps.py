"""What a person may spend in a month, and what requests count for."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from playground.accounts.models import Owner
from playground.prices.caps import (
    FOLDED_AT_ONCE,
    OWN,
    SERVER,
    CapReached,
    Spent,
    UnknownPrice,
    adopt_spending,
    month_of,
    reserve,
    set_cap,
)
from playground.prices.models import Cap, MonthlySpending, SpendingCorrection

pytestmark = pytest.mark.django_db

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
CENT = 10_000


@pytest.fixture
def owner() -> Owner:
    return Owner.objects.create()


def spent(owner: Owner, source: str = OWN, month: date = NOVEMBER) -> int:
    return Spent.read(owner, source, month).micros


def correct(owner: Owner, micros: int, month: date = NOVEMBER) -> None:
    SpendingCorrection.objects.create(owner=owner, key_source=OWN, month=month, micros=micros)


def test_without_a_cap_everything_is_taken_and_counted(owner: Owner) -> None:
    for _ in range(2):
        reserve(owner, OWN, 900_000 * CENT, month=NOVEMBER)
    assert spent(owner) == 1_800_000 * CENT
    assert spent(owner, SERVER) == spent(owner, OWN, DECEMBER) == 0


@pytest.mark.parametrize(("cap", "taken"), [(0, 0), (2, 0), (3, 1), (5, 1), (6, 2), (7, 2)])
def test_a_cap_is_reached_exactly_and_never_passed(owner: Owner, cap: int, taken: int) -> None:
    set_cap(owner, OWN, cap)
    for number in range(4):
        if number < taken:
            reserve(owner, OWN, 3, month=NOVEMBER)
        else:
            with pytest.raises(CapReached):
                reserve(owner, OWN, 3, month=NOVEMBER)
    assert spent(owner) == 3 * taken


def test_each_month_and_each_source_of_keys_has_its_own_sum(owner: Owner) -> None:
    for source in (OWN, SERVER):
        set_cap(owner, source, 5 * CENT)
        for month in (NOVEMBER, DECEMBER):
            reserve(owner, source, 5 * CENT, month=month)
            with pytest.raises(CapReached):
                reserve(owner, source, 1, month=month)


def test_what_turned_out_cheaper_leaves_room_and_what_was_dearer_takes_it(owner: Owner) -> None:
    set_cap(owner, OWN, 5 * CENT)
    reserve(owner, OWN, 5 * CENT, month=NOVEMBER)
    correct(owner, -3 * CENT)
    correct(owner, CENT)
    correct(owner, -5 * CENT, DECEMBER)
    assert spent(owner) == 3 * CENT
    with pytest.raises(CapReached):
        reserve(owner, OWN, 2 * CENT + 1, month=NOVEMBER)
    reserve(owner, OWN, 2 * CENT, month=NOVEMBER)
    assert spent(owner) == 5 * CENT
    assert SpendingCorrection.objects.get().month == DECEMBER


def test_corrections_count_before_the_first_request_of_a_month(owner: Owner) -> None:
    correct(owner, 3)
    set_cap(owner, OWN, 4)
    with pytest.raises(CapReached):
        reserve(owner, OWN, 2, month=NOVEMBER)
    reserve(owner, OWN, 1, month=NOVEMBER)
    assert spent(owner) == 4


def test_any_number_of_corrections_is_added(owner: Owner) -> None:
    facts = {"owner": owner, "key_source": OWN, "month": NOVEMBER}
    SpendingCorrection.objects.bulk_create(SpendingCorrection(**facts, micros=2) for _ in range(FOLDED_AT_ONCE + 1))
    reserve(owner, OWN, 1, month=NOVEMBER)
    assert MonthlySpending.objects.get().micros == spent(owner) == 2 * FOLDED_AT_ONCE + 3
    assert not SpendingCorrection.objects.exists()


def test_an_unknown_price_counts_as_nothing_until_the_cap_is_reached(owner: Owner) -> None:
    set_cap(owner, OWN, 2)
    reserve(owner, OWN, 0, month=NOVEMBER, unknown=True)
    reserve(owner, OWN, 1, month=NOVEMBER, unknown=True)
    assert spent(owner) == 1
    reserve(owner, OWN, 1, month=NOVEMBER)
    with pytest.raises(CapReached, match=r"You have spent \$0\.000002 of the \$0\.000002"):
        reserve(owner, OWN, 0, month=NOVEMBER, unknown=True)
    # What is free is taken in any case.
    reserve(owner, OWN, 0, month=NOVEMBER)


def test_an_unknown_price_is_refused_under_a_cap_if_the_person_wants_that(owner: Owner) -> None:
    set_cap(owner, OWN, 50, refuses_unknown=True)
    with pytest.raises(UnknownPrice, match="price of this is unknown") as refused:
        reserve(owner, OWN, 1, month=NOVEMBER, unknown=True)
    assert refused.value.status == 422
    reserve(owner, OWN, 1, month=NOVEMBER)
    set_cap(owner, OWN, None)
    reserve(owner, OWN, 1, month=NOVEMBER, unknown=True)
    assert spent(owner) == 2


def test_the_setting_caps_this_servers_keys_and_an_own_value_replaces_it(owner: Owner, settings: Any) -> None:
    settings.SERVER_KEYS_MICROS_A_MONTH = 3 * CENT
    with pytest.raises(CapReached):
        reserve(owner, SERVER, 4 * CENT, month=NOVEMBER)
    reserve(owner, OWN, 4 * CENT, month=NOVEMBER)
    set_cap(owner, SERVER, 4 * CENT)
    reserve(owner, SERVER, 4 * CENT, month=NOVEMBER)
    set_cap(owner, SERVER, None)
    assert Spent.read(owner, SERVER, NOVEMBER).cap == Spent.read(None, SERVER, NOVEMBER).cap == 3 * CENT


def test_the_sentence_says_cap_spent_cost_and_what_to_do(owner: Owner) -> None:
    set_cap(owner, OWN, 50 * CENT)
    reserve(owner, OWN, 45 * CENT, month=NOVEMBER)
    with pytest.raises(CapReached) as fewer:
        reserve(owner, OWN, 12 * CENT, month=NOVEMBER)
    assert fewer.value.sentence == (
        "This costs $0.12, and you have spent $0.45 of the $0.50 that your own keys may cost in November."
        " Ask for fewer or smaller pictures, or raise your cap under Spending. A new month begins on 1 December (UTC)."
    )
    reserve(owner, OWN, 5 * CENT, month=NOVEMBER)
    with pytest.raises(CapReached) as none:
        reserve(owner, OWN, 51 * CENT, month=NOVEMBER)
    assert none.value.sentence.endswith("your own keys may cost in November. Raise your cap under Spending.")
    assert none.value.retry_after is None
    set_cap(owner, SERVER, CENT)
    reserve(owner, SERVER, CENT, month=NOVEMBER)
    with pytest.raises(
        CapReached, match=r"this server's keys may cost in November\. Choose sketches, or enter your own"
    ):
        reserve(owner, SERVER, 2 * CENT, month=NOVEMBER)


def test_a_program_is_told_when_the_next_month_begins() -> None:
    full = Spent(OWN, DECEMBER, micros=5, cap=5)
    assert CapReached(full, 1, datetime(2026, 12, 31, 23, 59, 0, 1, tzinfo=UTC)).retry_after == 60
    assert CapReached(full, 6, datetime(2026, 12, 31, tzinfo=UTC)).retry_after is None


def test_a_month_is_one_of_utc() -> None:
    assert month_of(datetime.fromisoformat("2026-12-01T00:30:00+02:00")) == NOVEMBER
    assert month_of(datetime.fromisoformat("2026-11-30T23:30:00-02:00")) == DECEMBER


def test_a_guest_who_signs_in_brings_what_they_have_spent(owner: Owner) -> None:
    guest = Owner.objects.create()
    for whose, micros in ((owner, 7), (guest, 3)):
        reserve(whose, OWN, micros, month=NOVEMBER)
    reserve(guest, SERVER, 5, month=DECEMBER)
    correct(guest, -1)
    set_cap(guest, OWN, 100)
    set_cap(guest, SERVER, 100)
    adopt_spending(guest, owner)
    assert (spent(owner), spent(owner, SERVER, DECEMBER)) == (9, 5)
    assert Cap.objects.get(owner=owner).key_source == OWN
    # The account's own cap stays.
    other = Owner.objects.create()
    set_cap(other, OWN, 1)
    adopt_spending(other, owner)
    assert Cap.objects.get(owner=owner).micros == 100
    assert not MonthlySpending.objects.filter(owner=guest).exists()


def test_a_reservation_takes_three_queries(owner: Owner) -> None:
    reserve(owner, OWN, 1, month=NOVEMBER)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        reserve(owner, OWN, 1, month=NOVEMBER)
    assert len(seen) == 3
