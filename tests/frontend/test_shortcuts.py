"""The list of keys that people see is that of the scripts: each key that one listens to is in it, and no other."""

import re

from playground.pages.shortcuts import GROUPS
from tests.frontend.sources import SCRIPTS, read_all, without_comments

TEXTS = {name: without_comments(text) for name, text in read_all(SCRIPTS, "*.js").items()}
# Those that hear keys without giving one a meaning: it only shows that somebody is there, stays in a dialog, or is
# handed to `selection-keys.js` or `compare-keys.js`.
WITHOUT_KEYS = {"tile-grid.js", "picture-picker.js", "presets-panel.js", "select-many.js", "compare-view.js"}
NAMED = "ArrowLeft|ArrowUp|ArrowRight|ArrowDown|Escape|Enter|Delete|Backspace|Home|End|Tab"
# A named key as a text, in a pattern or as the name of a property, or a single character that a key is compared with.
KEYS = re.compile(
    rf'"({NAMED})"|\b({NAMED}):|\|({NAMED})\b|(?:[kK]ey|\bname|toLowerCase\(\)) [!=]== "(.)"|, "(.)"\]\.includes'
)
# The objects whose properties are keys, and those of one character in them.
BY_KEY = re.compile(r"const (?:KEYS|MARKS|ZOOM) = \{(.*?)\};", re.DOTALL)
PROPERTY = re.compile(r'(?:^|[,{])\s*(?:"(.)"|(\w)): ')
RATINGS = re.compile(r"\[0, 1, 2, 3, 4, 5\]|\[0-5spx\]")


def listed() -> dict[str, set[str]]:
    """Return the keys of the list by script, without what is held beside them."""
    keys: dict[str, set[str]] = {}
    for group in GROUPS:
        for shortcut in group.shortcuts:
            plain = {key if len(key) == 1 else key.split("+")[-1] for key in shortcut.keys}
            keys.setdefault(f"{shortcut.script}.js", set()).update(plain - {"Arrows"})
    return keys


def heard(text: str) -> set[str]:
    """Return the keys that a script compares with what was pressed."""
    found = {"".join(groups) for groups in KEYS.findall(text)}
    found |= {"".join(groups) for inside in BY_KEY.findall(text) for groups in PROPERTY.findall(inside)}
    if RATINGS.search(text):
        found |= {*"012345", *"spx"}
    if "[1-8]" in text:
        found |= {*"12345678"}
    return found


def test_every_script_that_listens_to_keys_is_in_the_list() -> None:
    listening = {name for name, text in TEXTS.items() if '"keydown"' in text}
    assert listening - WITHOUT_KEYS | {"selection-keys.js", "compare-keys.js"} == set(listed())
    assert len(listening) > 20


def test_the_list_has_exactly_the_keys_of_each_script() -> None:
    scripts = listed()
    assert {name: sorted(heard(TEXTS[name])) for name in scripts} == {
        name: sorted(keys) for name, keys in scripts.items()
    }
