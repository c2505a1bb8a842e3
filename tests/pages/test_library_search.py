"""The search of the library's page: the address, chips, what was not understood, menus, suggestions, saved searches."""

from urllib.parse import parse_qs, urlsplit

import pytest

from playground.generations.models import Generation
from playground.library.models import Entry, SavedSearch
from playground.pages.library_search import MOST_COUNTED
from tests.cast import JOB, Person
from tests.markup import Element, parse

# The columns that a row like another one needs.
COPIED = ("owner", "source", "spec_id", "params", "resolved", "width", "height", "engine", "status")


def listed(page: Element) -> list[str]:
    return [element["data-generation"] or "" for element in page.all("li", data_generation=True)]


def chips(page: Element) -> dict[str, str]:
    """Return the search that is left without each chip."""
    found = page.by_id("search-facts").all("li", class_="search-chip") or page.by_id("search-facts").all("li")
    texts = {chip.find("span").text: chip.find("a")["href"] or "" for chip in found if chip.has("span")}
    return {text: parse_qs(urlsplit(rest).query).get("q", [""])[0] for text, rest in texts.items()}


def test_the_page_of_a_picture_leads_to_the_runs_of_its_recipe(bob: Person) -> None:
    made = bob.make(prompt="a red fox", seed=1)
    again, other = bob.make(prompt="a red fox", seed=2), bob.make(prompt="a red fox", seed=2, steps=30)
    bob.make(prompt="a lighthouse", seed=1, steps=30)
    links = {link.text: link["href"] or "" for link in bob.see("generation", made.id).by_id("alike").all("a")}
    found = {name: parse(bob.client.get(address)) for name, address in links.items()}
    assert {name: set(listed(page)) for name, page in found.items()} == {
        "Only the seed changed": {str(made.id), str(again.id)},
        "One parameter changed": {str(made.id), str(again.id), str(other.id)},
    }
    # The chips say it in words.
    assert [list(chips(page)) for page in found.values()] == [[name] for name in found]


def test_the_address_has_the_search(bob: Person) -> None:
    fox = bob.make(prompt="a red fox")
    bob.make(prompt="a lighthouse")
    page = bob.see("history", q="fox", sort="oldest")
    assert listed(page) == [str(fox.id)]
    assert page.by_id("search-text")["value"] == "fox"
    assert "1 found" in page.by_id("search-facts").text
    assert chips(bob.see("history", q='fox -"a b" model:flex')) == {
        "fox": '-"a b" model:flex',
        '-"a b"': "fox model:flex",
        "model:flex": 'fox -"a b"',
    }


def test_what_was_found_is_counted_over_pages_and_up_to_a_limit(bob: Person) -> None:
    fox = bob.make(prompt="a red fox")

    def more(number: int) -> str:
        rows = [Generation(**{name: getattr(fox, name) for name in COPIED}) for _ in range(number)]
        Generation.objects.bulk_create(rows)
        return bob.see("history", q="fox").by_id("search-facts").text

    assert "61 found" in more(60)
    assert f"More than {MOST_COUNTED - 1} found" in more(MOST_COUNTED)


def test_what_all_means_follows_the_search(bob: Person) -> None:
    bob.make(prompt="a red fox")
    page = bob.see("history", q="fox", sort="oldest", before="x")
    assert page.by_id("search-facts").has(href="/export/?everything=on&q=fox&sort=oldest")
    assert page.has("a", href="/history/?q=fox&sort=oldest")
    assert "All pictures" in bob.see("history").by_id("select-all").text
    found = bob.client.get("/history/?q=fox", headers={"HX-Request": "true", "HX-Target": "tiles"})
    everything = parse(found).by_id("select-all")
    assert everything["hx-swap-oob"] == "true"
    assert "All that match" in everything.text
    assert everything.fields() == {"back": ["/history/?q=fox"], "q": ["fox"], "sort": [""]}


def test_what_is_not_understood_is_said_and_the_rest_works(bob: Person) -> None:
    fox = bob.make(prompt="a red fox")
    page = bob.see("history", q="fox statu:done")
    assert listed(page) == [str(fox.id)]
    [remark] = page.by_id("search-facts").all("p", class_="search-remark")
    assert "There is no filter statu:" in remark.text
    assert remark.find("a")["href"] == "/history/?q=fox+status%3Adone"


def test_pages_of_a_search_go_on(bob: Person) -> None:
    made = [str(bob.make(prompt=f"a fox {number}").id) for number in range(50)]
    bob.make(prompt="something else")
    for sort, expected in (("newest", made[::-1]), ("oldest", made)):
        page = bob.see("history", q="fox", sort=sort)
        assert listed(page) == expected[:48]
        older = page.by_id("older")["href"] or ""
        rest = parse(bob.client.get(f"/history/{older}"))
        assert listed(rest) == expected[48:]
        newer = rest.by_id("newer")["href"] or ""
        assert listed(parse(bob.client.get(f"/history/{newer}"))) == expected[:48]


def test_the_best_rated_come_first_on_wish(bob: Person) -> None:
    low, high, none = (bob.make(prompt="a fox") for _ in range(3))
    for made, rating in ((low, 2), (high, 5)):
        Entry.objects.filter(generation=made).update(rating=rating)
    assert listed(bob.see("history", sort="rating")) == [str(made.id) for made in (high, low, none)]
    assert not bob.see("library_months", sort="rating").has("a", data_month=True)


