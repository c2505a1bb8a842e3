"""What can be wrong with the bytes of a picture.

PictureError
├── NotAPicture     the bytes are no whole PNG, JPEG or WebP
└── UploadRefused   a person's file is not taken
"""


class PictureError(Exception):
    """Bytes that cannot be used as a picture; `sentence` says to the person in plain words what is wrong."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotAPicture(PictureError):
    """The bytes are of another kind, damaged, incomplete or larger than what is decoded."""


class UploadRefused(PictureError):
    """An uploaded file is not taken; nothing of it is kept."""
