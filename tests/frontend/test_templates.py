"""Templates are short, and write a tag of their own on each line."""

import re

from tests.frontend.sources import TEMPLATES, long_files, long_lines, read_all

# What djLint's rules do not see: two buttons, links or list items that share a line.
CROWDED = re.compile(
    r"</(?:button|a|li|label|form|dt|dd|td|th|option)>\s*<(?!/)(?:button|a|li|label|form|dt|dd|td|th)\b"
)


def test_no_line_is_over_120_characters() -> None:
    assert long_lines(TEMPLATES, "*.*") == []


def test_no_template_is_over_120_lines() -> None:
    assert long_files(TEMPLATES, "*.html", 120) == []


def test_people_read_color_in_one_spelling() -> None:
    """Names in code are British, as they always were; what is shown is American, as in CSS and in prompts."""
    code = re.compile(r"{[%{#].*?[%}#]}")
    tag = re.compile(r"<(?:[^<>]*?(?:title|aria-label|placeholder)=\"([^\"]*)\")?[^<>]*>")
    shown = {name: tag.sub(r" \1 ", code.sub("", text)) for name, text in read_all(TEMPLATES, "*.html").items()}
    assert [name for name, text in shown.items() if re.search("colour", text, re.IGNORECASE)] == []
    assert any("Add color" in text for text in shown.values())


def test_no_line_holds_two_controls() -> None:
    crowded = [
        f"{name}: {line.strip()}"
        for name, text in read_all(TEMPLATES, "*.html").items()
        for line in text.splitlines()
        if CROWDED.search(line)
    ]
    assert crowded == []


def test_every_icon_is_written_by_one_template() -> None:
    written = [name for name, text in read_all(TEMPLATES, "*.html").items() if re.search(r'<svg class="icon\b', text)]
    assert written == ["_icon.html"]


def test_an_element_that_shows_its_spaces_is_written_on_one_line() -> None:
    sources = "\n".join(read_all(TEMPLATES, "*.html").values())
    shown = re.findall(r"<(pre|textarea)\b[^>]*>(.*?)</\1>", sources, re.DOTALL)
    assert len(shown) > 3
    assert [text for _, text in shown if "\n" in text] == []
