"""The months of the library: each with its number of pictures, and a link to its place."""

from datetime import UTC, datetime

from playground.generations.models import Generation
from tests.cast import Person
from tests.markup import Element


def make_at(person: Person, *moments: datetime) -> list[str]:
    made = []
    for moment in moments:
        row = person.ask()
        Generation.objects.filter(id=row.id).update(created=moment)
        made.append(str(row.id))
    return made


def months(page: Element) -> list[tuple[str | None, str]]:
    return [(link["data-month"], link.find("span").text) for link in page.all("a", data_month=True)]


MOMENTS = (
    datetime(2026, 1, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2025, 12, 1, tzinfo=UTC),
    datetime(2025, 2, 3, tzinfo=UTC),
)


def test_months_are_counted_and_lead_to_their_place(bob: Person, charlie: Person) -> None:
    made = make_at(bob, *MOMENTS)
    make_at(charlie, datetime(2024, 5, 5, tzinfo=UTC))
    page = bob.see("library_months")
    assert months(page) == [("2026-01", "1"), ("2025-12", "2"), ("2025-02", "1")]
    december = page.all("a", data_month=True)[1]["href"] or ""
    from_december = bob.client.get(december).content.decode()
    assert made[0] not in from_december
    assert all(id_ in from_december for id_ in made[1:])


def test_the_page_of_the_library_loads_only_the_list(bob: Person) -> None:
    make_at(bob, *MOMENTS)
    response = bob.get("library_months", htmx=True)
    assert b"<html" not in response.content
    assert response.content.count(b"data-month") == 3


def test_nobody_has_no_months(anonymous: Person) -> None:
    assert months(anonymous.see("library_months")) == []


def test_deleted_ones_do_not_count(bob: Person) -> None:
    make_at(bob, *MOMENTS)
    bob.post("delete", bob.owner.generations.get(created=MOMENTS[3]).id)
    assert [name for name, _ in months(bob.see("library_months"))] == ["2026-01", "2025-12"]


def test_other_methods_are_refused(bob: Person) -> None:
    assert bob.post("library_months").status_code == 405
