"""Changing model, mode or API keeps what still fits and names what did not."""

from typing import Any

from tests.cast import DEV, EDIT, FLEX, JOB, Person
from tests.markup import Element, parse


def switch(person: Person, source: str, target: str, **data: Any) -> Element:
    response = person.post("switch_spec", *source.split("/"), htmx=True, target=target, **data)
    assert response.status_code == 200
    assert response["HX-Push-Url"] == f"/{target}/"
    return parse(response)


def fields(answer: Element) -> dict[str, list[str]]:
    return answer.by_id("spec-form").fields()


def notices(answer: Element) -> str:
    return answer.by_id("panel-notices").text if answer.has(id="panel-notices") else ""


def test_steps_become_inference_steps_and_back(bob: Person) -> None:
    there = fields(switch(bob, FLEX, DEV, prompt="a", steps="40", seed="7"))
    assert (there["prompt"], there["num_inference_steps"], there["seed"]) == (["a"], ["40"], ["7"])
    assert fields(switch(bob, DEV, FLEX, **there))["steps"] == ["40"]


def test_the_picture_to_edit_becomes_the_first_reference_and_back(bob: Person) -> None:
    first, second = bob.upload().key, bob.upload().key
    assert fields(switch(bob, EDIT, "apiframe/flux-2-flex/generate", imageUrl=first))["input_images"] == [first]
    back = switch(bob, JOB, EDIT, input_images=[first, second])
    assert fields(back)["imageUrl"] == [first]
    assert "only the first was kept" in notices(back)


def test_lists_dropped_values_with_reasons(bob: Person) -> None:
    answer = switch(bob, FLEX, DEV, prompt="a", safety_tolerance="4", output_format="jpg", guidance="4")
    assert "flux-2-dev has no safety_tolerance." in notices(answer)
    assert (fields(answer)["guidance"], fields(answer)["output_format"]) == (["4"], ["jpg"])


def test_lists_values_that_were_out_of_range(bob: Person) -> None:
    assert "Steps must be a whole number" in notices(switch(bob, FLEX, DEV, prompt="a", steps="many"))


def test_shows_no_notice_if_everything_fits(bob: Person) -> None:
    assert notices(switch(bob, FLEX, "onemin/flux-2-pro/generate", prompt="a", steps="30")) == ""


def test_keeps_the_language_and_the_number_of_variants(bob: Person) -> None:
    answer = switch(bob, FLEX, DEV, prompt="a", variants="3", language="python", all_parameters="on")
    assert fields(answer)["variants"] == ["3"]
    assert fields_on_code(answer)["language"] == ["python"]
    assert fields_on_code(answer)["all_parameters"] == ["on"]


def fields_on_code(answer: Element) -> dict[str, list[str]]:
    return answer.by_id("code").fields()


def test_the_response_includes_the_code_panel(bob: Person) -> None:
    assert "black-forest-labs/flux-2-dev" in switch(bob, FLEX, DEV, prompt="a").by_id("snippet-text").text


def test_without_script_the_next_page_lists_dropped_values(bob: Person) -> None:
    response = bob.post("switch_spec", *FLEX.split("/"), target=DEV, prompt="a fox", safety_tolerance="4")
    assert (response.status_code, response["Location"]) == (302, f"/{DEV}/")
    page = parse(bob.client.get(response["Location"]))
    assert page.control("prompt").text == "a fox"
    assert "flux-2-dev has no safety_tolerance." in page.by_id("notice").text


def test_a_first_visit_can_switch(anonymous: Person) -> None:
    assert fields(switch(anonymous, FLEX, DEV, prompt="a fox"))["prompt"] == ["a fox"]


def test_an_unknown_target_is_not_found(bob: Person) -> None:
    for target in ("", "onemin", "onemin/flux-9/edit", "a/b/c/d"):
        assert bob.post("switch_spec", *FLEX.split("/"), target=target).status_code == 404
    assert bob.get("switch_spec", *FLEX.split("/")).status_code == 405


def test_the_page_offers_every_model_mode_and_api(bob: Person) -> None:
    targets = {button["value"] for button in bob.studio(FLEX).all("button", name="target")}
    assert {EDIT, "onemin/flux-2-pro/generate", "onemin/flux-2-max/generate", DEV} <= targets
    # Of another API the page has the nearest model.
    assert "apiframe/flux-2-flex/generate" in targets
