"""Deletes a generation, and restores it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from playground.accounts.owners import find_owner
from playground.generations.models import Generation
from playground.generations.models.states import ACTIVE, Status
from playground.pages.deletable import find_deletable
from playground.pages.draft_values import latest_spec
from playground.pages.lookups import with_images
from playground.pages.panel import studio_url
from playground.pages.requests import HtmxHttpRequest
from playground.pages.stage_again import render_stage


@require_POST
def delete(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Delete a generation softly, and cancel it if it is active."""
    found = find_deletable(request, with_images(Generation.objects.all()), pk=id)
    # A worker would otherwise go on with a picture that nobody can see, or an API would be paid for one.
    found.cancel()
    found.delete_softly()
    # The stage would be empty after its only picture was deleted there, and so would the page of a picture.
    is_page = "on_page" in request.POST
    neighbour = _find_neighbour(found) if is_page or "staged" in request.POST else None
    if request.htmx:
        stage = render_stage(request, neighbour) if neighbour else ""
        response = render(request, "history/deleted.html", {"generation": found, "stage": stage})
        # After the swap, because the script then moves the focus to the button for undoing, which is in the response.
        # The picture may be in the form, which lets it go.
        keys = list(found.pictures.values_list("key", flat=True))
        return trigger_client_event(response, "deleted", {"value": str(id), "keys": keys}, after="swap")
    # Without JavaScript the button for undoing is part of a message on the next page.
    leads_back = is_page and neighbour is not None
    messages.info(request, render_to_string("history/_undo.html", {"generation": found, "leads_back": leads_back}))
    if neighbour is None:
        return HttpResponseRedirect(reverse("history"))
    if is_page:
        return HttpResponseRedirect(neighbour.get_absolute_url())
    return HttpResponseRedirect(studio_url(latest_spec(found.owner), show=str(neighbour.id)))


def _find_neighbour(deleted: Generation) -> Generation | None:
    """Return the next older generation that did not fail, or else the next newer one."""
    visible = with_images(Generation.objects.visible_to(deleted.owner))
    shown = visible.filter(status__in=(*ACTIVE, Status.DONE))
    key = (deleted.created, deleted.id)
    return shown.before(*key).newest_first().first() or shown.after(*key).order_by("created", "id").first()


@require_POST
def restore(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    owner = find_owner(request)
    # `visible_to` leaves out deleted generations. Without an owner, None must not match any row.
    found = get_object_or_404(Generation.objects.filter(owner=owner, owner__isnull=False), id=id)
    found.restore()
    if request.htmx:
        response = render(request, "history/restored.html")
        return trigger_client_event(response, "restored", {"value": str(id)}, after="swap")
    return HttpResponseRedirect(found.get_absolute_url())
