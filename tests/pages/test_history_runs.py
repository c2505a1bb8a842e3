"""How the history groups pictures: runs of one recipe, a line for what failed, captions that say what differs."""

from tests.cast import FLEX, JOB, Person
from tests.markup import Element


def runs(page: Element) -> list[tuple[str, int]]:
    """Return the prompt of each run and the number of its pictures."""
    return [(run.find("h2").text, len(run.all("li", data_generation=True))) for run in page.all("li", data_ratio=True)]


def test_pictures_of_one_click_and_of_one_recipe_stand_together(bob: Person) -> None:
    bob.generate(FLEX, prompt="a poster", variants="4", guidance="2")
    bob.generate(FLEX, prompt="a poster", guidance="4", aspect_ratio="16:9")
    bob.generate(FLEX, prompt="a fox")
    bob.generate(JOB, prompt="a fox")
    bob.generate(FLEX, prompt="a poster")
    expected = [("a poster", 1), ("a fox", 1), ("a fox", 1), ("a poster", 5)]
    assert runs(bob.see("history")) == expected


def test_the_heading_of_a_run_has_the_beginning_of_a_long_prompt(bob: Person) -> None:
    for length in (160, 161, 401):
        bob.ask(prompt="x" * length)
    headings = [item.find("h2") for item in bob.see("history").all("li", data_ratio=True)]
    assert [(len(one.text), len(one["title"])) for one in headings] == [(160, 400), (160, 161), (160, 160)]
    assert [one.text[-1] for one in headings] == ["…", "…", "x"]


def test_what_ended_without_a_picture_is_one_line_that_opens_without_script(bob: Person) -> None:
    for prompt in ("a [sketch:fail]", "b [sketch:fail]", "c"):
        bob.ask(prompt=prompt)
    first, second, third = bob.owner.generations.order_by("created")
    bob.make(prompt="a fox")
    bob.owner.generations.filter(id__in=[first.id, second.id]).update(status="failed", error="The sketch failed.")
    bob.owner.generations.filter(id=third.id).update(status="cancelled")
    page = bob.see("history")
    assert [prompt for prompt, _ in runs(page)] == ["a fox"]
    folded = page.by_id("tiles").find("details")
    assert folded.find("summary").text == "2 failed, 1 cancelled · show hide"
    assert {tile["id"] for tile in folded.all("li", data_generation=True)} == {
        f"tile-{row.id}" for row in (first, second, third)
    }
    assert "The sketch failed." in folded.text


def test_without_failures_there_is_no_such_line(bob: Person) -> None:
    bob.make()
    assert not bob.see("history").by_id("tiles").has("details")


def test_captions_and_accessible_names_say_what_differs(bob: Person) -> None:
    for seed in (1, 2):
        bob.make(prompt="a poster", aspect_ratio="9:16", guidance=4, seed=seed)
    tiles = bob.see("history").all("li", data_generation=True)
    links = [tile.find("a").text for tile in tiles]
    assert links == ["a poster 9:16 · guidance 4 seed 2", "a poster 9:16 · guidance 4 seed 1"]
    buttons = [tile.find("button")["aria-label"] for tile in tiles]
    assert len(set(buttons)) == 2
    assert tiles[0].has("time", datetime=True)


def test_a_model_without_guidance_and_a_custom_size_are_described_too(bob: Person) -> None:
    bob.make(JOB, aspect_ratio="custom", width=512, height=768, seed=3)
    assert bob.see("history").find("li", data_generation=True).find("a").text == "a red fox 512 × 768 seed 3"


def test_nothing_lies_on_a_picture(bob: Person) -> None:
    bob.make()
    link = bob.see("history").find("li", data_generation=True).find("a")
    picture = next(part for part in link.all("span") if part.has("img"))
    assert [part.tag for part in picture.walk()] == ["img"]
