"""What the sections of the composer show."""

from playground.accounts.models import Owner
from playground.catalog.composition import Composition
from playground.catalog.composition.reading import Format
from playground.catalog.prompt_lengths import measure_length
from playground.catalog.spec import ModelSpec
from playground.generations.models import Asset, Generation, Status
from playground.pages.cards import make_cards
from playground.pages.composer_fields import CONTENT, LOOK, compare_palette, write
from playground.pages.panel import studio_url
from playground.pages.picture_urls import thumbnail_url
from playground.presets.models import Palette

# How many pictures are offered to take colours from.
PICTURES, UPLOADS = 24, 12


def list_for_colours(owner: Owner | None, composition: Composition) -> dict[str, object]:
    """Return what only the section of colours shows."""
    found = Generation.objects.visible_to(owner).filter(status=Status.DONE).newest_first()
    uploads = Asset.objects.visible_to(owner).filter(lost=False).order_by("-created")
    return {
        "contrasts": compare_palette(composition.palette),
        "palettes": Palette.objects.visible_to(owner).order_by("key"),
        "cards": make_cards(found[:PICTURES]),
        "uploads": [(asset, thumbnail_url(asset, "small")) for asset in uploads[:UPLOADS]],
    }


def list_rest(spec: ModelSpec, composition: Composition, written_as: Format) -> dict[str, object]:
    """Return what neither section shows."""
    prompt, written = spec.by_role("prompt"), write(composition, written_as)
    return {
        "back": studio_url(spec),
        "content": [(field, getattr(composition, field.name)) for field in CONTENT],
        "look": [(field, getattr(composition, field.name)) for field in LOOK],
        "written": written,
        "length": measure_length(spec, written),
        "prompt_limit": prompt.max_length if prompt else None,
    }
