"""Templates are loaded without the spaces that indent their lines."""

import re

import pytest
from django.template import Engine

from playground.pages.templatetags.icons import icon
from tests.cast import Person
from tests.frontend.sources import TEMPLATES


def test_a_template_keeps_its_lines_without_their_indents() -> None:
    loaded = Engine.get_default().get_template("_header.html").source
    written = (TEMPLATES / "_header.html").read_text()
    assert loaded.splitlines() == [line.lstrip(" ") for line in written.splitlines()]


def test_the_templates_of_apps_are_found() -> None:
    assert Engine.get_default().get_template("account/email_confirm.html")


def test_code_keeps_the_spaces_that_indent_it(bob: Person) -> None:
    shown = bob.studio().by_id("snippet-text").raw_text
    assert "\n  -H " in shown


def test_an_icon_has_its_name_and_one_more_class() -> None:
    assert icon("sun", "theme-light").startswith('<svg class="icon theme-light" ')
    assert 'class="icon"' in icon("moon")


def test_an_icon_is_its_own_drawing() -> None:
    assert re.fullmatch(r"<svg [^>]*><path d=[^>]*/></svg>\n", icon("check"))
    assert icon("check") != icon("arrow-down")


def test_an_icon_that_is_not_drawn_is_an_error() -> None:
    with pytest.raises(KeyError, match="unknown"):
        icon("unknown")
