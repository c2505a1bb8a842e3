"""The values of a form as posted strings by field name: read from a request, stored as a draft."""

from django.http import HttpRequest

from playground.accounts.models import Owner
from playground.catalog.spec import ModelSpec
from playground.generations.models import Draft
from playground.pages.forms import VARIANTS

# Fields of the form that are not parameters: the options of the code panel, the key of the picture that is being
# edited, and the form that the person came from to edit it.
PANEL_FIELDS = ("language", "all_parameters", "server", "editing", "came_from")
# The longest value in characters and the largest form in bytes. Both are more than any valid form needs; without them
# a draft could fill the database.
MAX_VALUE_LENGTH = 40_000
MAX_FORM_BYTES = 100_000


def posted_values(request: HttpRequest, spec: ModelSpec) -> dict[str, list[str]]:
    """Return the posted values of the spec's fields as typed; a switch that is off is not posted."""
    names = [parameter.name for parameter in spec.parameters] + [VARIANTS.name, *PANEL_FIELDS]
    left = MAX_FORM_BYTES
    values: dict[str, list[str]] = {}
    for name in (name for name in names if name in request.POST):
        values[name] = []
        # No field takes more than ten values, and a body could repeat one name thousands of times.
        for text in request.POST.getlist(name)[:20]:
            # Cutting the bytes first bounds the work; a character has four bytes at most. A character that is cut is
            # dropped.
            kept = text.encode(errors="replace")[: min(left, 4 * MAX_VALUE_LENGTH)].decode(errors="ignore")[
                :MAX_VALUE_LENGTH
            ]
            left -= len(kept.encode())
            values[name].append(kept)
    return values


def load_draft(owner: Owner | None, spec: ModelSpec) -> dict[str, list[str]]:
    """Return the stored draft of the form, or an empty one."""
    draft = Draft.objects.filter(owner=owner, spec_id=spec.id).first() if owner else None
    return dict(draft.values) if draft else {}


def save_values(owner: Owner, spec: ModelSpec, values: dict[str, list[str]]) -> None:
    """Store the draft. Two windows write the same row, and the later one wins."""
    Draft.objects.update_or_create(owner=owner, spec_id=spec.id, defaults={"values": values})
