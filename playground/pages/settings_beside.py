"""The settings of any picture, read beside the form: nothing in the form or on the stage changes."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from playground.pages.cards import Card
from playground.pages.details import Detail, list_parameters
from playground.pages.lookups import find_generation, find_neighbours
from playground.pages.requests import HtmxHttpRequest


@require_safe
def settings_beside(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Show the prompt and every setting with buttons to copy one or to use it; a page without htmx."""
    found = find_generation(request, id)
    newer, older = find_neighbours(found)
    prompt = found.spec.by_role("prompt") if found.spec else None
    rewritten = str(found.notes.get("rewritten_prompt", ""))
    texts = [Detail(prompt.name if prompt else "prompt", "Prompt", found.prompt, "", is_setting=prompt is not None)]
    if rewritten:
        texts.append(Detail("rewritten_prompt", "Rewritten prompt", rewritten, ""))
    context = {
        "card": Card(found),
        "generation": found,
        "details": texts + list_parameters(found),
        "newer": newer,
        "older": older,
        # Beside the form the buttons send it along; the page has a form of its own for them.
        "form_id": "spec-form" if request.htmx else "use-value",
    }
    template = "settings_beside/settings_beside.html"
    return render(request, f"{template}#settings" if request.htmx else template, context)
