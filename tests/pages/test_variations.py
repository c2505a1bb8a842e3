"""More pictures of a recipe at once: with new seeds, or in other shapes; each safe against a double click."""

from typing import Any

import pytest

from playground.catalog.loading import get_spec, specs
from playground.generations.models import Generation
from tests.cast import DEV, EDIT, FLEX, JOB, Person, work_off
from tests.markup import parse

FREE = "bfl/flux-2-pro/generate"


def press(person: Person, action: str, made: Generation, **data: Any) -> list[Generation]:
    """Press the button, and return what it makes."""
    before = set(Generation.objects.values_list("id", flat=True))
    response = person.post(action, made.id, htmx=True, **data)
    assert response.status_code == 200, response.content
    return list(Generation.objects.exclude(id__in=before).order_by("batch", "variant"))


def refused(person: Person, action: str, made: Generation, **data: Any) -> str:
    response = person.post(action, made.id, htmx=True, **data)
    assert (response.status_code, response["HX-Retarget"]) == (422, "#notice")
    return parse(response).text


def settings_of(row: Generation) -> dict[str, Any]:
    return {name: value for name, value in row.resolved.items() if name != "seed"}


def test_reroll_makes_as_many_pictures_with_the_same_settings_and_new_seeds(bob: Person) -> None:
    bob.generate(variants="4", prompt="a red fox", guidance="4", aspect_ratio="9:16", seed="7")
    made = list(Generation.objects.order_by("variant"))
    rolled = press(bob, "reroll", made[2])
    assert [settings_of(row) for row in rolled] == [settings_of(made[0])] * 4
    assert {row.batch for row in rolled} == {rolled[0].batch}
    assert not {row.seed for row in rolled} & {row.seed for row in made}
    work_off()
    assert set(Generation.objects.values_list("status", flat=True)) == {"done"}


@pytest.mark.parametrize("clicked", ["1", "3"])
def test_vary_makes_four_with_the_same_settings_and_new_seeds(bob: Person, clicked: str) -> None:
    bob.generate(variants=clicked, prompt="a red fox", guidance="4", aspect_ratio="9:16", seed="7")
    made = list(Generation.objects.order_by("variant"))
    varied = press(bob, "vary", made[-1])
    assert [settings_of(row) for row in varied] == [settings_of(made[0])] * 4
    assert {(row.parent_id, row.relation) for row in varied} == {(made[-1].id, "variation")}
    assert len({row.seed for row in varied} | {row.seed for row in made}) == 4 + len(made)


def test_four_variations_are_four_pictures_where_the_api_makes_several(bob: Person) -> None:
    spec = next(one.id for one in specs().values() if one.by_role("count"))
    count = get_spec(spec).by_role("count")
    assert count is not None
    varied = press(bob, "vary", bob.ask(spec, **{count.name: 2}))
    assert [row.count for row in varied] == [1] * 4


def test_vary_uses_the_same_input_pictures_and_says_what_it_makes(bob: Person) -> None:
    keys = [bob.upload().key, bob.make().pictures.get().key]
    made = bob.make(JOB, input_images=keys)
    assert "Making 4 variations with new seeds." in parse(bob.post("vary", made.id, htmx=True)).text
    new = Generation.objects.filter(parent=made)
    assert [[entry.image.key for entry in row.inputs.all()] for row in new] == [keys] * 4


def test_reroll_says_what_it_makes_and_brings_the_cards(bob: Person) -> None:
    made = bob.make()
    answer = parse(bob.post("reroll", made.id, htmx=True, token="t1"))
    new = Generation.objects.exclude(id=made.id).get()
    assert answer.has(id=f"card-{new.id}")
    assert answer.has(id=f"frame-{new.id}")
    assert answer.by_id("token")["value"] not in ("", "t1")
    assert "Making 1 picture with new seeds." in answer.text


def test_reroll_of_one_picture_of_a_deleted_batch_still_makes_all(bob: Person) -> None:
    bob.generate(variants="3")
    first, *others = Generation.objects.order_by("variant")
    for other in others:
        other.delete_softly()
    assert len(press(bob, "reroll", first)) == 3


def test_reroll_uses_the_same_input_pictures(bob: Person) -> None:
    keys = [bob.upload().key, bob.make().pictures.get().key]
    [new] = press(bob, "reroll", bob.make(JOB, input_images=keys))
    assert [entry.image.key for entry in new.inputs.all()] == keys


def test_a_double_click_makes_the_pictures_once(bob: Person) -> None:
    made, other = bob.make(), bob.make()
    assert len(press(bob, "reroll", made, token="t1")) == 1
    assert press(bob, "reroll", made, token="t1") == []
    assert len(press(bob, "vary", made, token="t1")) == 4
    assert press(bob, "vary", made, token="t1") == []
    assert len(press(bob, "make_shapes", made, token="t1", shape="16:9")) == 1
    assert press(bob, "make_shapes", made, token="t1", shape="16:9") == []
    # Other actions, other pictures and Generate itself are not mistaken for the second click.
    assert len(press(bob, "make_shapes", made, token="t1", shape="9:16")) == 1
    assert len(press(bob, "reroll", other, token="t1")) == 1
    bob.generate(token="t1", prompt="something else")
    assert Generation.objects.filter(token="t1").get().prompt == "something else"


