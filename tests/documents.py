"""The repository's documents and files, for tests that compare what the documents say with what there is."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (".ci", "benchmarks", "docs", "playground", "static", "templates", "tests")
# Notes of the recorded test data are not documents of the product.
DOCUMENTS = sorted(
    path
    for place in ("*.md", "docs/**/*.md", "benchmarks/**/*.md", "static/**/*.md", "playground/**/*.md")
    for path in ROOT.glob(place)
)


def list_files() -> list[str]:
    """Return the paths of all files in the repository's own folders, and of those beside them."""
    inside = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts)
    return sorted(path.relative_to(ROOT).as_posix() for path in (*inside, *ROOT.glob("*")) if path.is_file())


def read(name: str) -> str:
    """Return the text of a file at a path from the top of the repository."""
    return (ROOT / name).read_text()


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading, without its head."""
    part = re.split(r"\n#+ ", text.split(f"{heading}\n", 1)[1], maxsplit=1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def slug_of(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
