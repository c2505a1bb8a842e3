"""Sentences of the library that several pages use."""

from collections.abc import Mapping

MARK_KEYS = "Press S to star, 1 to 5 to rate, 0 to clear the rating, P to pick and X to reject."
MOST_SELECTED_SENTENCE = (
    "{count:,} pictures are selected; the maximum is {most}. Use a search, and select all that match."
)


def count_pictures(count: int) -> str:
    """Return `1 picture` or `1,234 pictures`."""
    return f"{count:,} picture{'' if count == 1 else 's'}"


def describe_rating(rating: int) -> str:
    """Return `1 star`, `4 stars`, or "" without a rating."""
    return f"{rating} star{'' if rating == 1 else 's'}" if rating else ""


def describe_marks(changes: Mapping[str, bool | int | str]) -> str:
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
