"""Loads the pages of the history, by key instead of by offset."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from playground.accounts.models import Owner
from playground.generations.models import Generation
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.pages.arrangement import Arrangement, arrange
from playground.pages.cards import Card, Summary, make_cards
from playground.pages.filmstrip import Frame, Group, group_frames
from playground.pages.fragment_cache import FragmentCache
from playground.pages.panel import new_token
from playground.pages.runs import Day, Row, Run, describe_folded, group_days, group_runs, is_folded

CARD = "studio/_card.html"
FRAME = "history/_frame.html"
TILE = "history/_tile.html"
# Not a template: the summary of a generation, which is cached beside its fragments.
SUMMARY = "summary"
# What the captions on the stage leave out where all cards have the same.
COMPARED = ("prompt", "shape", "settings", "seed", "model")
FILMSTRIP = 24
HISTORY = 48
COLUMNS = ("id", "version", "batch", "status", "created", "spec_id", "engine", "width", "height", KT("params__prompt"))


@dataclass(frozen=True, slots=True)
class Stage:
    """The cards on the stage, their arrangement, and the parts of their captions that are all alike."""

    cards: Sequence[SafeString]
    arrangement: Arrangement
    alike: str = ""


@dataclass(frozen=True)
class HistoryPage:
    """A page of generations, newest first.

    `older` is the key of the next page, `newer` that of the page before, and `start` that of this one: "" where there
    is none, and for the first page. `number` is how many there are on all pages, where that was counted.
    """

    rows: Sequence[Row]
    older: str = ""
    newer: str = ""
    start: str = ""
    # Somebody who searches wants to see what was found.
    folds: bool = True
    number: int | None = None
    _loaded: dict[UUID, Card] = field(default_factory=dict, repr=False)

    @property
    def active(self) -> bool:
        """Whether any generation on the page is active."""
        return any(row.is_active for row in self.rows)

    @cached_property
    def groups(self) -> list[Group]:
        """The frames of the filmstrip, in groups."""
        self.load((self.rows, FRAME), (self.rows, SUMMARY))
        frames, summaries = self._find(self.rows, FRAME), self._find(self.rows, SUMMARY)
        return group_frames(
            [
                _frame(frames[row.id], row, _read_summary(summaries[row.id]))
                for row in self.rows
                if row.id in frames and row.id in summaries
            ]
        )

    def stage(self, rows: Sequence[Row]) -> Stage:
        """Return the stage with the cards of these rows."""
        self.load((rows, CARD), (rows, SUMMARY))
        cards, summaries = self._find(rows, CARD), self._find(rows, SUMMARY)
        return _make_stage(list(cards.values()), [_read_summary(text) for text in summaries.values()])

    @cached_property
    def runs(self) -> list[Run]:
        """The pictures, and what is still being made, grouped by recipe."""
        # Both lists are loaded together, with the queries of a single one.
        self.load((self.rows, TILE))
        return group_runs([row for row in self.rows if not self._is_folded(row)], self._render_tiles)

    def list_days(self, zone: ZoneInfo) -> list[Day]:
        """Return everything on the page, grouped by the days of the reader."""
        return group_days(self.rows, zone, self._render_tiles)

    @property
    def tiles(self) -> list[SafeString]:
        """Everything on the page, without groups."""
        return self._render_tiles(self.rows)

    @cached_property
    def folded(self) -> list[SafeString]:
        """Those that ended without a picture."""
        return self._render_tiles(self._folded_rows)

    @property
    def folded_line(self) -> str:
        return describe_folded(self._folded_rows)

    @property
    def _folded_rows(self) -> list[Row]:
        return [row for row in self.rows if self._is_folded(row)]

    def _is_folded(self, row: Row) -> bool:
        return self.folds and is_folded(row)

    def _render_tiles(self, rows: Sequence[Row]) -> list[SafeString]:
        return self.render(rows, TILE)

    def load(self, *lists: tuple[Sequence[Row], str]) -> None:
        """Load what is missing for several lists of fragments together, with the queries of a single one."""
        missing = {
            row.id
            for rows, template in lists
            for row in rows
            if _fragments.find((template, row.id, row.version)) is None
        }
        # The frames of a page and its cards may need the same rows, which are loaded once.
        missing -= self._loaded.keys()
        if missing:
            found = make_cards(Generation.objects.filter(id__in=missing))
            self._loaded.update((card.generation.id, card) for card in found)

    def render(self, rows: Sequence[Row], template: str) -> list[SafeString]:
        """Return the fragment of each generation; only those not in the cache are loaded."""
        self.load((rows, template))
        return list(self._find(rows, template).values())

    def _find(self, rows: Sequence[Row], template: str) -> dict[UUID, SafeString]:
        """Return the fragments in the cache, and those of the generations that are loaded."""
        found = {row.id: _fragments.find((template, row.id, row.version)) for row in rows}
        for id_, html in found.items():
            if html is None and id_ in self._loaded:
                found[id_] = render_card(self._loaded[id_], template)
        return {id_: SafeString(html) for id_, html in found.items() if html is not None}


# A fragment depends only on the generation and its version, so these are the cache key.
_fragments = FragmentCache(megabytes=12)


def render_card(card: Card, template: str) -> SafeString:
    """Return the fragment of one generation, from the cache if possible."""
    generation = card.generation
    # A fresh card shows other URLs than a later one of the same version, so it has an entry of its own.
    key = (template, generation.id, generation.version, *(["fresh"] if card.fresh else []))
    return SafeString(_fragments.get(key, lambda: _write(card, template)))


def _write(card: Card, template: str) -> str:
    if template == SUMMARY:
        return json.dumps(asdict(card.summary))
    return render_to_string(template, {"card": card, "generation": card.generation, "caption": card.caption})


def _read_summary(text: str) -> Summary:
    return Summary(**json.loads(text))


def _frame(html: SafeString, row: Row | Generation, summary: Summary) -> Frame:
    return Frame(html, row.batch, summary.recipe, row.status)


def make_stage(cards: Sequence[Card]) -> Stage:
    """Return the stage with these cards."""
    return _make_stage([render_card(card, CARD) for card in cards], [card.summary for card in cards])


def _make_stage(cards: Sequence[SafeString], summaries: Sequence[Summary]) -> Stage:
    alone = len(summaries) == 1
    # The pictures of a single generation are arranged like cards; beside other cards they form a row.
    ratios = (
        [summaries[0].ratio] * summaries[0].pictures
        if alone
        else [summary.ratio * summary.pictures for summary in summaries]
    )
    alike = [] if alone else [name for name in COMPARED if len({getattr(one, name) for one in summaries}) == 1]
    return Stage(cards, arrange(ratios), " ".join(alike))


def generated_context(made: GenerationQuerySet) -> dict[str, object]:
    """Return the cards and frames of new generations, and a new token for the form."""
    cards = make_cards(made, fresh=True)
    # The filmstrip has the newest first, the stage the first variant.
    frames = [_frame(render_card(card, FRAME), card.generation, card.summary) for card in reversed(cards)]
    return {"stage": make_stage(cards), "groups": group_frames(frames), "token": new_token()}


def load_page(owner: Owner | None, request: HttpRequest, size: int = FILMSTRIP) -> HistoryPage:
    """Return the page behind the request's `before` cursor, or the one ahead of its `after` cursor.

    An invalid cursor gives the first page.
    """
    if owner is None:
        return HistoryPage(())
    found = Generation.objects.visible_to(owner)
    after = read_cursor(request.GET.get("after", ""))
    if after is not None:
        return _load_newer(found.after(*after).order_by("created", "id"), size)
    before = read_cursor(request.GET.get("before", ""))
    rows = _read_rows((found.before(*before) if before else found).newest_first(), size)
    older = write_cursor(rows[size - 1]) if len(rows) > size else ""
    if before is None:
        return HistoryPage(rows[:size], older)
    return HistoryPage(rows[:size], older, write_cursor(rows[0]) if rows else "", request.GET["before"])


def _load_newer(found: GenerationQuerySet, size: int) -> HistoryPage:
    """Return the page that ends where the rows begin, which come oldest first."""
    rows = _read_rows(found, size)
    shown = rows[:size][::-1]
    older = write_cursor(shown[-1]) if shown else ""
    if len(rows) <= size:
        return HistoryPage(shown, older)
    return HistoryPage(shown, older, write_cursor(shown[0]), write_cursor(rows[size]))


def _read_rows(found: GenerationQuerySet, size: int) -> list[Row]:
    # One row more than the page shows whether there is another page.
    return [Row(*values) for values in found.values_list(*COLUMNS)[: size + 1]]


def write_cursor(row: Row | Generation) -> str:
    """Return the cursor of a generation in the history, for a URL."""
    return write_key(row.created, row.id)


def write_key(created: datetime, id_: UUID) -> str:
    """Return the cursor of a place in the history."""
    return f"{created.isoformat()}_{id_.hex}"


def read_cursor(text: str) -> tuple[datetime, UUID] | None:
    """Return the key that a cursor names, or None for text that is not a cursor."""
    moment, _, id_ = text.partition("_")
    try:
        # A plus sign that was not encoded in a URL arrives as a space.
        created = datetime.fromisoformat(moment.replace(" ", "+"))
        return (created.astimezone(UTC), UUID(id_)) if created.tzinfo else None
    except ValueError:
        return None
    except OverflowError as error:
        raise Http404("The history has nothing before that time.") from error
