"""The pictures of a model's example prompts, as one file for each model in the storage that all processes share."""

import hashlib
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.stores.listing import list_files

# Counted up when the pictures are drawn in another way, so that they are drawn again.
VERSION = 2
FOLDER = "ideas"
KEEP_OTHERS = timedelta(days=1)


def sheet_digest(spec: ModelSpec) -> str:
    """Return what changes with the prompts, for a name under which browsers may keep the file for ever."""
    prompts = [example.prompt for example in spec.examples]
    return hashlib.sha256(repr((VERSION, spec.id, prompts)).encode()).hexdigest()[:12]


def read_sheet(spec: ModelSpec) -> bytes | None:
    """Return the file, or None until it is drawn, or while the storage is unavailable."""
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


def remove_old_sheets(now: datetime) -> None:
    """Remove the files of prompts and of models that the catalog no longer has."""
    current = {_name(spec) for spec in specs().values()}
    for name in list(list_files(FOLDER)):
        # Machines with another release may have drawn a file just now.
        if name not in current and _is_old(name, now):
            default_storage.delete(name)


def _is_old(name: str, now: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < now - KEEP_OTHERS
    except FileNotFoundError:
        return False


def _name(spec: ModelSpec) -> str:
    return f"{FOLDER}/{spec.id.replace('/', '-')}-{sheet_digest(spec)}.webp"
