"""The languages of code that can be pasted, in the order in which they are recognised.

To add one, add a module with the two functions and a line here. A module is imported when a text may be of its
language, because its parser takes memory that most web processes never need.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from playground.recall.code.found import Reading


class LanguageModule(Protocol):
    """What a module of a language has."""

    looks_like: Callable[[str], bool]
    read: Callable[[str], Reading]


@dataclass(frozen=True, slots=True)
class Language:
    """A language. `name` is that of its module, `title` its name on the page."""

    name: str
    title: str

    def load(self) -> LanguageModule:
        return cast(LanguageModule, import_module(f"playground.recall.code.{self.name}"))


# JSON is recognised by its first character. What is left is decided by words that only one language has; cURL comes
# last of the shells, since each of them can call it.
LANGUAGES = (
    Language("json_text", "JSON"),
    Language("powershell", "PowerShell"),
    Language("cmd", "cURL for the Windows command prompt"),
    Language("bash", "cURL"),
    Language("python", "Python"),
    Language("javascript", "JavaScript"),
)
