"""Tags on pictures: adding, removing, and completing what is typed."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Count, QuerySet

from playground.accounts.models import Owner
from playground.accounts.owners import lock_owners
from playground.library.errors import LibraryRefused
from playground.library.models import Entry, Tag, Tagging
from playground.library.models.tag import LONGEST_TAG
from playground.library.names import clean_name, fold_name

MOST_TAGS = 1000
MOST_TAGS_AN_ENTRY = 50
# The most tags that one form adds, separated by commas.
MOST_AT_ONCE = 20
COMPLETIONS = 12


def read_names(text: str) -> list[str]:
    """Return the names that somebody typed, separated by commas, each once."""
    typed = [part for part in text.split(",") if part.strip()]
    if len(typed) > MOST_AT_ONCE:
        raise LibraryRefused(f"You entered {len(typed)} tags; the maximum is {MOST_AT_ONCE} at once. Enter fewer.")
    # An empty text has one name, which is refused with the sentence for it.
    names: dict[str, str] = {}
    for part in typed or [""]:
        name = clean_name(part, LONGEST_TAG, "tag")
        names.setdefault(fold_name(name), name)
    return list(names.values())


def ensure_tags(owner: Owner, names: Sequence[str]) -> list[Tag]:
    """Return the owner's tags of these names; a new one keeps the letters as they were typed."""
    with transaction.atomic():
        # The lock keeps the limit, and two requests from adding the same tag.
        lock_owners(owner)
        found = {tag.key: tag for tag in Tag.objects.filter(owner=owner, key__in=map(fold_name, names))}
        missing = [name for name in names if fold_name(name) not in found]
        if missing and Tag.objects.filter(owner=owner).count() + len(missing) > MOST_TAGS:
            raise LibraryRefused(f"You have {MOST_TAGS:,} tags, which is the maximum. Remove one that you do not need.")
        for name in missing:
            found[fold_name(name)] = Tag.objects.create(owner=owner, name=name)
    return [found[fold_name(name)] for name in names]


def add_tags(owner: Owner, entry: Entry, text: str) -> list[Tag]:
    """Add the tags that were typed to an entry; return those that it did not have."""
    names = read_names(text)
    with transaction.atomic():
        # One lock for both, so that a new tag is not removed as unused before the picture has it.
        lock_owners(owner)
        tags = ensure_tags(owner, names)
        present = set(Tagging.objects.filter(entry=entry).values_list("tag_id", flat=True))
        new = [tag for tag in tags if tag.pk not in present]
        if len(present) + len(new) > MOST_TAGS_AN_ENTRY:
            raise LibraryRefused(
                f"The picture would have {len(present) + len(new)} tags; the maximum is {MOST_TAGS_AN_ENTRY}."
                " Remove a tag first."
            )
        Tagging.objects.bulk_create([Tagging(tag=tag, entry=entry) for tag in new])
    return new


def remove_tag(owner: Owner, entry: Entry, tag_id: int) -> str:
    """Take a tag from an entry, and return its name, or "" if it was not there."""
    found = Tag.objects.filter(owner=owner, pk=tag_id, taggings__entry=entry).first()
    if found is None:
        return ""
    Tagging.objects.filter(tag=found, entry=entry).delete()
    return found.name


def remove_unused(owner: Owner, tag_ids: Iterable[int]) -> None:
    """Remove those of these tags that nothing has any more, so that they are not offered for ever."""
    with transaction.atomic():
        lock_owners(owner)
        Tag.objects.filter(owner=owner, pk__in=list(tag_ids), taggings=None).delete()


def tags_of(entry: Entry) -> QuerySet[Tag]:
    """Return the tags of an entry by name."""
    return entry.tags.order_by("key")


def complete_tag(owner: Owner | None, start: str) -> list[Tag]:
    """Return the owner's tags that begin so, those used most first, with their number of pictures as `used`."""
    if owner is None:
        return []
    tags = Tag.objects.filter(owner=owner, key__startswith=fold_name(start))
    return list(tags.annotate(used=Count("taggings")).order_by("-used", "key")[:COMPLETIONS])
