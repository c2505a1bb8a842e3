"""Sentences of the library that several pages use."""

from collections.abc import Mapping
from typing import Any

from playground.library.models import Action

STAYING = (
    "Pictures stay in the trash while other pictures have them as inputs, while they are being made,"
    " and while they count towards the limit of a day."
)

MARKED_SINCE = "The marks of this picture have been changed since, and stay as they are"


def count_pictures(count: int) -> str:
    """Return `1 picture` or `1,234 pictures`."""
    return f"{count:,} picture{'' if count == 1 else 's'}"


def describe_rating(rating: int) -> str:
    """Return `1 star`, `4 stars`, or "" without a rating."""
    return f"{rating} star{'' if rating == 1 else 's'}" if rating else ""


def describe_marks(changes: Mapping[str, Any]) -> str:
    """Return what a change of marks did, as in `Rated 4 stars`; of several, separated by commas."""
    said = []
    if "starred" in changes:
        said.append("Starred" if changes["starred"] else "Star removed")
    if "rating" in changes:
        rating = int(changes["rating"])
        said.append(f"Rated {describe_rating(rating)}" if rating else "Rating cleared")
    if "verdict" in changes:
        said.append(
            {"picked": "Picked", "rejected": "Rejected"}.get(str(changes["verdict"]), "Pick and reject cleared")
        )
    first, *others = said or ["Nothing changed"]
    return ", ".join([first, *(words[0].lower() + words[1:] for words in others)])


def describe_change(action: str, value: Mapping[str, Any], count: int) -> str:
    """Return what a change of many did, as in `Rated 4 stars: 12 pictures`."""
    name = value.get("name", "")
    said = {
        Action.CHOOSE: "Winner picked, the others rejected",
        Action.TAG: f"Tagged “{name}”",
        Action.UNTAG: f"Removed the tag “{name}”",
        Action.COLLECT: f"Added to “{name}”",
        Action.UNCOLLECT: f"Removed from “{name}”",
        Action.SHARE: "Shared by link",
        Action.DELETE: "Moved to the trash",
        Action.RESTORE: "Restored",
        Action.REMOVE: "Removed for good",
    }
    return f"{said.get(Action(action)) or describe_marks(value)}: {count_pictures(count)}"


def _ask_marks(value: Mapping[str, Any], pictures: str) -> str:
    if len(value) > 1:
        return f"Mark {pictures}: {describe_marks(value).lower()}?"
    [(name, mark)] = value.items()
    if name == "starred":
        return f"Star {pictures}?" if mark else f"Remove the star of {pictures}?"
    if name == "rating":
        return f"Rate {pictures} {describe_rating(mark)}?" if mark else f"Clear the rating of {pictures}?"
    verbs = {"picked": f"Pick {pictures}?", "rejected": f"Reject {pictures}?"}
    return verbs.get(mark, f"Clear pick and reject of {pictures}?")


def ask_change(action: str, value: Mapping[str, Any], count: int) -> str:
    """Return the question before a change of many, as in `Rate 12 pictures 4 stars?`."""
    pictures, name = count_pictures(count), value.get("name", "")
    if action == Action.MARK:
        return _ask_marks(value, pictures)
    asked = {
        Action.CHOOSE: f"Pick the winner of {pictures}?",
        Action.TAG: f"Tag {pictures} with “{name}”?",
        Action.UNTAG: f"Remove the tag “{name}” from {pictures}?",
        Action.COLLECT: f"Add {pictures} to “{name}”?",
        Action.UNCOLLECT: f"Remove {pictures} from “{name}”?",
        Action.SHARE: f"Make a public link for {pictures}?",
        Action.DELETE: f"Move {pictures} to the trash?",
        Action.RESTORE: f"Restore {pictures}?",
        Action.REMOVE: f"Remove {pictures} for good?",
    }
    return asked[Action(action)]
