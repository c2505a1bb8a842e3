"""Sentences in the corner of the page that say what an action did, or why it did nothing."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string

from playground.pages.requests import HtmxHttpRequest


def add_toast(response: HttpResponse, sentence: str) -> HttpResponse:
    """Add the sentence to a response for htmx, which shows it beside what the response replaces."""
    response.content += render_to_string("_toast.html", {"sentence": sentence, "oob": True}).encode()
    return response


def show_done(request: HtmxHttpRequest, sentence: str) -> HttpResponse:
    """Show only the sentence, as what replaces the present notice."""
    return render(request, "_toast.html", {"sentence": sentence})


def refuse(request: HtmxHttpRequest, sentence: str, url: str) -> HttpResponse:
    """Say why nothing was done: on this page, or without htmx on the page at `url`."""
    return show_toast(request, "_toast.html", {"sentence": sentence, "level": "error"}, url)


def show_toast(request: HtmxHttpRequest, template: str, context: dict[str, object], url: str) -> HttpResponse:
    """Show only a toast and leave the page as it is; without htmx, redirect to `url`, which shows it."""
    if not request.htmx:
        # Safe, because the template has escaped it. Templates of toasts put their content into a partial for this.
        messages.add_message(
            request,
            messages.ERROR if context.get("level") == "error" else messages.INFO,
            render_to_string(f"{template}#content", context, request),
        )
        return HttpResponseRedirect(url)
    response = render(request, template, context, status=422)
    response["HX-Retarget"] = "#notice"
    response["HX-Reswap"] = "innerHTML"
    return response
