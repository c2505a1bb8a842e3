"""Finds what is to be deleted, also if its owner has just deleted it.

A double click sends a form twice, and the browser shows the second answer. It must say the same as the first one.
"""

from django.core.cache import cache
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from playground.accounts.owners import find_owner

# In seconds: another tab may still show what is deleted.
REMEMBERED = 600


def find_deletable[Row: Model](request: HttpRequest, rows: QuerySet[Row], **key: object) -> Row:
    """Return the one of `rows` that the owner of this session wants to delete, else raise 404.

    `rows` contains what is deleted softly. What is deleted for good is returned as `remember_deletion` saw it.
    """
    owner = find_owner(request)
    found = None
    if owner is not None:
        found = rows.filter(owner=owner, **key).first() or cache.get(_name(rows.model, owner.pk, key))
    if found is None:
        raise Http404("There is nothing to delete.")
    return found


def remember_deletion(row: Model, **key: object) -> None:
    """Remember a row that will be deleted for good; for a while `find_deletable` finds it by the same `key`.

    Call it before the row is deleted, so that a second request at the same time finds one or the other.
    """
    cache.set(_name(type(row), row.owner_id, key), row, REMEMBERED)  # type: ignore[attr-defined]


def _name(model: type[Model], owner: object, key: dict[str, object]) -> str:
    return f"deleted:{model._meta.label_lower}:{owner}:{'-'.join(map(str, key.values()))}"
