"""What differs between two pictures: the words of their prompts, and the values of their parameters."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from playground.generations.models import Generation
from playground.library.differences import Difference
from playground.library.word_difference import MOST_CHARACTERS, WordDifference
from playground.pages.cards import Card
from playground.pages.lineage_line import name_model, relation_label, say_value, visible_parent
from playground.pages.lookups import find_generation
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import refuse

MARKED = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
CHOOSE_TWO = "Choose two pictures to compare; {number} {are} chosen."


@require_safe
def difference(request: HttpRequest, id: UUID, other: UUID) -> HttpResponse:
    """Show what differs in the second picture from the first."""
    return _show(request, find_generation(request, id), find_generation(request, other))


@require_safe
def difference_from_parent(request: HttpRequest, id: UUID) -> HttpResponse:
    """Show what differs in the picture from what it was made from; say so if that is not here any more."""
    found = find_generation(request, id)
    # The line of a cached card leads here, so the parent may have been deleted since.
    parent = visible_parent(found)
    if parent is None:
        context = {"card": Card(found), "relation": relation_label(found)}
        return render(request, "differences/without_parent.html", context)
    return _show(request, find_generation(request, parent.id), found)


@require_http_methods(["GET", "HEAD", "POST"])
def difference_of_selected(request: HtmxHttpRequest) -> HttpResponse:
    """Lead from a selection of two, as `id`, to their difference: the older one first."""
    # The selection bar posts, because its form has a CSRF token, which must not be in an address.
    sent = request.POST if request.method == "POST" else request.GET
    ids = list(dict.fromkeys(sent.getlist("id")))
    if len(ids) != 2:
        sentence = CHOOSE_TWO.format(number=len(ids), are="is" if len(ids) == 1 else "are")
        return refuse(request, sentence, reverse("history"))
    try:
        chosen = [find_generation(request, UUID(id_)) for id_ in ids]
    except ValueError:
        return refuse(request, CHOOSE_TWO.format(number=0, are="are"), reverse("history"))
    older, newer = sorted(chosen, key=lambda row: (row.created, row.id))
    return HttpResponseRedirect(reverse("difference", args=[older.id, newer.id]))


def _show(request: HttpRequest, before: Generation, after: Generation) -> HttpResponse:
    found = Difference(before, after)
    context = {
        "before": Card(before),
        "after": Card(after),
        "words": found.words,
        "marked": mark_words(found.words),
        "most_characters": MOST_CHARACTERS,
        "values": _list_values(found),
        "relation": relation_label(after) if after.parent_id == before.id else "",
        "swapped": reverse("difference", args=[after.id, before.id]),
    }
    return render(request, "differences/differences.html", context)


def mark_words(words: WordDifference) -> SafeString:
    """Return the text with what was removed and added marked, without a space that is not in it."""
    marked = []
    for part in words.parts:
        # A space at the end belongs to the text, and would be struck through or underlined.
        word = part.text.rstrip()
        marked.append((format_html(MARKED[part.kind], word) if word else "", part.text[len(word) :]))
    return format_html_join("", "{}{}", marked)


def _list_values(found: Difference) -> Sequence[tuple[str, str, str]]:
    """Return the title and both values of each parameter that differs, the model first."""
    models = [("Model", name_model(found.before), name_model(found.after))] if found.has_other_model else []
    return models + [(value.title, say_value(value.before), say_value(value.after)) for value in found.values]
