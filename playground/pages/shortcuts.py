"""The keys of the pages: the one list of them, which a test compares with what the scripts listen to."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from playground.pages.requests import HtmxHttpRequest

RATINGS = tuple("012345")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What keys do, and the script in `static/js/` that listens to them.

    `keys` are alternatives, as the browser calls them, with what is held beside them: `Ctrl+Enter`. `shown` is in their
    place where they would be a long list. `does` is "" for keys that work as in any control of their kind.
    """

    script: str
    keys: tuple[str, ...]
    does: str
    shown: tuple[str, ...] = ()

    @property
    def names(self) -> list[list[str]]:
        """The alternatives, each as its keys, with the names that are printed on them."""
        return [
            [_PRINTED.get(part, part.upper() if len(part) == 1 else part) for part in _split(key)]
            for key in self.shown or self.keys
        ]


@dataclass(frozen=True, slots=True)
class ShortcutGroup:
    """The keys of a part of the pages; `part` is a selector of what a page has to contain, "" for every page."""

    title: str
    part: str
    shortcuts: tuple[Shortcut, ...]

    @property
    def shown(self) -> list[Shortcut]:
        """Those that have to be explained."""
        return [shortcut for shortcut in self.shortcuts if shortcut.does]


_ARROWS = ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown")
_SIDEWAYS = ("ArrowLeft", "ArrowRight")
_PRINTED = {
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    " ": "Space",
    "Escape": "Esc",
    "-": "−",
}


def _split(key: str) -> list[str]:
    """Return the keys of a combination; a plus sign alone is a key."""
    return [key] if len(key) == 1 else key.split("+")


