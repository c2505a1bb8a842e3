"""Searches under a name: saving, renaming and removing them."""

from django.db import transaction
from django.db.models import QuerySet

from playground.accounts.models import Owner
from playground.accounts.owners import lock_owners
from playground.library.errors import LibraryRefused
from playground.library.models import SavedSearch
from playground.library.models.saved_search import LONGEST_NAME
from playground.library.names import clean_name, fold_name
from playground.library.search.language import LONGEST_SEARCH

MOST_SAVED = 100


def list_saved(owner: Owner | None) -> QuerySet[SavedSearch]:
    """Return the searches of the owner, by name."""
    return (
        SavedSearch.objects.none() if owner is None else SavedSearch.objects.filter(owner=owner).order_by("name", "id")
    )


def save_search(owner: Owner, name: str, text: str) -> SavedSearch:
    """Save the search under the name; a search that has the name already is replaced."""
    name, text = clean_name(name, LONGEST_NAME, "search"), _clean_text(text)
    with transaction.atomic():
        # The lock keeps the limit, and two requests from taking the same name.
        lock_owners(owner)
        saved = list(list_saved(owner))
        same = next((each for each in saved if fold_name(each.name) == fold_name(name)), None)
        if same is None and len(saved) >= MOST_SAVED:
            raise LibraryRefused(f"You have {MOST_SAVED} saved searches, which is the maximum. Delete one first.")
        made = same or SavedSearch(owner=owner)
        made.name, made.search = name, text
        made.save()
    return made


def rename_search(owner: Owner, saved: SavedSearch, name: str) -> None:
    """Give a saved search another name; refuse one that another search has."""
    name = clean_name(name, LONGEST_NAME, "search")
    with transaction.atomic():
        lock_owners(owner)
        others = list_saved(owner).exclude(pk=saved.pk)
        if any(fold_name(other.name) == fold_name(name) for other in others):
            raise LibraryRefused(f"You have a search “{name}” already. Enter another name.")
        saved.name = name
        saved.save(update_fields=["name"])


def _clean_text(text: str) -> str:
    # A NUL cannot be stored.
    text = " ".join(text.replace("\x00", " ").split())
    if not text:
        raise LibraryRefused("The search is empty. Enter what to look for, then save it.")
    if len(text) > LONGEST_SEARCH:
        raise LibraryRefused(f"The search has {len(text):,} characters; the maximum is {LONGEST_SEARCH:,}. Shorten it.")
    return text
