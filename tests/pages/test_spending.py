"""The page Spending: what a month cost, the cap of one's own keys, and the table."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from playground.accounts.models import Owner
from playground.generations.models import Generation, Status
from playground.prices.caps import OWN, SERVER, month_of, next_month, reserve, set_cap, this_month
from playground.prices.models import Cap
from tests.cast import FLEX, JOB, Person
from tests.markup import Element, parse

pytestmark = pytest.mark.django_db

CENT = 10_000
PRO = "bfl/flux-2-pro/generate"


def spend(owner: Owner, number: int = 1, **facts: Any) -> None:
    """Add requests that were sent by a key, with what they have reserved."""
    usual: dict[str, Any] = {
        "spec_id": PRO,
        "key_source": OWN,
        "quoted": 3 * CENT,
        "created": timezone.now(),
        "sent": timezone.now(),
        "status": Status.DONE,
        "params": {"prompt": "a red fox"},
        "resolved": {"prompt": "a red fox", "seed": 1},
        "width": 8,
        "height": 8,
        "engine": "remote",
    } | facts
    rows = Generation.objects.bulk_create(Generation(owner=owner, **usual) for _ in range(number))
    for row in rows:
        if row.sent is None and row.status != Status.DONE:
            continue
        quote = row.quoted if row.charged is None else row.charged
        reserve(owner, row.key_source, quote or 0, month=month_of(row.created), unknown=quote is None)


def facts_of(page: Element) -> Mapping[str, str]:
    summary = page.by_id("summary")
    return {term.text: fact.text for term, fact in zip(summary.all("dt"), summary.all("dd"), strict=True)}


def spent_of(page: Element) -> int:
    return int(page.by_id("own").find(data_spent=True)["data-spent"])


def lines_of(page: Element, group: str) -> list[list[str]]:
    return [
        [cell.text for cell in line.walk() if cell.tag in ("th", "td")]
        for line in page.by_id(group).find("tbody").all("tr")
    ]


def test_a_first_visit_says_that_nothing_was_spent_and_makes_no_owner() -> None:
    page = parse(Client().get("/spending/"))
    assert "No requests to a public API" in page.text
    assert spent_of(page) == 0
    assert not page.has(id="summary")
    assert not page.has(id="days")
    assert not Owner.objects.exists()


def test_a_month_is_summed_by_day_model_and_key(bob: Person) -> None:
    spend(bob.owner, 2)
    spend(bob.owner, key_source=SERVER, quoted=5 * CENT, charged=6 * CENT, count=2)
    spend(bob.owner, spec_id=JOB, quoted=None)
    spend(bob.owner, status=Status.CANCELLED, sent=None)
    bob.make()
    page = bob.see("spending")
    assert facts_of(page) == {"Cost": "at least $0.12", "Pictures": "5", "Quoted": "$0.11", "Charged": "$0.06"}
    assert [line[:1] + line[-1:] for line in lines_of(page, "keys")] == [
        ["Black Forest Labs, this server’s key", "$0.06"],
        ["Black Forest Labs, your key", "$0.06"],
        ["apiframe, your key", "price unknown"],
    ]
    assert len(lines_of(page, "models")) == 2
    today = f"{datetime.now(UTC):%-d %B}: $0.12"
    assert today in [day.text for day in page.by_id("days").all("span", class_="visually-hidden")]
    assert "The price of 1 request is unknown" in page.text


def test_what_ended_before_it_was_sent_is_neither_quoted_nor_counted(bob: Person) -> None:
    spend(bob.owner, status=Status.FAILED, sent=None, quoted=9 * CENT)
    spend(bob.owner, status=Status.FAILED, quoted=2 * CENT)
    facts = facts_of(bob.see("spending"))
    assert (facts["Cost"], facts["Quoted"]) == ("$0.02", "$0.02")


def test_deleted_pictures_still_count_and_removed_ones_are_named(bob: Person) -> None:
    spend(bob.owner, deleted=timezone.now())
    assert facts_of(bob.see("spending"))["Cost"] == "$0.03"
    spend(bob.owner)
    row = Generation.objects.filter(owner=bob.owner).first()
    assert row
    row.delete()
    page = bob.see("spending")
    assert facts_of(page)["Cost"] == "$0.03"
    assert spent_of(page) == 6 * CENT
    assert "$0.03 more was for pictures that were removed for good" in page.text


def test_an_earlier_month_has_its_address(bob: Person) -> None:
    earlier = timezone.now().replace(day=1) - timedelta(days=3)
    spend(bob.owner, created=earlier, quoted=7 * CENT)
    assert not bob.see("spending").has(id="summary")
    page = bob.see("spending", month=f"{earlier:%Y-%m}")
    assert facts_of(page)["Cost"] == "$0.07"
    assert page.find("nav", aria_label="Months").find(aria_current="page").text == f"{earlier:%b %Y}"
    # A cap is one of the present month.
    assert not page.has("form", action="/spending/cap/")
    assert len(page.by_id("days").all("li")) == (next_month(month_of(earlier)) - month_of(earlier)).days


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "1999-12", "10000-01", "\x00", "2026-11-01", "٢٠٢٦-11"])
def test_a_month_that_does_not_exist_is_not_found(bob: Person, month: str) -> None:
    assert bob.get("spending", month=month).status_code == 404
    assert bob.get("download_spending", month=month).status_code == 404


def test_the_ends_of_the_calendar_are_shown(bob: Person) -> None:
    for month in ("2000-01", "2099-12"):
        assert bob.get("spending", month=month).status_code == 200


def test_a_stranger_sees_nothing_of_it(bob: Person, charlie: Person) -> None:
    spend(bob.owner)
    set_cap(bob.owner, OWN, CENT)
    page = charlie.see("spending")
    assert not page.has(id="summary")
    assert not page.has("progress")
    assert charlie.get("download_spending").content.decode().count("\n") == 1


def test_a_person_sets_changes_and_removes_their_cap(bob: Person) -> None:
    spend(bob.owner)
    response = bob.post("save_cap", dollars="0.10", refuses_unknown="on")
    assert response.status_code == 302
    page = bob.see("spending")
    bar = page.by_id("own").find("progress")
    assert (bar["max"], bar["value"]) == (str(10 * CENT), str(3 * CENT))
    assert "$0.07 left" in page.by_id("own").text
    assert page.control("dollars")["value"] == "0.10"
    assert "checked" in page.control("refuses_unknown")
    bob.post("save_cap", dollars="0.02")
    assert "Cap reached" in bob.see("spending").by_id("own").text
    assert not Cap.objects.get().refuses_unknown
    bob.post("save_cap", dollars="")
    assert not Cap.objects.exists()


def test_a_guest_may_set_a_cap_before_anything_else() -> None:
    client = Client()
    assert client.post("/spending/cap/", {"dollars": "5"}).status_code == 302
    assert Cap.objects.get().micros == 500 * CENT
    assert Cap.objects.get().key_source == OWN


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("-1", "The cap is negative; the minimum is 0."),
        ("ten", "The cap is not a number."),
        ("NaN", "The cap is not a number."),
        ("Infinity", "The cap is not a number."),
        ("1000001", "The cap is too large; the maximum is 1000000."),
        ("1e999999", "The cap has too many digits"),
        ("0.0000001", "more than 6 decimals"),
        ("1\x00", "The cap is not a number."),
        ("9" * 5000, "The cap"),
    ],
)
def test_refuses_an_amount_that_is_none_and_keeps_it_in_the_form(bob: Person, amount: str, sentence: str) -> None:
    response = bob.post("save_cap", dollars=amount)
    assert response.status_code == 422
    page = parse(response)
    assert sentence in page.field_error("dollars")
    assert "open" in page.by_id("own").find("details")
    assert not Cap.objects.exists()


def test_the_table_has_a_line_for_each_day_model_and_source(bob: Person) -> None:
    spend(bob.owner, 3)
    spend(bob.owner, spec_id=FLEX, quoted=None, key_source=SERVER)
    response = bob.get("download_spending")
    assert response["Content-Type"].startswith("text/csv")
    assert f"spending-{this_month():%Y-%m}.csv" in response["Content-Disposition"]
    lines = list(csv.DictReader(response.content.decode().splitlines()))
    assert [line["counted_usd"] for line in lines] == ["0.09", "0.00"]
    assert (lines[0]["requests"], lines[0]["charged_usd"], lines[1]["requests_without_price"]) == ("3", "", "1")


def test_ten_times_as_many_pictures_take_no_more_queries(bob: Person) -> None:
    counts = []
    for number in (1, 9):
        spend(bob.owner, number, spec_id=PRO if number > 1 else JOB)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            bob.see("spending")
        counts.append(len(seen))
    assert counts[0] == counts[1] < 15


def test_the_menu_and_the_keys_lead_to_it(alice: Person, bob: Person) -> None:
    assert alice.see("history").has("a", href="/spending/")
    assert bob.see("remote_keys").find("main").has("a", href="/spending/")
