"""The errors of picture files.

PictureError
├── NotAPicture     the bytes are not a complete PNG, JPEG or WebP
└── UploadRefused   an uploaded file is not accepted
"""

from playground.errors import SentenceError


class PictureError(SentenceError):
    """The bytes cannot be used as a picture. `sentence` explains the error to a person."""


class NotAPicture(PictureError):
    """The bytes have another format, are damaged or incomplete, or exceed the limits for decoding."""


class UploadRefused(PictureError):
    """An uploaded file is not accepted. Nothing of it is stored."""
