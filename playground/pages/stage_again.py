"""Another generation on the stage than before, as a part of the response to an action."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from playground.generations.models import Generation
from playground.pages.cards import Card
from playground.pages.listing import make_stage


def render_stage(request: HttpRequest, shown: Generation, template: str = "studio/_stage.html") -> SafeString:
    """Return the stage with one generation; `template` wraps it."""
    return render_to_string(template, {"stage": make_stage([Card(shown)])}, request)
