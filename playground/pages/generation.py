"""The page of a generation, its card on the stage, and the actions cancel and retry."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.owners import ensure_owner
from playground.accounts.public_origin import public_origin
from playground.errors import SubmissionRefused
from playground.generations.models import Generation
from playground.generations.submission.retry import retry as submit_again
from playground.generations.webhooks.events import deliveries_of
from playground.library.family import HAS_CHILDREN
from playground.pages.action_tokens import action_token
from playground.pages.archive import count_in_batch
from playground.pages.cards import Card
from playground.pages.details import list_answers, list_parameters, print_answer
from playground.pages.family_tree import draw_family
from playground.pages.keeping import keeping_context
from playground.pages.listing import generated_context, make_stage
from playground.pages.lookups import find_generation, find_neighbours
from playground.pages.marks import RATINGS
from playground.pages.measured import list_measured, measure_missing, mismatches
from playground.pages.panel import new_token, studio_url
from playground.pages.picture_models import other_models
from playground.pages.requests import HtmxHttpRequest
from playground.pages.share_form import ShareForm
from playground.pages.snippet import generation_code_context
from playground.pages.toasts import refuse


@require_safe
def generation(request: HttpRequest, id: UUID) -> HttpResponse:
    """Show a generation with its parameters, its code and its results."""
    found = find_generation(request, id, has_children=HAS_CHILDREN)
    measure_missing(request, found)
    newer, older = find_neighbours(found)
    share = found.shares.open().first()
    context = {
        "card": Card(found),
        "parameters": list_parameters(found),
        "other_models": other_models(found.spec) if found.spec else [],
        "answers": list_answers(found),
        "answer": print_answer(found, public_origin(request)),
        **generation_code_context(request, found),
        "share": share,
        "share_form": ShareForm(share=share),
        # Only requests of the API can have a webhook, so the pages' own generations save the query.
        "deliveries": deliveries_of(found) if found.source == "api" else [],
        "measured": list_measured(found),
        "family": draw_family(found),
        "newer": newer,
        "older": older,
        "active": found.is_active,
        "in_batch": count_in_batch(found),
        "token": new_token(),
        "ratings": RATINGS,
        **keeping_context(found),
    }
    return render(request, "generation/generation.html", context)


@require_safe
def stage(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Show a generation on the stage; without htmx, redirect to the studio page that shows it."""
    found = find_generation(request, id)
    if not request.htmx:
        spec = found.spec
        return HttpResponseRedirect(studio_url(spec, show=str(id)) if spec else found.get_absolute_url())
    return render(request, "studio/_stage.html", {"stage": make_stage([Card(found)])})


@require_safe
def facts(request: HttpRequest, id: UUID) -> HttpResponse:
    """Show the prompt and the parameters, for the viewer, which puts them beside the picture."""
    found = find_generation(request, id)
    measure_missing(request, found)
    measured = list_measured(found)
    context = {
        "card": Card(found),
        "generation": found,
        "parameters": list_parameters(found),
        "measured": measured,
        "mismatches": mismatches(measured),
        "has_measured": any(each.colours for each in measured) or bool(mismatches(measured)),
    }
    return render(request, "generation/viewer_facts.html", context)


@require_POST
def cancel(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Cancel a generation if it is active; the page's long poll updates its cards."""
    found = find_generation(request, id)
    found.cancel()
    # htmx changes nothing at 204. The long poll brings the new state, from whichever tab it was cancelled.
    return HttpResponse(status=204) if request.htmx else HttpResponseRedirect(found.get_absolute_url())


@require_POST
def retry(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Submit the same request again as a new generation; the old one does not change."""
    old = find_generation(request, id)
    try:
        # A new row, because the old one is the record of what failed, and of what an API may have charged.
        new = submit_again(old, ensure_owner(request), public_origin(request), action_token(request, old, "retry"))
    except SubmissionRefused as error:
        return refuse(request, error.sentence, reverse("history"))
    if not request.htmx:
        return HttpResponseRedirect(new.get_absolute_url())
    return render(request, "studio/generated.html", generated_context(Generation.objects.filter(id=new.id)))
