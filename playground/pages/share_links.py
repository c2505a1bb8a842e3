"""Creates and revokes share links."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from playground.accounts.public_origin import public_origin
from playground.generations.models import Generation, Share
from playground.generations.models.share import UNDO_FOR
from playground.pages.lookups import find_generation
from playground.pages.requests import HtmxHttpRequest
from playground.pages.share_form import ShareForm
from playground.pages.toasts import add_toast, refuse

RESTORED = "The link works again."
TOO_LATE = "This link was revoked too long ago to restore it. Make a new one."


@require_POST
def create_share(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Create a share link for a finished generation, or change what its page shows."""
    found = find_generation(request, id)
    share = found.shares.open().first()
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _show(request, found, share, form)
    # An open link is kept, because it may have been sent to somebody already.
    if share is None and found.status == "done":
        share = Share(generation=found)
        share.save()
    if share is not None:
        # A button that only makes the link has no title field, and must not clear what was chosen before.
        chosen = form.cleaned_data if "title" in request.POST else {}
        share.choose(**chosen, include_inputs=request.POST.get("include_inputs") == "on")
    return _show(request, found, share)


@require_POST
def revoke_share(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    found = find_generation(request, id)
    # Two clicks at the same time could have made two links.
    for share in found.shares.open():
        share.revoke()
    # Also after a second click, which finds no open link.
    revoked = found.shares.restorable().exists()
    if request.htmx:
        return _show(request, found, None, revoked=revoked)
    if revoked:
        context = {"generation": found, "seconds": UNDO_FOR.seconds}
        messages.info(request, render_to_string("generation/_restore_share.html", context))
    return _show(request, found, None)


@require_POST
def restore_share(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Undo a revocation of a moment ago: the same address works again."""
    found = find_generation(request, id)
    share = found.shares.open().first()
    if share is None:
        found.shares.restorable().update(revoked=None)
        share = found.shares.open().first()
    if share is None:
        return refuse(request, TOO_LATE, f"{found.get_absolute_url()}#share")
    response = _show(request, found, share)
    if request.htmx:
        return add_toast(response, RESTORED)
    messages.info(request, RESTORED)
    return response


def _show(
    request: HtmxHttpRequest,
    found: Generation,
    share: Share | None,
    form: ShareForm | None = None,
    *,
    revoked: bool = False,
) -> HttpResponse:
    if not request.htmx:
        return HttpResponseRedirect(f"{found.get_absolute_url()}#share")
    context = {
        "generation": found,
        "share": share,
        "share_form": form or ShareForm(share=share),
        "public_url": public_origin(request),
        "revoked": revoked,
        "seconds": UNDO_FOR.seconds,
    }
    response = render(request, "generation/_share.html", context, status=422 if form else 200)
    if form:
        # A change replaces only a part of the box, which has no place for an error.
        response["HX-Retarget"] = response["HX-Reselect"] = "#share"
    return response
