"""The history: newest first, paged by key, for its owner alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from playground.generations.models import Generation
from playground.pages.listing import write_cursor
from tests.cast import FLEX, Person, work_off
from tests.markup import Element, parse


def listed(page: Element) -> list[str]:
    return [element["data-generation"] for element in page.all("li", data_generation=True)]


def walk(person: Person, **query: Any) -> list[list[str]]:
    """Return the ids on every page, following the links from the first to the last."""
    page = person.see("history", **query)
    pages = [listed(page)]
    while older := page.all("a", hx_target="closest li"):
        response = person.client.get(
            "/history/" + older[0]["hx-get"].removeprefix("/history/"), headers={"HX-Request": "true"}
        )
        assert response.status_code == 200
        page = parse(response)
        pages.append(listed(page))
        assert len(pages) < 20
    return pages


def test_the_newest_comes_first(bob: Person) -> None:
    rows = [bob.ask(prompt=f"number {number}") for number in range(3)]
    assert listed(bob.see("history")) == [str(row.id) for row in reversed(rows)]


def test_a_finished_tile_has_the_ratio_of_its_picture(bob: Person) -> None:
    made = bob.make(aspect_ratio="16:9")
    picture = bob.see("history").find("img")
    assert picture["src"] == f"/files/{made.pictures.get().id}/small.webp"
    assert (picture["width"], picture["height"]) == ("1360", "768")


def test_an_unfinished_tile_has_its_ratio_too(bob: Person) -> None:
    row = bob.ask(aspect_ratio="9:16")
    shape = bob.see("history").find(id=f"tile-{row.id}").find("svg")
    assert shape["viewbox"] == "0 0 768 1360"


def test_an_empty_history_links_to_the_studio(anonymous: Person) -> None:
    page = anonymous.see("history")
    assert listed(page) == []
    assert "No pictures yet" in page.by_id("tiles").text


def test_a_visit_creates_no_owner(anonymous: Person) -> None:
    assert "sessionid" not in anonymous.get("history").cookies


@pytest.mark.parametrize("same_moment", [False, True])
def test_the_pages_contain_each_generation_once(bob: Person, charlie: Person, same_moment: bool) -> None:
    for person in (bob, charlie):
        first = person.ask()
        rows = [copy_of(first) for _ in range(99)]
        Generation.objects.bulk_create(rows)
    if same_moment:
        Generation.objects.update(created=timezone.now() - timedelta(days=1))
    order = Generation.objects.filter(owner=bob.owner).order_by("-created", "-id").values_list("id", flat=True)
    pages = walk(bob)
    assert [len(page) for page in pages] == [48, 48, 4]
    assert [id_ for page in pages for id_ in page] == [str(id_) for id_ in order]


def test_the_pages_lead_back_to_the_newest(bob: Person) -> None:
    first = bob.ask()
    Generation.objects.bulk_create([copy_of(first) for _ in range(99)])
    *earlier, last = walk(bob)
    page = bob.see("history", before=_cursor(earlier[-1][-1]))
    assert listed(page) == last
    pages: list[list[str]] = []
    while page.has(id="newer"):
        page = parse(bob.client.get("/history/" + page.by_id("newer")["href"], headers={"HX-Request": "true"}))
        # What follows it is on the page already.
        assert not page.has(id="older")
        pages.insert(0, listed(page))
    assert [len(page) for page in pages] == [48, 48]
    assert pages == earlier


def _cursor(id_: str) -> str:
    return write_cursor(Generation.objects.get(id=id_))


def test_a_page_may_be_shown_again_from_its_start(bob: Person) -> None:
    first = bob.ask()
    Generation.objects.bulk_create([copy_of(first) for _ in range(119)])
    pages = walk(bob)
    page = bob.see("history", after=_cursor(pages[2][0]))
    assert listed(page) == pages[1]
    start = page.find("li", data_start=True)["data-start"] or ""
    assert listed(bob.see("history", before=start)) == pages[1]


def copy_of(generation: Generation) -> Generation:
    names = ("owner", "spec_id", "params", "resolved", "width", "height", "engine")
    return Generation(**{name: getattr(generation, name) for name in names})


def test_the_filmstrip_loads_further_frames(bob: Person) -> None:
    first = bob.ask()
    Generation.objects.bulk_create([copy_of(first) for _ in range(59)])
    page = bob.studio()
    frames = listed(page.by_id("frames"))
    while older := page.all("a", hx_target="closest li"):
        page = parse(bob.client.get(older[0]["hx-get"], headers={"HX-Request": "true"}))
        assert all(id_.startswith("frame-") for id_ in [item["id"] for item in page.all("li", data_generation=True)])
        frames += listed(page)
    assert len(frames) == len(set(frames)) == 60


def test_new_generations_do_not_shift_later_pages(bob: Person) -> None:
    first = bob.ask()
    Generation.objects.bulk_create([copy_of(first) for _ in range(59)])
    page = bob.see("history")
    seen = listed(page)
    bob.ask(prompt="a new one")
    older = parse(bob.client.get("/history/" + page.find("a", hx_target="closest li")["href"]))
    seen += listed(older)
    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize("key", ["nonsense", "2026-01-01T00:00:00_x", "2026-01-01_00", "_", "\x00", "9" * 500])
def test_an_invalid_key_gives_the_first_page(bob: Person, key: str) -> None:
    row = bob.ask()
    assert listed(bob.see("history", before=key)) == [str(row.id)]


def test_a_key_of_another_person_shows_nothing_of_theirs(alice: Person, charlie: Person) -> None:
    alice.ask(prompt="a secret")
    later = (timezone.now() + timedelta(days=1)).isoformat() + "_" + "f" * 32
    assert "a secret" in alice.see("history", before=later).raw_text
    assert "a secret" not in charlie.see("history", before=later).raw_text


def test_each_guest_has_a_separate_history(bob: Person, alice: Person, anonymous: Person) -> None:
    row = bob.ask()
    assert listed(bob.see("history")) == [str(row.id)]
    assert listed(alice.see("history")) == listed(anonymous.see("history")) == []


def test_other_methods_are_refused(bob: Person) -> None:
    assert bob.post("history").status_code == 405


def test_a_visit_does_not_write_the_session(bob: Person) -> None:
    bob.ask()
    assert "sessionid" not in bob.get("history").cookies
    assert "sessionid" not in bob.get("studio", *FLEX.split("/")).cookies


def test_a_running_page_reloads_without_script(bob: Person) -> None:
    row = bob.ask()
    assert bob.see("history").has("meta", http_equiv="refresh")
    work_off()
    row.refresh_from_db()
    assert row.status == "done"
    assert not bob.see("history").has("meta", http_equiv="refresh")


def test_it_says_how_much_is_stored(bob: Person, anonymous: Person, settings: Any) -> None:
    settings.STORAGE_PER_GUEST_MB = 0
    bob.make()
    assert bob.see("history").by_id("storage").text == "1 MB used"
    settings.STORAGE_PER_GUEST_MB = 500
    assert bob.see("history").by_id("storage").text == "1 MB of 500 MB used"
    assert not anonymous.see("history").has(id="storage")
