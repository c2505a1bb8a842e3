"""What the next picture of a form is made from: a hidden field that the form keeps until Generate or a reset.

The field has a relation and a name, such as `reused:<id of a generation>` or `remix:<slug of a share link>`. A share
link is named by its slug, because its visitor may know nothing else of the generation.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from playground.accounts.models import Owner
from playground.generations.models import Generation, Picture, Share
from playground.generations.models.lineage import ORIGINAL, Lineage, Relation
from playground.pages.forms import SpecForm

FIELD = "made_from"
# Of the field's text; a longer one is none of ours.
_LONGEST = 80


def note_origin(relation: Relation, name: object = "") -> dict[str, list[str]]:
    """Return the field for a form that was filled from something: a generation's id, or the slug of a share link."""
    return {FIELD: [f"{relation}:{name}"]}


def find_lineage(form: SpecForm) -> Lineage:
    """Return what the form's picture is made from: the picture being edited, what filled the form, or a reference."""
    pictures = {key: image for key, image in form.images.items() if isinstance(image, Picture)}
    edited = pictures.get((form.values.get("editing") or [""])[-1])
    if edited:
        return Lineage(Relation.EDIT, edited.generation)
    noted = _read(form.owner, form.values)
    if noted == ORIGINAL and pictures:
        return Lineage(Relation.REFERENCE, next(iter(pictures.values())).generation)
    return noted


def _read(owner: Owner | None, values: Mapping[str, Sequence[str]]) -> Lineage:
    relation, _, name = (values.get(FIELD) or [""])[-1][:_LONGEST].partition(":")
    if relation == Relation.REMIX:
        # The link may have been revoked since. Then the relation is kept without a parent.
        link = Share.objects.open().filter(slug=name, picture_only=False).select_related("generation").first()
        return Lineage(relation, link.generation if link else None)
    if relation not in (Relation.REUSED, Relation.FILE):
        return ORIGINAL
    return Lineage(relation, _find_parent(owner, name))


def _find_parent(owner: Owner | None, name: str) -> Generation | None:
    try:
        return Generation.objects.visible_to(owner).filter(id=UUID(name)).first()
    except ValueError:
        return None
