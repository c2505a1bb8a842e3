"""The form that a person has before them, which actions on pictures read and change."""

from dataclasses import dataclass

from django.http import HttpRequest

from playground.accounts.models import Owner
from playground.catalog.coercion import coerce_form
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.pages.draft_values import (
    PANEL_FIELDS,
    latest_spec,
    load_draft,
    posted_values,
    read_page_state,
    save_values,
)
from playground.pages.field_text import list_reasons
from playground.pages.forms import VARIANTS, as_raw
from playground.pages.prompt_expansion import SAMPLE
from playground.recall.mapping import bring_into

# The fields of the panel that belong to one form, and not to the person as they go from one form to the next.
FORM_FIELDS = ("editing", "came_from", "made_from", "reference_role", "dismissed_hints", SAMPLE)


@dataclass(frozen=True, slots=True)
class CurrentForm:
    """A spec and the values of its form, as posted; `other` is what another tab has saved of it meanwhile."""

    spec: ModelSpec
    values: dict[str, list[str]]
    other: dict[str, list[str]] | None = None

    @property
    def panel(self) -> dict[str, list[str]]:
        """The values that are not parameters: the number of pictures and the options of the code panel."""
        names = (VARIANTS.name, *PANEL_FIELDS)
        return {name: self.values[name] for name in names if name in self.values and name not in FORM_FIELDS}

    @property
    def prompt(self) -> str:
        return (self.values.get("prompt") or [""])[-1]

    def carry_to(self, target: ModelSpec) -> tuple[dict[str, list[str]], list[str]]:
        """Return the values for another spec, and a sentence for each that it does not accept."""
        if target == self.spec:
            return dict(self.values), []
        params, issues = coerce_form(self.spec, self.values)
        carried = bring_into(target, self.spec, params)
        # The picture is still made from what filled the form, whichever model makes it, and its references keep roles.
        kept = {name: self.values[name] for name in ("made_from", "reference_role") if name in self.values}
        return as_raw(carried.params) | self.panel | kept, list_reasons(self.spec, carried, issues)


def read_current_form(request: HttpRequest, owner: Owner) -> CurrentForm:
    """Return the form that was sent with the action, or the one that the person used last, from its draft.

    A form that was sent is saved, because the action may lead to another one.
    """
    spec = specs().get(request.POST.get("spec", ""))
    if spec is not None:
        values = posted_values(request, spec)
        # Where another tab has changed the same draft since, that tab's is kept.
        is_saved = save_values(owner, spec, values, read_page_state(request))
        return CurrentForm(spec, values, None if is_saved else load_draft(owner, spec))
    # Pages without a form name at most the model that they were opened for.
    spec = specs().get(request.POST.get("for", "")) or latest_spec(owner)
    return CurrentForm(spec, load_draft(owner, spec))
