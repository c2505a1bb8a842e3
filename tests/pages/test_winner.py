"""Choosing the winner of a comparison."""

from collections.abc import Sequence
from uuid import uuid4

from playground.generations.models import Generation
from playground.library.marks import mark
from playground.library.models import BulkChange
from tests.cast import HTMX, Person
from tests.library.entries import entry_of


def verdicts(*made: Generation) -> Sequence[str]:
    return [entry_of(generation).verdict for generation in made]


def choose(person: Person, winner: Generation, *made: Generation, htmx: bool = True) -> str:
    response = person.post("choose_winner", winner=str(winner.id), picture=[str(one.id) for one in made], htmx=htmx)
    assert response.status_code in (200, 302)
    return str(response.text)


def undo(person: Person) -> None:
    change = BulkChange.objects.get(owner=person.owner)
    assert person.post("undo_winner", change.pk, htmx=True).status_code == 200


def test_the_winner_is_picked_and_the_rest_rejected(bob: Person) -> None:
    made = [bob.make(), bob.make(), bob.make()]
    other = bob.make()
    mark(bob.owner, made[0].id, {"starred": True, "verdict": "picked"})
    answer = choose(bob, made[1], *made)
    assert verdicts(*made, other) == ["rejected", "picked", "rejected", ""]
    assert entry_of(made[0]).starred
    assert "Winner picked, the others rejected: 3 pictures." in answer
    assert f"/generations/{made[1].id}/edit/" in answer
    undo(bob)
    assert verdicts(*made) == ["picked", "", ""]


def test_another_winner_is_one_change(bob: Person) -> None:
    made = [bob.make(), bob.make()]
    choose(bob, made[0], *made)
    choose(bob, made[1], *made)
    assert verdicts(*made) == ["rejected", "picked"]
    # A second click leaves the offer to undo the first.
    assert "#notice" not in choose(bob, made[1], *made)
    assert "#notice" in choose(bob, made[0], *made)


def test_undoing_leaves_what_was_marked_since(bob: Person) -> None:
    made = [bob.make(), bob.make()]
    choose(bob, made[0], *made)
    mark(bob.owner, made[1].id, {"verdict": ""})
    mark(bob.owner, made[1].id, {"verdict": "picked"})
    undo(bob)
    assert verdicts(*made) == ["", "picked"]


def test_without_script_it_leads_back_with_the_next_step(bob: Person) -> None:
    made = [bob.make(), bob.make()]
    back = f"/compare/?picture={made[0].id}&picture={made[1].id}"
    response = bob.client.post(
        "/compare/winner/",
        {"winner": str(made[0].id), "picture": [str(one.id) for one in made]},
        headers={"Referer": f"http://testserver{back}"},
    )
    assert response["Location"] == back
    page = bob.see("compare", picture=[str(one.id) for one in made])
    assert "The winner is picked" in page.by_id("compare-next").text
    assert "Undo" in page.by_id("notice").text


def test_only_ones_own_are_judged(alice: Person, bob: Person) -> None:
    own, others = bob.make(), alice.make()
    assert bob.post("choose_winner", winner=str(others.id), picture=[str(own.id)]).status_code == 404
    choose(bob, own, own, others)
    assert verdicts(own, others) == ["picked", ""]
    for winner in ("", "x", str(uuid4())):
        assert bob.post("choose_winner", winner=winner).status_code == 404
    change = BulkChange.objects.get(owner=bob.owner)
    assert alice.post("undo_winner", change.pk).status_code == 404
    assert verdicts(own) == ["picked"]


def test_the_bar_of_a_selection_cannot_choose(bob: Person) -> None:
    made = bob.make()
    response = bob.client.post("/bulk/", {"do": "choose", "id": str(made.id)}, headers=HTMX)
    assert (response.status_code, verdicts(made)) == (422, [""])
