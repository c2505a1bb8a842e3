"""Scripts and style sheets are joined when static files are collected."""

import gzip
import re
import subprocess
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage

from playground.pages.delivery import (
    ENTRIES,
    SHEETS,
    CachedStaticFilesStorage,
    join_modules,
    join_sheets,
    shorten_source,
)
from tests.frontend.sources import PAGES, TEMPLATES, read_all
from tests.programs import need_program

SOURCES = Path(settings.BASE_DIR) / "static"
SOURCE = FileSystemStorage(location=SOURCES)
PATHS: dict[str, tuple[Storage, str]] = {
    name: (SOURCE, name)
    for folder in ("js", "css")
    for name in (f"{folder}/{path.name}" for path in sorted((SOURCES / folder).glob(f"*.{folder}")))
}


def test_the_entries_are_the_scripts_that_pages_name() -> None:
    sources = read_all(TEMPLATES, "*.html") | read_all(PAGES, "*.py")
    del sources["delivery.py"]
    assert set(re.findall(r"""["'](js/[a-z-]+\.js)["']""", "\n".join(sources.values()))) == set(ENTRIES)


def test_scripts_that_are_only_imported_are_not_served_under_hashed_names(tmp_path: Path) -> None:
    storage = CachedStaticFilesStorage(location=tmp_path, base_url="/static/")
    paths = {name: path for name, path in PATHS.items() if name.startswith("js/")}
    for name in paths:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((SOURCES / name).read_bytes())
    assert list(storage.post_process(paths))
    assert set(storage.hashed_files) == set(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_joined_script_imports_nothing_and_is_valid(entry: str, tmp_path: Path) -> None:
    joined = join_modules(entry, PATHS)
    assert not re.search(r"(?m)^import ", joined)
    # Only the entry itself, which may be imported on its first use.
    exported = re.compile(r"(?m)^export .*")
    assert exported.findall(joined) == exported.findall((SOURCES / entry).read_text())
    script = tmp_path / "joined.mjs"
    script.write_text(joined)
    assert subprocess.run([need_program("node"), "--check", script], check=False).returncode == 0


def test_a_shorter_source_says_the_same(tmp_path: Path) -> None:
    script = "// A comment.\nif (a) {\n  b(); // stays\n}\n"
    assert shorten_source("js/a.js", script) == "if (a) {\nb(); // stays\n}\n"
    sheet = "/* Two\n   lines */\n.a {\n  color: red; /* why */\n}\n"
    assert shorten_source("css/a.css", sheet) == ".a {\ncolor: red; }\n"
    # Indents and lines like comments count inside a text, so no text may go over several lines.
    open_texts = [
        f"{name}: {line}"
        for name, text in read_all(SOURCES / "js", "*.js").items()
        for line in text.splitlines()
        if not line.lstrip().startswith("//") and line.count("`") % 2
    ]
    assert open_texts == []


def test_a_module_that_two_others_import_is_there_once() -> None:
    joined = join_modules("js/studio.js", PATHS)
    assert joined.count("const announce =") == 1
    assert joined.index("const announce =") < joined.index("announce(")


def test_every_imported_sheet_is_in_the_joined_one() -> None:
    importing = [path for path in sorted((SOURCES / "css").glob("*.css")) if "@import" in path.read_text()]
    assert {f"css/{path.name}" for path in importing} == set(SHEETS)
    for path in importing:
        joined = join_sheets(f"css/{path.name}", PATHS)
        assert "@import" not in joined
        for imported in re.findall(r'@import "\./([^"]+)"', path.read_text()):
            assert (SOURCES / "css" / imported).read_text() in joined


def test_collected_entries_are_the_joined_files(tmp_path: Path) -> None:
    storage = CachedStaticFilesStorage(location=tmp_path, base_url="/static/")
    fonts = (f"fonts/{path.name}" for path in (SOURCES / "fonts").glob("*.woff2"))
    paths = PATHS | {name: (SOURCE, name) for name in fonts}
    for name in paths:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((SOURCES / name).read_bytes())
    outcomes = list(storage.post_process(paths))
    assert [outcome for *_, outcome in outcomes if isinstance(outcome, Exception)] == []
    for entry in ENTRIES:
        stored = tmp_path / storage.stored_name(entry)
        assert stored.read_text() == shorten_source(entry, join_modules(entry, PATHS))
        # Beside it are the files for browsers that take compressed ones.
        assert brotli.decompress(stored.with_name(f"{stored.name}.br").read_bytes()) == stored.read_bytes()
        assert gzip.decompress(stored.with_name(f"{stored.name}.gz").read_bytes()) == stored.read_bytes()
    for sheet in SHEETS:
        assert "@import" not in (tmp_path / storage.stored_name(sheet)).read_text()
