"""The theme that a person chose is in the page before any script runs."""

import pytest

from tests.cast import Person
from tests.markup import Element


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_theme_is_written_into_the_page(bob: Person, theme: str) -> None:
    bob.client.cookies["theme"] = theme
    assert root(bob).get("data-theme") == theme


@pytest.mark.parametrize("cookie", ["", "system", "<script>", '" onload="x', "dark light"])
def test_without_a_choice_the_page_follows_the_system(bob: Person, cookie: str) -> None:
    bob.client.cookies["theme"] = cookie
    assert "data-theme" not in root(bob)


def root(person: Person) -> Element:
    """Return the page's outermost element."""
    return next(element for element in person.studio().walk() if element.tag == "html")
