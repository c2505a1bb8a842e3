"""What an upload becomes, or the sentence that refuses it."""

import io
from dataclasses import dataclass, field

import pytest

from playground.imaging.errors import UploadRefused
from playground.imaging.facts import ImageInfo, measure
from playground.imaging.uploads import verify_upload


@dataclass(frozen=True, slots=True)
class Taken(ImageInfo):
    """A file that was taken, and its properties."""

    content: bytes = field(repr=False)


def take(content: bytes, name: str = "") -> Taken:
    made = verify_upload(io.BytesIO(content), name)
    facts = measure(made)
    return Taken(facts.format, facts.width, facts.height, facts.byte_size, facts.sha256, made)


def refusal(content: bytes, name: str = "") -> str:
    with pytest.raises(UploadRefused) as caught:
        take(content, name)
    return caught.value.sentence
