"""How the library is shown: layout, size and groups are remembered in a cookie and rendered by the server."""

from datetime import UTC, datetime

import pytest

from playground.generations.models import Generation
from tests.cast import Person
from tests.markup import Element


def shown(page: Element) -> list[str | None]:
    tiles = page.by_id("tiles")
    return [tiles[name] for name in ("data-layout", "data-size", "data-group")]


def days(page: Element) -> list[str]:
    return [day.text for day in page.by_id("tiles").all("li", data_day=True)]


def test_a_first_visit_shows_runs_in_justified_rows(bob: Person) -> None:
    bob.make()
    page = bob.see("history")
    assert shown(page) == ["justified", "medium", "recipe"]
    assert page.has("li", data_ratio=True)


def test_a_choice_without_script_is_remembered(bob: Person) -> None:
    bob.make()
    response = bob.get("history", layout="square", size="small", group="none", before="x")
    assert (response.status_code, response["Location"]) == (302, "/history/?before=x")
    page = bob.see("history")
    assert shown(page) == ["square", "small", "none"]
    chosen = [box["value"] for box in page.find("details").all("input", type="radio") if "checked" in box]
    assert chosen == ["square", "small", "none"]
    assert not page.has("li", data_ratio=True)
    # The other choices stay as they are.
    bob.get("history", size="large")
    assert shown(bob.see("history")) == ["square", "large", "none"]


@pytest.mark.parametrize("value", ["", "-", "square", "round-huge-colour", "a-b-c-d-e", "\x00", "x" * 4000])
def test_an_invalid_cookie_shows_what_is_usual(bob: Person, value: str) -> None:
    bob.client.cookies["library"] = value
    layout = "square" if value == "square" else "justified"
    assert shown(bob.see("history")) == [layout, "medium", "recipe"]


def test_days_are_those_of_the_reader(bob: Person) -> None:
    for hour in (22, 23):
        row = bob.ask()
        Generation.objects.filter(id=row.id).update(created=datetime(2026, 11, 27, hour, 30, tzinfo=UTC))
    bob.client.cookies["library"] = "justified-medium-day"
    assert days(bob.see("history")) == ["Friday, 27 November 2026"]
    bob.client.cookies["zone"] = "Europe/Berlin"
    assert days(bob.see("history")) == ["Saturday, 28 November 2026", "Friday, 27 November 2026"]


@pytest.mark.parametrize("zone", ["", "Nowhere/At_All", "../../etc/passwd", "/etc/passwd", "Europe", "x" * 300])
def test_an_unknown_zone_is_utc(bob: Person, zone: str) -> None:
    row = bob.ask()
    Generation.objects.filter(id=row.id).update(created=datetime(2026, 11, 27, 23, 30, tzinfo=UTC))
    bob.client.cookies["library"] = "justified-medium-day"
    bob.client.cookies["zone"] = zone
    assert days(bob.see("history")) == ["Friday, 27 November 2026"]
