"""The pictures of a model's example prompts, as one file for each model in the storage that all processes share."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from playground.catalog.spec import ModelSpec

# Counted up when the pictures are drawn in another way, so that they are drawn again.
VERSION = 2


def sheet_digest(spec: ModelSpec) -> str:
    """Return what changes with the prompts, for a name under which browsers may keep the file for ever."""
    prompts = [example.prompt for example in spec.examples]
    return hashlib.sha256(repr((VERSION, spec.id, prompts)).encode()).hexdigest()[:12]


def read_sheet(spec: ModelSpec) -> bytes | None:
    """Return the file, or None as long as it is not drawn or the storage is away."""
    try:
        with default_storage.open(_name(spec)) as file:
            return bytes(file.read())
    # These pictures are an ornament: the page is as useful without them.
    except OSError:
        return None


def has_sheet(spec: ModelSpec) -> bool:
    return default_storage.exists(_name(spec))


def keep_sheet(spec: ModelSpec, content: bytes) -> None:
    """Store the file. Two workers may draw it at once; then the second replaces the first one's file."""
    if not has_sheet(spec):
        default_storage.save(_name(spec), ContentFile(content))


def _name(spec: ModelSpec) -> str:
    return f"ideas/{spec.id.replace('/', '-')}-{sheet_digest(spec)}.webp"
