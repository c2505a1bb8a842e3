"""Comparisons that the library finds: pictures that differ in one setting only, and what a picture is compared with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from playground.accounts.owners import find_owner
from playground.generations.messages import title_of
from playground.generations.models import Picture
from playground.library.comparison import MOST
from playground.library.found_strips import find_all, find_of
from playground.library.strips import MODEL, PICTURE, PROMPT, SEED, Run, Strip, find_spec
from playground.pages.archive import count_in_batch
from playground.pages.cards import Card
from playground.pages.compare import compare_address, read_id
from playground.pages.field_text import say_value
from playground.pages.lineage_line import relation_label, visible_parent
from playground.pages.lookups import find_generation
from playground.pages.picture_urls import thumbnail_url
from playground.pages.requests import HtmxHttpRequest

# How many values are in a title, and how many characters each has.
MOST_SAID, LONGEST_SAID = 6, 24
LARGEST_PLACE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a strip: its thumbnail, and its value of what differs."""

    id: UUID
    small: str
    said: str


@dataclass(frozen=True, slots=True)
class ShownStrip:
    """A strip with its title, such as "Guidance 2, 3.5, 5", and the address of the comparison."""

    title: str
    address: str
    pictures: Sequence[Shown]
    # How many more there are than a comparison shows.
    hidden: int


@require_safe
def found(request: HtmxHttpRequest) -> HttpResponse:
    """Show all strips, or only those of one picture and what else it is compared with."""
    picture = request.GET.get("picture", "")
    if picture:
        return _show_of(request, picture)
    page = find_all(find_owner(request), _read_place(request.GET.get("before", "")))
    context = {"strips": show_strips(page.strips), "older": page.older, "is_first": not request.GET.get("before")}
    return render(request, "compare/found.html", context)


def _read_place(text: str) -> int:
    place = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0
    return min(place, LARGEST_PLACE)


def _show_of(request: HtmxHttpRequest, picture: str) -> HttpResponse:
    generation = find_generation(request, read_id(picture))
    context: dict[str, object] = {"strips": show_strips(find_of(generation)), "card": Card(generation)}
    if request.htmx:
        return render(request, "compare/found_of.html#strips", context)
    parent = visible_parent(generation)
    context |= {
        "in_batch": count_in_batch(generation),
        "of_parent": compare_address([parent.id, generation.id]) if parent else "",
        "relation": relation_label(generation),
    }
    return render(request, "compare/found_of.html", context)


def show_strips(strips: Sequence[Strip]) -> list[ShownStrip]:
    """Return strips as pages show them, with the thumbnails of all loaded at once."""
    chosen = [(strip, _spread(strip.runs)) for strip in strips]
    small = _load_thumbnails({run.id for _, runs in chosen for run in runs})
    return [
        ShownStrip(
            title=write_title(strip),
            address=compare_address([run.id for run in runs]),
            pictures=[
                Shown(run.id, small.get(run.id, ""), said)
                for run, said in zip(runs, _say_all(strip.key, runs), strict=True)
            ],
            hidden=len(strip.runs) - len(runs),
        )
        for strip, runs in chosen
    ]


def _spread(runs: Sequence[Run]) -> Sequence[Run]:
    """Return as many as a comparison shows, evenly among all, the first and the last one too."""
    if len(runs) <= MOST:
        return runs
    return [runs[round(place * (len(runs) - 1) / (MOST - 1))] for place in range(MOST)]


def _load_thumbnails(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    pictures = Picture.objects.filter(generation__in=list(ids), lost=False).order_by("-position")
    # Of several pictures of one request the first one is shown.
    return {picture.generation_id: thumbnail_url(picture, "small") for picture in pictures}


def write_title(strip: Strip) -> str:
    """Return what differs, as in "Guidance 2, 3.5, 5", "4 seeds" or "2 models: Flex, Pro"."""
    number = len(strip.runs)
    spec = find_spec(strip.runs[0].spec_id)
    if strip.key == SEED:
        # A model without a seed draws another picture each time.
        return f"{number} seeds" if spec is None or spec.by_role("seed") else f"{number} runs"
    if strip.key in (PROMPT, PICTURE):
        return f"{number} {'prompts' if strip.key == PROMPT else 'choices of input pictures'}"
    if strip.key == MODEL:
        return f"{number} {'APIs' if _has_one_model(strip) else 'models'}: {_list_values(strip)}"
    known = spec.parameters if spec else ()
    title = next((one.title for one in known if strip.key in (one.role, one.name)), strip.key)
    return f"{title} {_list_values(strip)}"


def _list_values(strip: Strip) -> str:
    said = [_say(strip.key, run) for run in strip.runs]
    return ", ".join(said if len(said) <= MOST_SAID else [*said[: MOST_SAID - 1], "…", said[-1]])


def _has_one_model(strip: Strip) -> bool:
    specs = [find_spec(run.spec_id) for run in strip.runs]
    return len({spec.title if spec else None for spec in specs}) == 1


def _say(key: str, run: Run) -> str:
    if key == MODEL:
        spec = find_spec(run.spec_id)
        return f"{spec.title} of {title_of(spec.dialect)}" if spec else run.spec_id
    if key == PICTURE:
        return ""
    value = run.facts[key]
    text = say_value(value)
    return text if key == PROMPT or len(text) <= LONGEST_SAID else f"{text[: LONGEST_SAID - 1]}…"


def _say_all(key: str, runs: Sequence[Run]) -> list[str]:
    """Return what each has; of prompts the words between those with which all begin and end."""
    said = [_say(key, run) for run in runs]
    if key != PROMPT:
        return said
    words = [text.split() for text in said]
    start = _count_same(words)
    end = _count_same([each[start:][::-1] for each in words])
    # A prompt that has nothing else than the others is shown whole.
    return [" ".join(each[start : len(each) - end]) or text for each, text in zip(words, said, strict=True)]


def _count_same(lists: Sequence[Sequence[str]]) -> int:
    """Return with how many equal words all begin."""
    return sum(1 for _ in takewhile(lambda each: len(set(each)) == 1, zip(*lists, strict=False)))