def test_another_shape_has_the_same_seed_and_settings(bob: Person) -> None:
    made = bob.make(guidance=4, seed=1203)
    [new] = press(bob, "make_shapes", made, shape="16:9")
    assert new.seed == 1203
    assert settings_of(new) == settings_of(made) | {"aspect_ratio": "16:9"}
    assert new.width > new.height


def test_all_shapes_are_made_in_one_click(bob: Person) -> None:
    made = bob.make(DEV, aspect_ratio="9:16", seed=5)
    rows = press(bob, "make_shapes", made, shape="all")
    assert [row.resolved["aspect_ratio"] for row in rows] == ["1:1", "16:9", "3:2", "2:3", "4:5", "5:4"]
    assert {row.seed for row in rows} == {5}
    assert len({row.batch for row in rows}) == 1
    assert press(bob, "reroll", rows[0])[0].resolved["aspect_ratio"] == "1:1"


def test_a_custom_size_gives_way_to_a_shape(bob: Person) -> None:
    made = bob.make(JOB, aspect_ratio="custom", width=512, height=256)
    [new] = press(bob, "make_shapes", made, shape="3:4")
    assert (new.resolved["aspect_ratio"], "width" in new.params) == ("3:4", False)


def test_a_model_with_any_size_gets_one_of_about_the_same_area(bob: Person) -> None:
    made = bob.make(FREE, width=1024, height=1024)
    rows = press(bob, "make_shapes", made, shape="all")
    assert len(rows) == 6
    for row in rows:
        assert 0.85 < row.width * row.height / 1024**2 < 1.15
        assert (row.width % 16, row.height % 16) == (0, 0)


def test_the_toolbar_offers_the_shapes_of_the_model(bob: Person) -> None:
    made = bob.make(EDIT, imageUrl=bob.upload().key, aspect_ratio="16:9")
    card = bob.studio(show=str(made.id)).by_id(f"card-{made.id}")
    assert [button["value"] for button in card.all("button", name="shape")] == [
        *("1:1", "9:16", "3:2", "2:3", "4:5", "5:4"),
        "all",
    ]


@pytest.mark.parametrize("shape", ["", "7:3", "1:1", "match_input_image"])
def test_a_shape_that_is_not_offered_is_refused(bob: Person, shape: str) -> None:
    assert "Choose one of the shapes 16:9, 9:16" in refused(bob, "make_shapes", bob.make(), shape=shape)


@pytest.mark.parametrize(("action", "data"), [("vary", {}), ("reroll", {}), ("make_shapes", {"shape": "all"})])
def test_a_full_queue_refuses_all_of_them_in_a_sentence(
    bob: Person, settings: Any, action: str, data: dict[str, str]
) -> None:
    bob.generate(variants="2")
    settings.MOST_QUEUED = 3
    sentence = refused(bob, action, Generation.objects.all()[0], **data)
    assert "You have 2 pictures waiting; the limit is 3." in sentence
    assert Generation.objects.count() == 2


@pytest.mark.parametrize("action", ["vary", "reroll", "make_shapes"])
def test_says_that_the_model_is_no_longer_available(bob: Person, action: str) -> None:
    made = bob.make()
    Generation.objects.update(spec_id="onemin/flux-1/generate")
    assert "is no longer available" in refused(bob, action, made, shape="all")


def test_without_script_the_studio_shows_the_new_pictures(bob: Person) -> None:
    made = bob.make()
    response = bob.post("make_shapes", made.id, shape="all", token="t1")
    assert response["Location"].startswith(f"/{FLEX}/?run=")
    stage = parse(bob.client.get(response["Location"])).by_id("stage")
    assert len(stage.all(data_generation=True)) == 6


def test_the_page_of_a_picture_has_every_action(bob: Person) -> None:
    made = bob.make()
    page = bob.see("generation", made.id)
    for action in ("edit", "reference", "vary", "reroll", "shapes", "use", "lock-seed", "delete"):
        form = page.find("form", action=f"/generations/{made.id}/{action}/")
        assert form.has(name="csrfmiddlewaretoken")
    for action in ("vary", "reroll", "shapes"):
        assert page.find("form", action=f"/generations/{made.id}/{action}/").find(name="token")["value"]


@pytest.mark.parametrize("action", ["vary", "reroll", "make_shapes"])
def test_without_script_the_form_and_its_words_stay(bob: Person, action: str) -> None:
    made = bob.ask(FLEX, prompt="a red fox")
    response = bob.post(action, made.id, shape="16:9", spec=JOB, prompt="half a thought")
    assert response["Location"].startswith(f"/{JOB}/?")
    page = parse(bob.client.get(response["Location"]))
    assert page.control("prompt").text == "half a thought"
    assert page.has(data_generation=str(Generation.objects.latest("created").id))
