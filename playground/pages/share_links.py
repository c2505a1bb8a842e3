"""Creates and revokes share links."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from playground.accounts.public_origin import public_origin
from playground.generations.models import Generation, Share
from playground.pages.lookups import find_generation
from playground.pages.requests import HtmxHttpRequest


@require_POST
def create_share(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Create a share link for a finished generation, or change whether it includes the input pictures."""
    found = find_generation(request, id)
    include = request.POST.get("include_inputs") == "on"
    share = found.shares.open().first()
    # An open link is kept, because it may have been sent to somebody already.
    if share is None and found.status == "done":
        share = Share.objects.create(generation=found, include_inputs=include)
    elif share is not None and share.include_inputs != include:
        share.include_inputs = include
        share.save(update_fields=["include_inputs"])
    return _show(request, found, share)


@require_POST
def revoke_share(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    found = find_generation(request, id)
    # Two clicks at the same time could have made two links.
    for share in found.shares.open():
        share.revoke()
    return _show(request, found, None)


def _show(request: HtmxHttpRequest, found: Generation, share: Share | None) -> HttpResponse:
    if not request.htmx:
        return HttpResponseRedirect(f"{found.get_absolute_url()}#share")
    context = {"generation": found, "share": share, "public_url": public_origin(request)}
    return render(request, "generation/_share.html", context)
