"""A chosen picture as the field of pictures shows it."""

from playground.generations.models import Asset, Picture
from playground.pages.picture_urls import thumbnail_url


def picture_item(image: Asset | Picture) -> dict[str, object]:
    """Return the context of an image in the picture field."""
    name = image.name if isinstance(image, Asset) else image.generation.prompt[:60]
    return {
        "key": image.key,
        "name": name or "Picture",
        "thumb_url": thumbnail_url(image, "small"),
        "width": image.width,
        "height": image.height,
    }
