"""What a form holds, as posted strings by field name: read from a request, kept as a draft."""

from django.http import HttpRequest

from playground.accounts.models import Owner
from playground.catalog.spec import ModelSpec
from playground.generations.models import Draft
from playground.pages.forms import VARIANTS

# The form's own controls beside the parameters: what the code panel shows.
PANEL_FIELDS = ("language", "all_parameters", "server")
# More than any field takes, in characters, and than a whole form, in bytes: the rest would only fill the database.
LONGEST = 40_000
MOST_BYTES = 100_000


def posted_values(request: HttpRequest, spec: ModelSpec) -> dict[str, list[str]]:
    """Return what was posted for the fields of the spec, as typed; a switch that is off is posted as nothing."""
    names = [parameter.name for parameter in spec.parameters] + [VARIANTS.name, *PANEL_FIELDS]
    left = MOST_BYTES
    values: dict[str, list[str]] = {}
    for name in (name for name in names if name in request.POST):
        values[name] = []
        for text in request.POST.getlist(name)[:20]:
            kept = text.encode(errors="replace")[: min(left, 4 * LONGEST)].decode(errors="ignore")[:LONGEST]
            left -= len(kept.encode())
            values[name].append(kept)
    return values


def load_draft(owner: Owner | None, spec: ModelSpec) -> dict[str, list[str]]:
    """Return the form as its owner left it, or nothing."""
    draft = Draft.objects.filter(owner=owner, spec_id=spec.id).first() if owner else None
    return dict(draft.values) if draft else {}


def save_values(owner: Owner, spec: ModelSpec, values: dict[str, list[str]]) -> None:
    """Keep the form as it is; two windows write the same row, the later one wins."""
    Draft.objects.update_or_create(owner=owner, spec_id=spec.id, defaults={"values": values})
