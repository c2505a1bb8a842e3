"""The sources of the pages: templates, scripts, styles, and the Python that writes HTML."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "templates"
SCRIPTS = ROOT / "static" / "js"
STYLES = ROOT / "static" / "css"
PAGES = ROOT / "playground" / "pages"
CATALOG = ROOT / "playground" / "catalog"


def read_all(folder: Path, pattern: str) -> dict[str, str]:
    """Return the text of each file of a folder, by its path there."""
    return {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob(pattern))}


def long_lines(folder: Path, pattern: str, most: int = 120) -> list[str]:
    """Return the places of lines that are too long."""
    return [
        f"{name}:{number}"
        for name, text in read_all(folder, pattern).items()
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > most
    ]


def long_files(folder: Path, pattern: str, most: int) -> list[str]:
    """Return the files with too many lines."""
    return [name for name, text in read_all(folder, pattern).items() if len(text.splitlines()) > most]


def without_comments(script: str) -> str:
    """Return a script without its comments, which start their line here."""
    return re.sub(r"(?m)^\s*//.*$", "", script)


def table(document: str, heading: str) -> Iterator[list[set[str]]]:
    """Yield the rows of the table under a heading; a cell is the set of its words in backquotes."""
    section = document.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("| `"):
            yield [set(re.findall(r"`([^`]+)`", cell)) for cell in line.strip("|").split("|")]