GROUPS = (
    ShortcutGroup(
        "Everywhere",
        "",
        (
            Shortcut("open-dialogs", ("?",), "Show the keys of this page"),
            Shortcut("open-dialogs", ("Ctrl+k",), "Find pages, models, pictures and actions"),
            Shortcut("page", ("Escape",), "Close a menu or a dialog"),
            Shortcut("page-shortcuts", ("?",), ""),
            Shortcut("find-anything", ("ArrowDown", "ArrowUp", "Home", "End", "Enter"), ""),
        ),
    ),
    ShortcutGroup(
        "Form",
        "#spec-form",
        (
            Shortcut("form-keys", ("/",), "Go to the prompt"),
            Shortcut("prompt-field", ("ArrowUp", "ArrowDown"), "At the beginning of the prompt: earlier prompts"),
            Shortcut("spec-form", ("Ctrl+Enter",), "Generate, from any field"),
            Shortcut("number-boxes", ("ArrowUp", "ArrowDown"), "Change a number by a step"),
            Shortcut("form-keys", _ARROWS, "Move between shapes, models and other buttons", shown=("Arrows",)),
            Shortcut("form-undo", ("Ctrl+z",), "Undo what replaced the form"),
            Shortcut("form-undo", ("Ctrl+y", "Ctrl+Shift+z"), ""),
            Shortcut("several-models", ("Ctrl+Enter", "Enter"), ""),
            Shortcut("composer-panel", ("Ctrl+Enter", "Enter"), ""),
            Shortcut("settings-sheet", ("Escape",), ""),
            Shortcut("settings-beside", ("Escape",), ""),
        ),
    ),
    ShortcutGroup(
        "Boxes",
        "boxes-field",
        (
            Shortcut("boxes-keys", _ARROWS, "Move the chosen box", shown=("Arrows",)),
            Shortcut("boxes-keys", ("Shift+Arrows",), "Change its size"),
            Shortcut("boxes-keys", ("Delete", "Backspace"), "Remove it"),
            Shortcut("boxes-keys", ("Enter",), "Name it"),
            Shortcut("boxes-keys", ("Ctrl+z",), "Undo the last change of the boxes"),
            Shortcut("boxes-panel", ("Enter",), ""),
        ),
    ),
    ShortcutGroup(
        "Stage",
        "#stage",
        (
            Shortcut("stage-selection", _SIDEWAYS, "Select the next picture"),
            Shortcut("vary-key", ("V",), "Make four variations of the selected picture", shown=("Shift+V",)),
            Shortcut("code-drawer", ("c",), "Open or close the code"),
            Shortcut("code-drawer", ("Escape", *_ARROWS, "Home", "End"), ""),
        ),
    ),
    ShortcutGroup(
        "Picture",
        "[data-view]",
        (
            Shortcut("full-screen", ("f",), "Show the picture in full screen"),
            Shortcut("picture-viewer", _SIDEWAYS, "Full screen: the next picture"),
            Shortcut("picture-viewer", ("+", "=", "-"), "Full screen: zoom in and out", shown=("+", "-")),
            Shortcut("picture-viewer", ("z",), "Full screen: fit or actual size"),
            Shortcut("viewer-facts", ("i",), "Full screen: show the settings"),
            Shortcut("picture-viewer", ("f",), ""),
        ),
    ),
    ShortcutGroup(
        "Page of a picture",
        "#generation",
        (
            Shortcut("generation-page", _SIDEWAYS, "Go to the newer or older picture"),
            Shortcut("zoom-view", ("+", "=", "-"), "Zoom in and out", shown=("+", "-")),
            Shortcut("zoom-view", ("z",), "Fit or actual size"),
            Shortcut("zoom-view", ("Enter", " "), ""),
        ),
    ),
    ShortcutGroup(
        "Marks",
        "mark-keys, cull-mode",
        (
            Shortcut("mark-keys", ("s",), "Star the picture"),
            Shortcut("mark-keys", RATINGS, "Rate it; 0 clears the rating", shown=("0–5",)),
            Shortcut("mark-keys", ("p",), "Pick it"),
            Shortcut("mark-keys", ("x",), "Reject it"),
            Shortcut("mark-keys", ("Ctrl+z",), "Undo the last mark"),
        ),
    ),
    ShortcutGroup(
        "Grid of the history",
        "#tiles",
        (
            Shortcut("tile-keys", _ARROWS, "Move from picture to picture", shown=("Arrows",)),
            Shortcut("selection-keys", (" ",), "Select the picture with the focus"),
            Shortcut("selection-keys", _ARROWS, "Select several", shown=("Shift+Arrows",)),
            Shortcut("selection-keys", ("Ctrl+a",), "Select all on the page"),
            Shortcut("selection-keys", ("Escape",), "Clear the selection"),
            Shortcut("selection-keys", ("Delete",), "Move what is selected to the trash"),
            Shortcut("selection-keys", ("Ctrl+z", "s", "p", "x", *RATINGS), ""),
            Shortcut("search-completions", ("ArrowDown", "ArrowUp", "Enter", "Tab", "Escape"), ""),
        ),
    ),
    ShortcutGroup(
        "Culling",
        "cull-mode",
        (
            Shortcut("cull-mode", ("ArrowRight", " "), "Go on without a mark"),
            Shortcut("cull-mode", ("ArrowLeft",), "Go back"),
            Shortcut("cull-mode", ("Ctrl+z", "s", "p", "x", *RATINGS), ""),
        ),
    ),
    ShortcutGroup(
        "Compare",
        "compare-view",
        (
            Shortcut("compare-keys", _SIDEWAYS, "Go to the next picture"),
            Shortcut("compare-keys", tuple("12345678"), "Go to a picture", shown=("1–8",)),
            Shortcut("compare-flicker", (" ",), "Flicker: hold it to see the picture before"),
            Shortcut("compare-keys", ("+", "=", "-"), "Zoom in and out", shown=("+", "-")),
            Shortcut("compare-keys", ("z",), "Fit or actual size"),
            Shortcut("compare-keys", _ARROWS, "Move what is magnified", shown=("Shift+Arrows",)),
            Shortcut("compare-keys", ("Enter", "p"), "Choose the winner"),
            Shortcut("compare-keys", ("x",), "Reject the picture"),
            Shortcut("compare-keys", ("Ctrl+z",), "Undo the choice"),
        ),
    ),
    ShortcutGroup(
        "Grid of a sweep",
        "sweep-grid",
        (Shortcut("sweep-grid", _ARROWS, "Move from cell to cell", shown=("Arrows",)),),
    ),
    ShortcutGroup(
        "Order of a collection",
        "shelf-order",
        (Shortcut("shelf-order", _ARROWS, "Move the picture with the focus", shown=("Alt+Arrows",)),),
    ),
)


@require_safe
def shortcuts(request: HtmxHttpRequest) -> HttpResponse:
    """List the keys: as a dialog with those of the page, or on a page of its own with all of them."""
    template = "shortcuts/dialog.html" if request.htmx else "shortcuts/shortcuts.html"
    return render(request, template, {"groups": GROUPS})
