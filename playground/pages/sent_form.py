"""The way from the form to a page that makes something of it, a sweep or a table."""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner
from playground.catalog.spec import ModelSpec
from playground.pages.draft_values import posted_values, read_page_state, save_values
from playground.pages.posted_files import store_files
from playground.pages.requests import HtmxHttpRequest
from playground.pages.too_busy import person_of

# Web servers take 8 KB for the first line of a request, and 4 KB for the headers of an answer.
LONGEST_QUERY = 3000

type WriteBase = Callable[[Owner, Mapping[str, Sequence[str]]], str]


def lead_on(request: HtmxHttpRequest, spec: ModelSpec, page: str, choice: str, write_base: WriteBase) -> HttpResponse:
    """Save the form, and go on to the page of this name, which is about the form that was sent.

    `choice` is the field of the page's address that names the model, and `write_base` writes the form for its field
    `base`, which is needed only if another tab has changed the draft since.
    """
    # The person is determined before a new guest gets an owner; see `person_of`.
    person = person_of(request)
    owner = ensure_owner(request)
    values = posted_values(request, spec)
    for issue in store_files(request, owner, spec, values, person):
        messages.error(request, issue.message)
    query, state = {choice: spec.id}, read_page_state(request)
    if not save_values(owner, spec, values, state):
        longer = query | {"base": write_base(owner, values)}
        if len(urlencode(longer)) <= LONGEST_QUERY:
            query = longer
        else:
            # The other tab still has its version, and asks which one to keep when it saves again.
            save_values(owner, spec, values, state, force=True)
    address = f"{reverse(page)}?{urlencode(query)}"
    if request.htmx:
        # A page of its own, which htmx is not to put into this one.
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
