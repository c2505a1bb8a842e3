"""The sizes that keep this repository readable: functions, files, lines of templates, and comments that say why."""

import ast
import io
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FUNCTION = 40
LONGEST_FILE = 300
LONGEST_SETTINGS = 200
WIDEST_TEMPLATE_LINE = 120
# Of all lines; Healthchecks, linkding and httpx have 5 to 6 %.
FEWEST_COMMENTS = 0.04

type Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*folders: str) -> Iterator[Path]:
    """Yield the modules below these folders, without migrations, which Django writes."""
    for folder in folders:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if path.parent.name != "migrations")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the name of each function of a module, and how many lines it has."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, Function.__value__):
            yield f"{name_of(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def comments_in(text: str) -> int:
    return sum(token.type == tokenize.COMMENT for token in tokenize.generate_tokens(io.StringIO(text).readline))


def test_no_function_is_longer_than_a_screen() -> None:
    found = [found for path in modules("playground", "tests", "benchmarks") for found in functions(path)]
    assert len(found) > 1000
    assert [(name, lines) for name, lines in found if lines > LONGEST_FUNCTION] == []


def test_no_file_is_longer_than_one_can_keep_in_mind() -> None:
    sizes = {name_of(path): len(path.read_text().splitlines()) for path in modules("playground", "tests", "benchmarks")}
    assert {name: lines for name, lines in sizes.items() if lines > LONGEST_FILE} == {}
    assert sizes["playground/settings.py"] <= LONGEST_SETTINGS


def test_no_line_of_a_template_is_wider_than_the_code() -> None:
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert len(templates) > 50
    wide = [
        f"{name_of(path)}:{number}"
        for path in templates
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > WIDEST_TEMPLATE_LINE
    ]
    assert wide == []


def test_comments_say_why() -> None:
    texts = [path.read_text() for path in modules("playground")]
    lines = sum(len(text.splitlines()) for text in texts)
    assert sum(map(comments_in, texts)) / lines >= FEWEST_COMMENTS
