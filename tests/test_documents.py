"""Links, paths, commands and variables in any document name something that exists."""

import re
from pathlib import Path

import pytest

from tests.documents import DOCUMENTS, FOLDERS, ROOT, list_files, read, slug_of

FILES = list_files()
OF_DJANGO = {"check", "collectstatic", "createsuperuser", "makemigrations", "migrate"}
LINK = re.compile(r"(?:\]\(|(?:src|srcset)=\")(?!https?:|mailto:)([^)\"#\s]*)(?:#([^)\"\s]+))?[)\"]")
WORD = re.compile(r"`([\w.-]+(?:/[\w.-]+)*/?)`")
ENDINGS = (".conf", ".css", ".html", ".js", ".json", ".md", ".py", ".service", ".svg", ".toml", ".yaml")
VARIABLE = re.compile(r"\b(?:PLAYGROUND|WEB|S3|AWS)_[A-Z0-9_]+\b|\b(?:DATABASE|REDIS)_URL\b")

in_every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


def exists(name: str) -> bool:
    """Return whether a file or a folder has that path, or a longer one that ends in it."""
    is_folder = any(f"/{name.rstrip('/')}/" in f"/{path}" for path in FILES)
    return is_folder or any(f"/{path}".endswith(f"/{name}") for path in FILES)


def is_path(word: str) -> bool:
    """Return whether a word in backticks is meant as a path in this repository."""
    return word.endswith(ENDINGS) or ("/" in word and word.partition("/")[0] in FOLDERS)


def anchors(document: Path) -> list[str]:
    """Return the anchors of a document's headings."""
    return [slug_of(heading) for heading in re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)]


def broken_links(document: Path) -> list[str]:
    """Return the links of a document that lead to no file, or to no heading."""
    broken = []
    for path, anchor in LINK.findall(document.read_text()):
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(f"{path}#{anchor}" if anchor else path)
    return broken


@in_every_document
def test_every_link_leads_somewhere(document: Path) -> None:
    assert broken_links(document) == []


@in_every_document
def test_every_path_that_it_names_exists(document: Path) -> None:
    named = {word for word in WORD.findall(document.read_text()) if is_path(word)}
    assert [name for name in sorted(named) if not exists(name)] == []


@in_every_document
def test_every_command_that_it_names_exists(document: Path) -> None:
    own = {Path(path).stem for path in FILES if "/management/commands/" in path}
    named = set(re.findall(r"manage\.py(?: |\", \")([a-z]\w*)", document.read_text()))
    assert named - own - OF_DJANGO == set()


@in_every_document
def test_every_module_and_target_that_it_runs_exists(document: Path) -> None:
    text = document.read_text()
    modules = {module.replace(".", "/") for module in re.findall(r"python -m ((?:tests|benchmarks|docs)[.\w]*)", text)}
    assert {name for name in modules if not (ROOT / f"{name}.py").exists()} == set()
    targets = set(re.findall(r"^(\w+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make (\w+)", text, re.MULTILINE)) - targets == set()


@in_every_document
def test_every_variable_that_it_names_is_a_setting(document: Path) -> None:
    known = set(VARIABLE.findall(read("docs/settings.md")))
    assert set(VARIABLE.findall(document.read_text())) - known == set()


def test_what_does_not_exist_is_found(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text("# One title\n[a](#one-title) [b](#another) [c](gone.md) [d](https://example.com/x)")
    assert broken_links(document) == ["#another", "gone.md"]
    assert exists("playground/settings.py")
    assert exists("pages/studio.py")
    assert not exists("playground/no_such_module.py")
    assert is_path("tests/no_such_folder/")
    assert not is_path("onemin/flux-2-flex/edit")


def test_the_notice_names_the_licence_of_every_font() -> None:
    licences = {path.rpartition("/")[2] for path in FILES if "/fonts/" in path and "LICENSE" in path}
    assert len(licences) > 8
    assert licences == set(re.findall(r"\S*LICENSE\S*\.txt", read("NOTICE")))
    assert "MIT License" in read("LICENSE")
