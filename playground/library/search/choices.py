"""The values that a filter can have, for menus and for completion."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from playground.accounts.models import Owner
from playground.catalog.loading import specs
from playground.dialects.registry import DIALECTS
from playground.generations.models import Status
from playground.library.models import Collection, Entry, Tag
from playground.library.models.entry import MOST_STARS
from playground.library.names import fold_name
from playground.library.search.filters import DAYS, HAVING, MARKS, RATIOS, SHAPES
from playground.library.search.reading import engines, modes, slugs_by_word

# As many as a menu can show.
MOST_CHOICES = 200
# The newest entries whose sizes are offered.
MOST_SIZES = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """A value as the search text has it, and its name on a menu."""

    value: str
    title: str


def list_choices(owner: Owner | None, key: str, typed: str = "") -> list[Choice]:
    """Return the values of the filter that are worth offering to this owner.

    Of names there may be more than can be listed: those are returned of which a word begins with what was typed.
    """
    if key == "model":
        return _list_models()
    if key == "api":
        return [Choice(name, dialect.title) for name, dialect in DIALECTS.items()]
    if key in ("tag", "in", "size"):
        return _list_own(owner, key, typed) if owner else []
    return [Choice(value, _title(value)) for value in _FIXED.get(key, ())] + _list_months(key)


def _list_models() -> list[Choice]:
    """Return the models by their shortest names, and the words that stand for several of them."""
    words = slugs_by_word()
    short = {slugs[0]: word for word, slugs in reversed(list(words.items())) if len(slugs) == 1 and word.isalpha()}
    titles = {spec.slug: spec.title for spec in specs().values()}
    several = [Choice(word, f"All with “{word}”") for word, slugs in words.items() if len(slugs) > 1]
    # A list of suggestions is short, and several APIs have the same models under names of their own.
    return several + [Choice(short.get(slug, slug), title) for slug, title in titles.items()]


def _list_own(owner: Owner, key: str, typed: str) -> list[Choice]:
    if key == "size":
        sizes = Entry.objects.visible_to(owner).newest_first().values_list("width", "height")[:MOST_SIZES]
        return [Choice(f"{width}x{height}", f"{width} × {height}") for width, height in dict.fromkeys(sizes)]
    rows = Tag.objects.filter(owner=owner) if key == "tag" else Collection.objects.filter(owner=owner, deleted=None)
    begin = fold_name(typed)
    # What begins with the text comes first, so that other names cannot crowd it out.
    conditions = [Q(key__startswith=begin), Q(key__contains=f" {begin}") | Q(key__contains=f"-{begin}")]
    names: dict[str, None] = {}
    for condition in conditions if begin else [Q()]:
        found = rows.filter(condition).order_by("key").values_list("name", flat=True)
        names |= dict.fromkeys(found[: MOST_CHOICES - len(names)])
    return [Choice(name, name) for name in names]


def _list_months(key: str) -> list[Choice]:
    if key not in ("before", "after"):
        return []
    today = timezone.now()
    return [Choice(f"{today:%Y-%m}", f"{today:%B %Y}"), Choice(f"{today:%Y}", f"{today:%Y}")]


def _title(value: str) -> str:
    return value.capitalize() if value.isalpha() else value


_FIXED = {
    "mode": tuple(modes()),
    "engine": tuple(engines()),
    "status": tuple(Status.values),
    "is": MARKS,
    "has": HAVING,
    "format": ("png", "jpg", "webp"),
    "ratio": (*SHAPES, *RATIOS),
    "rating": (*(f">={stars}" for stars in range(MOST_STARS - 1, 0, -1)), *map(str, range(MOST_STARS, -1, -1))),
    "before": DAYS,
    "after": DAYS,
}