def test_those_closest_to_their_colours_come_first_on_wish(bob: Person) -> None:
    far, near, exact, none = (bob.make(prompt="a #0F766E door") for _ in range(4))
    for made, distance in ((far, 250.5), (near, 1.25), (exact, 0)):
        made.pictures.update(colour_distance=distance)
    assert listed(bob.see("history", sort="colours")) == [str(made.id) for made in (exact, near, far, none)]
    assert [Entry.objects.get(generation=made).closeness for made in (exact, near, far, none)] == [20001, 19876, 1, 0]
    exact.pictures.update(colour_distance=None)
    assert listed(bob.see("history", sort="colours"))[:2] == [str(near.id), str(far.id)]


def test_months_are_those_of_the_search(bob: Person) -> None:
    fox = bob.make(prompt="a fox")
    bob.make(prompt="a cat")
    [month] = bob.see("library_months", q="fox").all("a", data_month=True)
    assert month.find("span").text == "1"
    assert listed(parse(bob.client.get(month["href"] or ""))) == [str(fox.id)]


@pytest.mark.parametrize(
    ("before", "chosen", "after"),
    [
        ("", {"with-model": "flux-2-flex"}, "model:flux-2-flex"),
        ("fox model:pro", {"with-model": "flux-2-flex"}, "fox model:flux-2-flex"),
        ("fox model:pro", {"with-model": ""}, "fox"),
        ("rating:2..3 fox", {"with-rating": "2..3", "with-mode": "edit"}, "rating:2..3 fox mode:edit"),
        ("", {"with-in": "Summer campaign"}, 'in:"Summer campaign"'),
    ],
)
def test_a_menu_changes_the_search(bob: Person, before: str, chosen: dict[str, str], after: str) -> None:
    location = bob.get("history", q=before, **chosen)["Location"]
    assert parse_qs(urlsplit(location).query).get("q", [""]) == [after]


def test_the_menus_show_what_is_chosen(bob: Person) -> None:
    page = bob.see("library_filters", q="status:failed rating:2..3")
    chosen = {menu["name"]: [o["value"] for o in menu.all("option") if "selected" in o] for menu in page.all("select")}
    assert chosen["with-status"] == ["failed"]
    assert chosen["with-rating"] == ["2..3"]
    assert chosen["with-model"] == []


def test_suggestions_say_what_they_replace(bob: Person) -> None:
    options = parse(bob.get("complete_search", q="fox mod", at="7")).all("li", role="option")
    assert (options[0]["data-insert"], options[0]["data-from"], options[0]["data-to"]) == ("model:", "4", "7")
    for place in ("", "x", "-1", "9" * 30, "³"):
        assert bob.get("complete_search", q="fox", at=place).status_code == 200


def test_a_new_search_is_a_step_or_replaces_the_address(bob: Person) -> None:
    bob.make(prompt="a fox")
    headers = {"HX-Request": "true", "HX-Target": "tiles"}
    typed = bob.client.get("/history/?q=fo&sort=newest", headers=headers)
    assert typed["HX-Replace-Url"] == "/history/?q=fo"
    stepped = bob.client.get("/history/?q=fox&sort=newest", headers=headers | {"X-Search-Step": "1"})
    assert stepped["HX-Push-Url"] == "/history/?q=fox"
    assert parse(stepped).by_id("search-facts")["data-q"] == "fox"


def test_searches_are_saved_renamed_and_deleted(bob: Person, charlie: Person) -> None:
    bob.make(JOB)
    assert bob.post("save_search", name="Foxes", q="fox").status_code == 302
    saved = SavedSearch.objects.get()
    link = bob.see("saved_searches").find("a", title="fox")
    assert link["href"] == "/history/?q=fox"
    bob.post("rename_search", saved.pk, name="Red foxes")
    assert "Red foxes" in bob.see("saved_searches").text
    assert charlie.post("rename_search", saved.pk, name="mine").status_code == 404
    assert charlie.post("delete_search", saved.pk).status_code == 404
    refused = bob.post("save_search", name=" ", q="fox", htmx=True)
    assert refused.status_code == 422
    assert "has no name" in parse(refused).text
    bob.post("delete_search", saved.pk)
    assert not SavedSearch.objects.exists()


def test_suggestions_count_like_a_browser(bob: Person) -> None:
    # An emoji is two characters for a browser.
    page = parse(bob.client.get("/history/complete/", {"q": "🦊 model:fl", "at": "11"}))
    option = page.all("li", data_insert="flex")[0]
    assert (option["data-from"], option["data-to"]) == ("9", "11")


def test_a_menu_leaves_days_that_its_field_cannot_show(bob: Person) -> None:
    for days in ("after:2026-11", "before:today"):
        answer = bob.client.get("/history/", {"q": days, "with-after": "", "with-before": "", "with-is": "starred"})
        assert parse_qs(urlsplit(answer["Location"]).query)["q"] == [f"{days} is:starred"]


def test_what_failed_is_shown_by_a_search_for_it(bob: Person) -> None:
    failed = bob.ask(prompt="a fox")
    bob.owner.generations.filter(id=failed.id).update(status="failed", error="The sketch failed.")
    assert bob.see("history").by_id("tiles").has("details")
    page = bob.see("history", q="status:failed")
    assert listed(page) == [str(failed.id)]
    assert not page.by_id("tiles").has("details")
