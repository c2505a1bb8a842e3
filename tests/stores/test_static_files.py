"""Static files are collected at the first start, and again only if something has changed."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.finders import get_finders

from playground.stores.static_files import RECORD, collect_static_files


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder with one static file, of a home in which nothing was collected yet."""
    settings.HOME, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    storage = {"BACKEND": "playground.pages.delivery.CachedStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/notes.css").write_text("a { color: red }")
    return tmp_path


def collected(folder: Path) -> list[Path]:
    return sorted(folder.glob("static/notes.*.css"))


def test_unchanged_files_are_not_collected_again(folder: Path) -> None:
    collect_static_files()
    [path] = collected(folder)
    before = path.stat().st_ino, path.stat().st_mtime_ns
    collect_static_files()
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before


CHANGES: dict[str, Callable[[Path], object]] = {
    "a source": lambda folder: (folder / "sources/notes.css").write_text("a { color: tan }"),
    "a new source": lambda folder: (folder / "sources/more.css").write_text("b { color: tan }"),
    "a collected file": lambda folder: collected(folder)[0].unlink(),
    "the manifest": lambda folder: (folder / "static/staticfiles.json").write_text('{"paths": {}, "version": "1.1"}'),
    "no manifest": lambda folder: (folder / "static/staticfiles.json").unlink(),
    "no record": lambda folder: (folder / RECORD).unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_files_are_collected_again_after_a_change(folder: Path, change: Callable[[Path], object]) -> None:
    collect_static_files()
    record = (folder / RECORD).stat().st_mtime_ns
    change(folder)
    collect_static_files()
    assert (folder / RECORD).stat().st_mtime_ns > record
    assert all(path.exists() for path in collected(folder))
    assert collected(folder)


def test_libraries_give_what_pages_use_and_not_their_other_versions() -> None:
    found = {name for finder in get_finders() for name, _ in finder.list([])}
    templates = (django_settings.BASE_DIR / "templates").rglob("*.html")
    named = {name for path in templates for name in re.findall(r"{% static '([^']+)'", path.read_text())}
    assert named <= found
    assert {name for name in found if name.startswith("django_htmx/")} == {"django_htmx/htmx-2.min.js"}
