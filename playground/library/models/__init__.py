"""What people find and keep: the searchable entry of each generation, tags, collections and saved searches."""

from playground.library.models.bulk import Action, BulkChange, BulkItem, State
from playground.library.models.collection import Collection, CollectionItem
from playground.library.models.entry import Entry, Verdict
from playground.library.models.entry_text import EntryText
from playground.library.models.saved_search import SavedSearch
from playground.library.models.tag import Tag, Tagging

__all__ = [
    "Action",
    "BulkChange",
    "BulkItem",
    "Collection",
    "CollectionItem",
    "Entry",
    "EntryText",
    "SavedSearch",
    "State",
    "Tag",
    "Tagging",
    "Verdict",
]
