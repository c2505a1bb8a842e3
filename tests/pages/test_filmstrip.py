"""The history beside the stage: runs of one recipe and of one click stand together, failures are folded."""

from collections.abc import Callable

from playground.generations.models import Generation
from tests.cast import FLEX, Person
from tests.markup import Element


def runs(person: Person) -> list[Element]:
    return person.studio().by_id("frames").all("li", class_="frames-run")


def shown(element: Element) -> int:
    return len(element.all("li", data_generation=True))


def with_prompt(prompt: str) -> Generation:
    # PostgreSQL keeps the order of the parameters, and so cannot compare them.
    [found] = [row for row in Generation.objects.all() if row.prompt == prompt]
    return found


def test_pictures_of_one_click_stand_together(bob: Person) -> None:
    bob.generate(variants="4", seed="1")
    [run] = runs(bob)
    [click] = run.all("ol")
    assert shown(click) == 4


def test_clicks_with_the_same_settings_are_one_run(bob: Person) -> None:
    for seed in ("1", "2"):
        bob.generate(variants="2", seed=seed)
    bob.generate(guidance="4")
    newest, older = runs(bob)
    assert (len(newest.all("ol")), shown(newest)) == (1, 1)
    assert [shown(click) for click in older.all("ol")] == [2, 2]
    assert newest["data-recipe"] != older["data-recipe"]


def test_names_differ_where_only_the_guidance_does(bob: Person) -> None:
    for guidance in (3.5, 4):
        bob.make(FLEX, prompt="a boat", guidance=guidance, seed=80)
    names = [image["alt"] for image in bob.studio().by_id("frames").all("img")]
    assert names == ["a boat, 1:1, guidance 4, seed 80", "a boat, 1:1, guidance 3.5, seed 80"]


def test_those_without_a_picture_are_folded_into_one_line(bob: Person) -> None:
    bob.generate(variants="3")
    rows = list(Generation.objects.order_by("variant"))
    Generation.objects.filter(id__in=[row.id for row in rows[:2]]).update(status="failed")
    [run] = runs(bob)
    assert shown(run.find("ol")) == 1
    fold = run.find("details")
    assert "2 failed" in fold.find("summary").text
    assert shown(fold) == 2


def test_neighbouring_failures_of_different_prompts_share_a_line(bob: Person) -> None:
    for prompt in ("one", "two", "three"):
        bob.generate(prompt=prompt)
    Generation.objects.update(status="failed")
    second = with_prompt("two")
    Generation.objects.filter(id=second.id).update(status="cancelled")
    [run] = runs(bob)
    assert "3 without a picture" in run.find("summary").text


def test_a_picture_between_failures_keeps_them_apart(bob: Person, work: Callable[[], None]) -> None:
    for prompt in ("one", "two", "three"):
        bob.generate(prompt=prompt)
    work()
    second = with_prompt("two")
    Generation.objects.exclude(id=second.id).update(status="failed")
    assert [len(run.all("details")) for run in runs(bob)] == [1, 0, 1]


def test_new_pictures_arrive_as_a_run_of_their_own(bob: Person) -> None:
    answer = bob.generate(FLEX, variants="2")
    assert answer.content.count(b"frames-run") == 1
