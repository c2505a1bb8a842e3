"""Reads an HTML answer as a tree, so that tests ask for ids, names and data attributes and never for exact markup."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any, Self

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """One element: its attributes and what is inside, elements and texts in their order."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    inside: list["Element | str"] = field(default_factory=list)

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute]

    def __contains__(self, attribute: str) -> bool:
        return attribute in self.attributes

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    @property
    def text(self) -> str:
        """All text inside, with single spaces."""
        return " ".join(self.raw_text.split())

    @property
    def raw_text(self) -> str:
        """All text inside, as it stands."""
        return "".join(part if isinstance(part, str) else part.raw_text for part in self.inside)

    @cached_property
    def below(self) -> list["Element"]:
        """All elements inside, as a reader meets them. The tree is complete before anybody asks."""
        found: list[Element] = []
        for part in self.inside:
            if isinstance(part, Element):
                found.append(part)
                found += part.below
        return found

    def walk(self) -> Iterator["Element"]:
        return iter(self.below)

    def all(self, tag: str = "", **wanted: str | bool) -> list["Element"]:
        """Return the elements with the attributes; `data_name="x"` asks for `data-name`, True for any value."""
        names = {name.strip("_").replace("_", "-"): value for name, value in wanted.items()}
        return [
            element
            for element in self.walk()
            if (not tag or element.tag == tag)
            and all(name in element and value in (True, element[name]) for name, value in names.items())
        ]

    def find(self, tag: str = "", **wanted: str | bool) -> "Element":
        """Return the first such element; fail where there is none."""
        found = self.all(tag, **wanted)
        assert found, f"There is no {tag or 'element'} with {wanted}."
        return found[0]

    def by_id(self, id_: str) -> "Element":
        return self.find(id=id_)

    def has(self, tag: str = "", **wanted: str | bool) -> bool:
        return bool(self.all(tag, **wanted))

    def control(self, name: str) -> "Element":
        """Return the form control of that name, one that a person can use if there is one."""
        found = [element for element in self.all(name=name) if element.tag in ("input", "select", "textarea")]
        assert found, f"There is no control {name}."
        return min(found, key=lambda element: element.get("type") == "hidden")

    def fields(self) -> dict[str, list[str]]:
        """Return what a browser would post of all controls inside, buttons and files aside."""
        posted: dict[str, list[str]] = {}
        for element in self.walk():
            if "name" in element:
                for value in _values(element):
                    posted.setdefault(element["name"], []).append(value)
        return posted

    def field_error(self, name: str) -> str:
        """Return the message at a field, which must be announced by the control or the group that it belongs to."""
        message = self.by_id(f"id_{name}_error").text
        described = [element.get("aria-describedby").split() for element in self.all(aria_describedby=True)]
        assert any(f"id_{name}_error" in names for names in described), f"Nothing is described by {name}'s error."
        return message


def _values(element: Element) -> list[str]:
    kind = element.get("type")
    if element.tag == "textarea":
        return [element.raw_text.removeprefix("\n")]
    if element.tag == "select":
        options = element.all("option")
        chosen = [option for option in options if "selected" in option] or options[:1]
        return [option["value"] for option in chosen]
    if element.tag != "input" or kind in ("file", "submit", "button"):
        return []
    if kind in ("checkbox", "radio"):
        return [element.get("value", "on")] if "checked" in element else []
    return [element.get("value")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)

    @classmethod
    def read(cls, text: str) -> Self:
        reader = cls()
        reader.feed(text)
        reader.close()
        return reader


def parse(answer: Any) -> Element:
    """Return the tree of a response or of a text; line ends become LF, as browsers make them."""
    text = answer if isinstance(answer, str) else answer.content.decode()
    return _Reader.read(text.replace("\r\n", "\n")).root
