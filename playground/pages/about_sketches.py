"""The page about sketches and the prompts that trigger each state."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from playground.catalog.loading import specs
from playground.generations.storage.idea_sheets import sheet_digest


@require_safe
def sketches(request: HttpRequest) -> HttpResponse:
    """Show what a sketch is, with the pictures of the first model's ideas."""
    spec = next(iter(specs().values()))
    context = {
        "longest_wait": settings.SKETCH_LONGEST_WAIT,
        "examples": spec.examples,
        # One file with all of them, which a worker draws when somebody first looks.
        "pictures": reverse("idea_pictures", args=[*spec.id.split("/"), sheet_digest(spec)]),
    }
    return render(request, "sketches/sketches.html", context)
