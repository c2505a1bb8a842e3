"""The page about sketches and the prompts that trigger each state."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def sketches(request: HttpRequest) -> HttpResponse:
    return render(request, "sketches/sketches.html", {"longest_wait": settings.SKETCH_LONGEST_WAIT})
