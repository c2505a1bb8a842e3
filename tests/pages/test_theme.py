"""The theme that a person chose is in the page before any script runs."""

import pytest

from tests.cast import Person
from tests.markup import Element


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_has_the_chosen_theme(bob: Person, theme: str) -> None:
    bob.client.cookies["theme"] = theme
    assert root(bob).get("data-theme") == theme


@pytest.mark.parametrize("cookie", ["", "system", "<script>", '" onload="x', "dark light"])
def test_by_default_the_page_follows_the_system_theme(bob: Person, cookie: str) -> None:
    bob.client.cookies["theme"] = cookie
    assert "data-theme" not in root(bob)


def root(person: Person) -> Element:
    """Return the page's outermost element."""
    return next(element for element in person.studio().walk() if element.tag == "html")
