"""Reads Python code with requests, httpx, aiohttp, urllib or http.client, from its syntax tree."""

import ast
import re
import warnings
from textwrap import dedent

from playground.recall.code.found import Reading
from playground.recall.code.python_statements import Reader
from playground.recall.code.values import TooComplex

# Words with which a line of Python may begin, and calls that only Python has.
LOOKS = re.compile(
    r"^[ \t]{0,40}(?:import \w|from [\w.]{1,99} import|def \w{1,99}\(|async def |with |print\(|for \w{1,99} in )"
    r"|\b(?:requests|httpx|aiohttp|urllib\.request|session|client)\.(?:post|put|request|Client|AsyncClient|Request)\(",
    re.MULTILINE,
)
# Python reads these numbers at any length, but refuses to write one of more than 4,300 digits.
HUGE_NUMBER = re.compile("0[xXoObB][0-9a-fA-F_]{3000}")
MOST_BITS = 12_000

NO_REQUEST = "There is no call in the Python code that sends a request to an address."
NOT_PYTHON = "This is not valid Python: the error is in line {line}. Paste all of the code."
LIBRARIES = frozenset({"replicate", "fal_client", "openai", "together", "huggingface_hub", "runware"})
LIBRARY_NOT_READ = "The client library {name} makes the request, and is not read. Paste the request as cURL or JSON."


def looks_like(text: str) -> bool:
    return LOOKS.search(text) is not None


def read(text: str) -> Reading:
    """Return the requests that the code would send."""
    # The lines of a function are pasted as they are indented there.
    text = dedent(text)
    try:
        # Pasted code may be worth a warning, but not one in the log of this server.
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(text, "<pasted>")
    except SyntaxError as error:
        return Reading(problem=NOT_PYTHON.format(line=error.lineno or 1), is_valid=False)
    except ValueError:
        return Reading(problem=NOT_PYTHON.format(line=1), is_valid=False)
    except (MemoryError, RecursionError):
        # The parser raises these for thousands of brackets or signs within each other; its own stack is limited.
        raise TooComplex from None
    if HUGE_NUMBER.search(text):
        _take_out_huge_numbers(tree)
    reader = Reader()
    reader.read(tree.body)
    reader.read_uncalled()
    return reader.findings.reading(_find_library(tree) or NO_REQUEST)


def _take_out_huge_numbers(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value.bit_length() > MOST_BITS:
            node.value = ...


def _find_library(tree: ast.Module) -> str:
    """Return that the code leaves the request to a client library, or "" if it imports none."""
    for node in tree.body:
        names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name.partition(".")[0] in LIBRARIES:
                return LIBRARY_NOT_READ.format(name=name.partition(".")[0])
    return ""
