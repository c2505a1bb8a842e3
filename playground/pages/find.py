"""Finds pages, models, collections, sweeps and pictures: the command palette, and a page without JavaScript."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import find_owner
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.generations.messages import title_of
from playground.generations.models import Generation
from playground.library.models import Collection
from playground.library.search.finding import search
from playground.pages.cards import make_cards
from playground.pages.panel import studio_url
from playground.pages.requests import HtmxHttpRequest
from playground.pages.word_match import LONGEST_TYPED, best_matches
from playground.sweeps.models import Sweep

# How many of a kind are shown: all must fit a phone.
MOST = 6
MOST_PICTURES = 8
# Older sweeps are in their list.
MOST_SWEEPS = 500
# Pages by the names of their addresses, with the words by which somebody may look for them.
PAGES = (
    ("home", "Studio", "generate create form prompt"),
    ("history", "History", "library pictures search"),
    ("collections", "Collections", "albums folders"),
    ("cull", "Cull", "sort rate pick reject"),
    ("found_comparisons", "Found comparisons", "compare differ strips"),
    ("trash", "Trash", "deleted restore"),
    ("sweeps", "Sweeps", "grid table variations"),
    ("export", "Export", "download zip csv all"),
    ("remote_keys", "Keys of public APIs", "api key credentials"),
    ("keys", "API keys of this server", "token credentials"),
    ("spending", "Spending", "cost price money budget caps"),
    ("reference", "API reference", "documentation openapi endpoints"),
    ("paste", "Paste a request", "curl code import"),
    ("recall", "Read a picture file", "recipe metadata png import"),
    ("about_sketches", "Sketches", "about help"),
    ("notices", "Notices", "sound notification alert desktop"),
    ("shortcuts", "Keys", "keyboard shortcuts help"),
    ("account_login", "Sign in", "account log in"),
    ("account_email", "Email addresses", "account"),
    ("account_change_password", "Change password", "account"),
)
FOR_GUESTS = frozenset({"account_login"})
FOR_MEMBERS = frozenset({"account_email", "account_change_password", "keys"})


@dataclass(frozen=True, slots=True)
class FoundItem:
    """Something that was found: its name, its address, what else is said of it, and a thumbnail."""

    title: str
    url: str
    note: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """What was found of a kind."""

    name: str
    title: str
    items: list[FoundItem]


@require_safe
def find(request: HtmxHttpRequest) -> HttpResponse:
    """Show what was found: on a page, as the dialog that asks, or as the list of that dialog where `q` is given."""
    typed = request.GET.get("q", "")[:LONGEST_TYPED].replace("\x00", " ").strip()
    groups = [group for group in _find_groups(request, typed) if group.items]
    is_list = bool(request.htmx) and "q" in request.GET
    template = "find/_found.html" if is_list else "find/dialog.html" if request.htmx else "find/find.html"
    return render(request, template, {"groups": groups, "typed": typed, "as_options": bool(request.htmx)})


def _find_groups(request: HttpRequest, typed: str) -> Iterator[FoundGroup]:
    owner = find_owner(request)
    yield FoundGroup("pages", "Pages", _find_pages(typed, is_member=request.user.is_authenticated))
    # Without words, a list of everything would help nobody.
    if typed:
        yield FoundGroup("models", "Models", _find_models(typed))
        yield FoundGroup("collections", "Collections", _find_collections(owner, typed))
        yield FoundGroup("sweeps", "Sweeps", _find_sweeps(owner, typed))
    title = "Pictures" if typed else "Newest pictures"
    yield FoundGroup("pictures", title, _find_pictures(owner, typed))


def _find_pages(typed: str, *, is_member: bool) -> list[FoundItem]:
    hidden = FOR_GUESTS if is_member else FOR_MEMBERS
    offered = [page for page in PAGES if page[0] not in hidden]
    found = best_matches(typed, offered, lambda page: f"{page[1]} {page[2]}", MOST)
    return [FoundItem(title, reverse(name)) for name, title, _ in found]


def _find_models(typed: str) -> list[FoundItem]:
    def name(spec: ModelSpec) -> str:
        return f"{spec.title} {title_of(spec.dialect)} {spec.mode} {spec.slug}"

    found = best_matches(typed, specs().values(), name, MOST)
    return [FoundItem(spec.title, studio_url(spec), f"{title_of(spec.dialect)} · {spec.mode}") for spec in found]


def _find_collections(owner: Owner | None, typed: str) -> list[FoundItem]:
    rows = Collection.objects.visible_to(owner)
    found = best_matches(typed, rows, lambda row: row.name, MOST)
    return [FoundItem(row.name, row.get_absolute_url()) for row in found]


def _find_sweeps(owner: Owner | None, typed: str) -> list[FoundItem]:
    rows = Sweep.objects.visible_to(owner).order_by("-created")[:MOST_SWEEPS]
    found = best_matches(typed, rows, lambda row: row.name, MOST)
    return [FoundItem(row.name, row.get_absolute_url()) for row in found]


def _find_pictures(owner: Owner | None, typed: str) -> list[FoundItem]:
    """Return the newest pictures that the search of the library finds."""
    # In front, where a quotation mark that is still open does not take it into its phrase.
    places = search(owner, f"status:done {typed}").following("", MOST_PICTURES)
    order = {place.generation_id: number for number, place in enumerate(places)}
    cards = make_cards(Generation.objects.visible_to(owner).filter(id__in=order))
    return [
        FoundItem(
            card.generation.prompt[:160] or card.model,
            card.generation.get_absolute_url(),
            card.model,
            card.shots[0].small,
        )
        for card in sorted(cards, key=lambda card: order[card.generation.id])
        if card.shots
    ]
