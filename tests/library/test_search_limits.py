"""What one search may ask for, so that it takes no seconds."""

from pytest_django import DjangoAssertNumQueries

from playground.generations.models import Generation
from playground.library.search import recipes
from playground.library.search.finding import search
from playground.library.tags import ensure_tags
from tests.cast import Person

MOST_COMPARED = recipes.MOST_COMPARED
SPEC = "onemin/flux-2-flex/generate"


def test_only_the_first_unknown_value_gets_a_suggestion(bob: Person) -> None:
    ensure_tags(bob.owner, ["poster"])
    problems = search(bob.owner, "tag:postre tag:postr model:flxe").problems
    assert [problem.suggestion for problem in problems] == ["tag:poster", "", ""]


def test_unknown_models_are_looked_up_once(bob: Person, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    owner = bob.owner
    with django_assert_num_queries(1):
        assert len(search(owner, "model:zzz,yyy " * 20).problems) == 20


def test_a_search_has_one_recipe(bob: Person) -> None:
    made = bob.make()
    problems = search(bob.owner, f"near:{made.id} like:{made.id} -near:{made.id}").problems
    assert [problem.message for problem in problems] == ["A search can have one like: or near:. Remove the others."] * 2


def test_near_compares_around_the_picture_and_says_where_it_ends(bob: Person) -> None:
    values = {"prompt": "a fox", "steps": 1}
    row = {"owner": bob.owner, "spec_id": SPEC, "params": values, "resolved": values, "width": 64, "height": 64}
    old = Generation.objects.create(**row, engine="sketch", status="done")
    for _ in range(MOST_COMPARED + 1):
        Generation.objects.create(**row, engine="sketch", status="done")
    found = search(bob.owner, f"near:{old.id}")
    assert old.id in found.entries.values_list("generation_id", flat=True)
    assert found.count() == MOST_COMPARED + 1
    assert [problem.message for problem in found.problems] == [
        "near: compares 500 pictures of the model before this one and 500 after it. There may be more."
    ]
    middle = Generation.objects.filter(owner=bob.owner).order_by("created")[MOST_COMPARED // 2]
    assert search(bob.owner, f"near:{middle.id}").problems == ()


def test_half_a_star_is_none_of_the_ratings(bob: Person) -> None:
    made = bob.make()
    bob.post("marks", made.id, rating="4")
    found = {
        text: search(bob.owner, f"rating:{text}").count() for text in ("4", "4.0", "4.5", "<4.5", ">=3.5", "4.5..5")
    }
    assert found == {"4": 1, "4.0": 1, "4.5": 0, "<4.5": 1, ">=3.5": 1, "4.5..5": 0}
    assert search(bob.owner, "-rating:4.5").count() == 1
    assert search(bob.owner, "rating:7.5").problems[0].message == "rating is 7.5; the maximum is 5."
