"""Reads the values of each filter. A value that means nothing raises `Misunderstood`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from playground.accounts.models import Owner
from playground.catalog.loading import specs
from playground.dialects.registry import DIALECTS
from playground.engines.registry import ENGINES
from playground.generations.models import Generation, Share, Status
from playground.generations.models.states import ACTIVE, REMOTE
from playground.library.models import Collection, CollectionItem, Entry, Tag, Tagging
from playground.library.models.entry import ACTIVE as ACTIVE_ENTRY
from playground.library.models.entry import MOST_STARS, Verdict
from playground.library.names import fold_name
from playground.library.search import messages
from playground.library.search.days import read_days
from playground.library.search.filters import HAVING, MARKS, SHAPES
from playground.library.search.meaning import FEW, MOST_COMPARED, Meaning, Misunderstood, Reader
from playground.library.search.numbers import read_numbers, read_sides
from playground.library.search.recipes import same_but_one, same_recipe
from playground.library.search.text import API, ENGINE, FORMAT, MODE, MODEL, SEED, SIZE, TAG, Facts
from playground.prices.money import MICROS, MOST_DOLLARS

# Of proportions: sizes are multiples of 16 or 32, so that 1344 × 768 is meant to be 16:9.
TOLERANCE = 0.02
LARGEST_SEED = 2**53

type Reading = Callable[[Reader, str, Sequence[str]], Meaning]


def read_filter(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    """Return what the filter with these values means, of which one must be met."""
    return READINGS[key](reader, key, values)


def _choose(reader: Reader, key: str, value: str, known: Mapping[str, str]) -> str:
    """Return what the known word stands for."""
    found = known.get(value.lower())
    if found is None:
        raise Misunderstood(messages.unknown_value(key, value), reader.nearest(value, known), value)
    return found


@cache
def slugs_by_word() -> Mapping[str, tuple[str, ...]]:
    """Return the models by each word of their names, and by the names themselves."""
    found: dict[str, dict[str, None]] = {}
    for spec in specs().values():
        for word in (*spec.slug.lower().split("-"), spec.slug.lower()):
            if not word.isdigit():
                found.setdefault(word, {})[spec.slug] = None
    models = {spec.slug for spec in specs().values()}
    # A word of most names tells little apart.
    return {word: tuple(slugs) for word, slugs in found.items() if 2 * len(slugs) <= len(models) or word in models}


def _read_model(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    known = slugs_by_word()
    slugs: list[str] = []
    for value in values:
        # A name such as `flux-2-f` is on the way to `flux-2-flex`.
        word = value.lower().replace(" ", "-").rpartition("/")[2]
        begun = [slug for name in known if name.startswith(word) for slug in known[name]] if word else []
        found = known.get(word) or tuple(dict.fromkeys(begun))
        # A model may have left the catalog.
        if not found and value in reader.once("models", lambda: _former_models(reader.owner)):
            found = (value,)
        if not found:
            raise Misunderstood(messages.unknown_value(key, value), reader.nearest(word, known), value)
        slugs += found
    return Meaning(text=(Facts(MODEL, tuple(dict.fromkeys(slugs))),))


def _former_models(owner: Owner) -> set[str]:
    return set(Entry.objects.filter(owner=owner).order_by().values_list("model", flat=True).distinct())


def _fact(kind: str, known: Callable[[], Mapping[str, str]]) -> Reading:
    def read(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
        return Meaning(text=(Facts(kind, tuple(_choose(reader, key, value, known()) for value in values)),))

    return read


def apis() -> dict[str, str]:
    return {name: name for name in DIALECTS} | {dialect.title.lower(): name for name, dialect in DIALECTS.items()}


def modes() -> dict[str, str]:
    return {mode: mode for mode in ("generate", "edit")}


def engines() -> dict[str, str]:
    return {name: name for name in (*ENGINES, REMOTE)}


def _read_format(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    # Some APIs say jpg and others jpeg.
    names = {"png": ("png",), "webp": ("webp",), "jpg": ("jpg", "jpeg"), "jpeg": ("jpg", "jpeg")}
    chosen = [_choose(reader, key, value, {name: name for name in names}) for value in values]
    return Meaning(text=(Facts(FORMAT, tuple(name for choice in chosen for name in names[choice])),))


def _read_status(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    chosen = [_choose(reader, key, value, {status: status for status in Status.values}) for value in values]
    return Meaning(rows=_any(_has_status(reader, status) for status in dict.fromkeys(chosen)))


def _has_status(reader: Reader, status: str) -> Q:
    if status == Status.DONE:
        return Q(status=status)
    # An index has all that are not done, and SQLite uses it only where the query says so.
    not_done = ~Q(status=Status.DONE)
    if status not in ACTIVE:
        return Q(status=status) & not_done
    active = Generation.objects.filter(owner=reader.owner, status=status)
    return Q(status=ACTIVE_ENTRY, generation__in=active) & not_done


def _read_marks(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    open_links = Share.objects.open().filter(generation=OuterRef("generation"))
    conditions = {
        "starred": Q(starred=True),
        "picked": Q(verdict=Verdict.PICKED),
        "rejected": Q(verdict=Verdict.REJECTED),
        "shared": Q(shared=True) & Q(Exists(open_links)),
        "unrated": Q(rating=0),
    }
    return Meaning(
        rows=_any(conditions[_choose(reader, key, value, dict(zip(MARKS, MARKS, strict=True)))] for value in values)
    )


def _read_having(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    conditions = {
        "references": Q(references__gt=0),
        "note": ~Q(note=""),
        "tags": Q(Exists(Tagging.objects.filter(entry=OuterRef("pk")))),
    }
    known = {name: name for name in HAVING}
    return Meaning(rows=_any(conditions[_choose(reader, key, value, known)] for value in values))


def _number(column: str, low: float = 0, high: float = 1_000_000, parts: int = 1) -> Reading:
    def read(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
        return Meaning(rows=_any(read_numbers(key, column, value, low, high, parts=parts) for value in values))

    return read


def _read_seed(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    conditions = [read_numbers(key, "seed", value, 0, LARGEST_SEED) for value in values]
    # One seed is found by the text index at once.
    if all(value.isascii() and value.isdecimal() for value in values):
        return Meaning(text=(Facts(SEED, tuple(str(int(value)) for value in values)),))
    return Meaning(rows=_any(conditions))


def _read_size(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    sizes = [read_sides(value, "x×*") for value in values]
    for value, size in zip(values, sizes, strict=True):
        if size is None:
            raise Misunderstood(messages.wrong_value(key, value, messages.SIZES))
    return Meaning(text=(Facts(SIZE, tuple(f"{size[0]}x{size[1]}" for size in sizes if size)),))


def _read_ratio(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    return Meaning(rows=_any(_shape(reader, key, value) for value in values))


def _shape(reader: Reader, key: str, value: str) -> Q:
    shapes = {
        # For "equal" PostgreSQL would expect one of 200 entries, and sort them instead of going on to the next ones.
        "square": Q(width__gte=F("height"), width__lte=F("height")),
        "landscape": Q(width__gt=F("height")),
        "portrait": Q(width__lt=F("height")),
    }
    if value.lower() in shapes:
        return shapes[value.lower()]
    sides = read_sides(value, ":/x")
    if sides is None:
        near = reader.nearest(value, SHAPES) if value.isalpha() else ""
        raise Misunderstood(messages.wrong_value(key, value, messages.SHAPES), near, value)
    ratio = sides[0] / sides[1]
    return Q(width__gte=F("height") * (ratio * (1 - TOLERANCE)), width__lte=F("height") * (ratio * (1 + TOLERANCE)))


def _read_tag(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    tags = Tag.objects.filter(owner=reader.owner)
    found = dict(tags.filter(key__in=map(fold_name, values)).values_list("key", "pk"))
    for value in values:
        if fold_name(value) not in found:
            near = reader.nearest(fold_name(value), _begin_alike(tags, value))
            raise Misunderstood(messages.unknown_name("tag", value), near, value)
    return Meaning(text=(Facts(TAG, tuple(str(pk) for pk in found.values())),))


def _read_collection(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    kept = Collection.objects.filter(owner=reader.owner, deleted=None)
    found = dict(kept.filter(key__in=map(fold_name, values)).values_list("key", "pk"))
    for value in values:
        if fold_name(value) not in found:
            near = reader.nearest(fold_name(value), _begin_alike(kept, value))
            named = kept.filter(key=near).first() if near else None
            raise Misunderstood(messages.unknown_name("collection", value), named.name if named else "", value)
    items = CollectionItem.objects.filter(collection__in=found.values())
    # Of a small one the entries are looked up. Otherwise SQLite would walk through the history and look for them there.
    if items[: FEW + 1].count() <= FEW:
        return Meaning(rows=Q(sort_key__in=items.values("entry__sort_key")))
    return Meaning(rows=Q(pk__in=items.values("entry")))


def _begin_alike(rows: QuerySet[Any], value: str) -> list[str]:
    """Return the first names that begin with the same letter, where most misspellings are right."""
    alike = rows.filter(key__startswith=fold_name(value)[:1]).order_by("key")
    return list(alike.values_list("key", flat=True)[:MOST_COMPARED])


def _any(conditions: Iterable[Q]) -> Q:
    return Q(*conditions, _connector=Q.OR)


READINGS: Mapping[str, Reading] = {
    "model": _read_model,
    "api": _fact(API, apis),
    "mode": _fact(MODE, modes),
    "engine": _fact(ENGINE, engines),
    "status": _read_status,
    "is": _read_marks,
    "rating": _number("rating", 0, MOST_STARS),
    "tag": _read_tag,
    "in": _read_collection,
    "has": _read_having,
    "format": _read_format,
    "size": _read_size,
    "ratio": _read_ratio,
    "seed": _read_seed,
    "steps": _number("steps"),
    "guidance": _number("guidance"),
    "price": _number("price", high=MOST_DOLLARS, parts=MICROS),
    "cost": _number("cost"),
    "before": read_days,
    "after": read_days,
    "like": same_recipe,
    "near": same_but_one,
}
