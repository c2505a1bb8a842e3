"""A card and the page of a picture say what it was made from and what differs."""

from functools import partial

from django.db import connection
from django.test.utils import CaptureQueriesContext

from playground.generations.models import Generation, Share
from playground.generations.models.lineage import Lineage
from playground.generations.submission.submit import Submission, submit
from playground.library.family import MOST_CHILDREN
from tests.cast import FLEX, Person, work_off
from tests.markup import Element


def child_of(parent: Generation, person: Person, relation: str = "reused", **params: object) -> Generation:
    """Return a finished generation that was made from another one."""
    assert parent.spec
    given = {"prompt": "a red fox", "seed": 5} | params
    [made] = submit(Submission(person.owner, parent.spec, given, lineage=Lineage(relation, parent)))  # type: ignore[arg-type]
    work_off()
    made.refresh_from_db()
    return made


def line(person: Person, made: Generation) -> Element:
    return person.studio(show=made.id).by_id(f"card-{made.id}").find("a", class_="lineage truncate")


def steps(page: Element) -> list[list[str]]:
    """Return the ids of the pictures in each row of the family, "" for one that was deleted."""
    rows = page.by_id("family").all("li", class_="family-row")
    return [
        [
            found.get("href").removesuffix("/").rpartition("/")[2]
            for found in row.walk()
            if "relative" in found.get("class").split()
        ]
        for row in rows
    ]


def test_a_card_says_which_words_and_values_differ(bob: Person) -> None:
    parent = bob.make(prompt="a red fox at night", seed=5)
    made = child_of(parent, bob, prompt="a blue fox at night", seed=7)
    shown = line(bob, made)
    assert shown.text == "Loaded settings red blue seed 5 → 7"
    assert (shown.find("del").text, shown.find("ins").text) == ("red", "blue")


def test_an_edit_names_what_it_changes(bob: Person) -> None:
    parent = bob.make(prompt="a red fox <b>", seed=5)
    assert line(bob, child_of(parent, bob, "edit", prompt="make it blue")).text == "Edit of a red fox <b>"


def test_a_card_of_an_original_has_no_line(bob: Person) -> None:
    made = bob.make()
    assert not bob.studio(show=made.id).all("a", class_="lineage truncate")


def test_a_remix_says_nothing_of_what_somebody_else_made(alice: Person, bob: Person) -> None:
    parent = alice.make(prompt="alices secret words", seed=1)
    Share.objects.create(generation=parent)
    made = child_of(parent, bob, "remix")
    assert line(bob, made).text == "Remix of a shared link"
    page = bob.see("generation", made.id)
    assert "secret" not in page.text
    assert "belongs to somebody else" in bob.see("compare_with_parent", made.id).text
    assert not bob.see("generation", made.id).all(id="family")


def test_a_deleted_parent_is_not_shown(bob: Person) -> None:
    grandparent = bob.make(seed=1)
    parent = child_of(grandparent, bob, prompt="some deleted words")
    made = child_of(parent, bob)
    parent.delete_softly()
    page = bob.see("generation", made.id)
    assert steps(page) == [[str(grandparent.id)], [""], [str(made.id)]]
    assert "deleted words" not in page.text
    assert "was deleted" in bob.see("compare_with_parent", made.id).by_id("without-parent").text


def test_the_family_has_ancestors_siblings_and_children(bob: Person) -> None:
    origin = bob.make(seed=1)
    parent = child_of(origin, bob)
    made, sibling = child_of(parent, bob), child_of(parent, bob)
    children = [child_of(made, bob), child_of(made, bob)]
    bob.make(prompt="a stranger")
    page = bob.see("generation", made.id)
    assert steps(page) == [
        [str(origin.id)],
        [str(parent.id)],
        [str(made.id), str(sibling.id)],
        [str(child.id) for child in children],
    ]
    assert page.by_id("family").find(aria_current="page")["href"] == made.get_absolute_url()


def test_what_the_same_click_made_are_siblings(bob: Person) -> None:
    bob.generate(variants="3")
    rows = list(Generation.objects.order_by("variant"))
    assert steps(bob.see("generation", rows[1].id)) == [[str(row.id) for row in rows]]


def test_a_picture_alone_has_no_family(bob: Person) -> None:
    assert not bob.see("generation", bob.make().id).all(id="family")


def test_a_large_family_is_cut(bob: Person) -> None:
    parent = bob.make()
    copies = [
        Generation(
            owner=bob.owner,
            parent=parent,
            relation="reroll",
            spec_id=FLEX,
            params={"prompt": "x"},
            resolved={"prompt": "x", "seed": 1},
            width=8,
            height=8,
            engine="blank",
        )
        for _ in range(40)
    ]
    Generation.objects.bulk_create(copies)
    page = bob.see("generation", parent.id)
    assert [len(row) for row in steps(page)] == [1, MOST_CHILDREN]
    assert "and more" in page.by_id("family").text


def test_a_long_line_takes_as_many_queries_as_a_short_one(bob: Person) -> None:
    made, counts = bob.make(), []
    for _ in range(3):
        made = child_of(made, bob)
        ask = partial(bob.get, "generation", made.id)
        ask()
        with CaptureQueriesContext(connection) as queries:
            assert ask().status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2] <= 17
