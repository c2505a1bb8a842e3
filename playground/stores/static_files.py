"""Collects the static files: joined, hashed and compressed. At most starts nothing has changed since the last time."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, get_finders
from django.core.management import call_command

# What django-htmx brings beside the one script that the pages use: other versions, sources and extensions. Compressing
# them would take as long as all other files together.
UNUSED = ("django_htmx/ext/*", "django-htmx.js", "htmax-*", "htmx-2.js", "htmx-4*")
# In the home: the digests of the sources that were collected and of the manifest that came of them.
RECORD = "static_files.json"


class LibraryFinder(AppDirectoriesFinder):
    """Finds the static files of the installed libraries, without those that no page uses."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        """Yield the path and the storage of each file."""
        yield from super().list([*(ignore_patterns or ()), *UNUSED])


def collect_static_files() -> None:
    """Collect the static files unless the home has those of these sources already."""
    root, record = Path(settings.STATIC_ROOT), settings.HOME / RECORD
    sources = digest_sources()
    if record.exists() and record.read_text() == describe(sources, root) and has_collected_files(root):
        return
    # Without a record the next start collects again, even if this one is killed on the way.
    record.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False)
    record.write_text(describe(sources, root))


def digest_sources() -> str:
    """Return a digest of everything that the collected files are made from: files, code and libraries."""
    storage = import_module(settings.STORAGES["staticfiles"]["BACKEND"].rpartition(".")[0])
    digest = hashlib.sha256(f"{django.__version__} {version('whitenoise')}".encode())
    digest.update(Path(str(storage.__file__)).read_bytes())
    found = [(name, Path(files.path(name))) for finder in get_finders() for name, files in finder.list([])]
    # By content, because files of a container image may all have the same time.
    for name, path in found:
        content = path.read_bytes()
        digest.update(f"{name} {len(content)} ".encode() + content)
    return digest.hexdigest()


def describe(sources: str, root: Path) -> str:
    """Return what the record should contain. A `collectstatic` by hand changes the manifest."""
    manifest = root / "staticfiles.json"
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.exists() else ""
    return json.dumps({"sources": sources, "manifest": digest})


def has_collected_files(root: Path) -> bool:
    """Return whether all files in the manifest exist."""
    return all((root / name).is_file() for name in list_collected(root))


def list_collected(root: Path) -> set[str]:
    """Return the hashed names of all files in the manifest."""
    return set(json.loads((root / "staticfiles.json").read_bytes())["paths"].values())
