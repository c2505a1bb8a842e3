"""What the sketch engine is, and the prompts that try every state."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def sketches(request: HttpRequest) -> HttpResponse:
    """Explain sketches and list the trigger prompts."""
    return render(request, "sketches/sketches.html", {"longest_wait": settings.SKETCH_LONGEST_WAIT})
