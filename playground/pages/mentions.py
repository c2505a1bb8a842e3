"""Mentions of the form's pictures in its prompt, written by one click."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from playground.accounts.owners import ensure_owner
from playground.catalog.reference_roles import find_role
from playground.pages.current_form import read_current_form
from playground.pages.draft_values import save_values
from playground.pages.forms import SpecForm
from playground.pages.panel import show_panel
from playground.pages.prompt_hints import read_prompt
from playground.pages.reference_roles import read_roles
from playground.pages.requests import HtmxHttpRequest
from playground.pages.undo import offer_undo

MENTIONED = "The prompt mentions image {}."
ENDS = (" ", "\n", "\t")


@require_POST
def insert_mention(request: HtmxHttpRequest) -> HttpResponse:
    """Write the mention of the picture with the posted key at the end of the prompt."""
    owner = ensure_owner(request)
    form = read_current_form(request, owner)
    values, key = dict(form.values), request.POST.get("mention", "")
    prompt, pictures = form.spec.by_role("prompt"), form.spec.by_role("picture")
    keys = [other for other in values.get(pictures.name, []) if other] if pictures else []
    if prompt is None or key not in keys:
        # The picture was removed in another tab meanwhile.
        return show_panel(request, SpecForm(form.spec, owner, values), [])
    number = keys.index(key) + 1
    words = find_role(read_roles(values).get(key, "")).mention(number)
    values[prompt.name] = [add_words(read_prompt(form.spec, values), words)]
    save_values(owner, form.spec, values)
    changed = SpecForm(form.spec, owner, values)
    return show_panel(request, changed, [], offer_undo(request, changed, MENTIONED.format(number)))


def add_words(prompt: str, words: str) -> str:
    """Return the prompt with the words after a space, if it does not end with one."""
    return f"{prompt}{'' if not prompt or prompt.endswith(ENDS) else ' '}{words}"
