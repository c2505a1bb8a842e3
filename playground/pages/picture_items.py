"""A picture as an item of the picture field."""

from playground.catalog.reference_roles import ROLE_CHOICES, find_role
from playground.generations.models import Asset, Picture
from playground.pages.picture_urls import thumbnail_url


def picture_item(image: Asset | Picture, role: str = "", number: int = 1) -> dict[str, object]:
    """Return the context of an image in the picture field, with what it is used for and its number there."""
    name = image.name if isinstance(image, Asset) else image.generation.prompt[:60]
    return {
        "key": image.key,
        "name": name or "Picture",
        "thumb_url": thumbnail_url(image, "small"),
        "width": image.width,
        "height": image.height,
        "roles": ROLE_CHOICES,
        "role": role,
        "mention": find_role(role).mention(number),
    }
