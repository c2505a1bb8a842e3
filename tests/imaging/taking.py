"""What an upload becomes, or the sentence that refuses it."""

import io

import pytest

from playground.imaging.errors import UploadRefused
from playground.imaging.uploads import VerifiedImage, verify_upload


def take(content: bytes, name: str = "") -> VerifiedImage:
    return verify_upload(io.BytesIO(content), name)


def refusal(content: bytes, name: str = "") -> str:
    with pytest.raises(UploadRefused) as caught:
        take(content, name)
    return caught.value.sentence
