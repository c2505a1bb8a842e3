"""Developers can have the APIs' own names larger; the choice is a cookie, and in the page before any script runs."""

from tests.cast import FLEX, Person
from tests.markup import Element


def root(person: Person) -> Element:
    return next(element for element in person.studio().walk() if element.tag == "html")


def test_the_names_are_turned_on_and_off_without_script(bob: Person) -> None:
    assert "class" not in root(bob)
    response = bob.post("show_api_names", *FLEX.split("/"), prompt="half a thought")
    assert response["Location"] == f"/{FLEX}/"
    assert root(bob)["class"] == "api-names"
    page = bob.studio()
    assert page.find("button", role="switch")["aria-checked"] == "true"
    assert page.control("prompt").text == "half a thought"
    bob.post("show_api_names", *FLEX.split("/"), prompt="half a thought")
    assert "class" not in root(bob)
    assert bob.studio().find("button", role="switch")["aria-checked"] == "false"


def test_another_value_of_the_cookie_means_nothing(bob: Person) -> None:
    bob.client.cookies["api_names"] = '"><script>'
    assert "class" not in root(bob)


def test_it_needs_post_and_a_known_model(bob: Person) -> None:
    assert bob.get("show_api_names", *FLEX.split("/")).status_code == 405
    assert bob.post("show_api_names", "onemin", "flux-9", "generate").status_code == 404
