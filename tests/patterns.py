"""Finds the regular expressions of the product, and texts that come near to matching each of them."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

import playground
from playground.snippets.highlighting import get_lexer
from playground.snippets.registry import LANGUAGES, SHELLS

# The parser of the standard library has no types.
_internals: Any = re

type Pattern = re.Pattern[str] | re.Pattern[bytes]

ROOT = Path(playground.__path__[0])
# Migrations meet no text of a person; the pages for staff can be imported only where they are switched on.
UNREAD = (".migrations", "playground.operators.")
# Repeats up to this many times cannot take long by themselves.
FEW = 20
# At most this many ways of matching one part are tried.
MOST_WAYS = 4
REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
# One of each kind that expressions tell apart.
CANDIDATES = " a1-'\"\n_/.,:;[{(<#\\\0\xff\u201ex0\t\xe9\U0001f600"


def find_patterns() -> dict[Pattern, str]:
    """Return every compiled expression of the product's modules and addresses, with where it is."""
    found = {pattern: name for module in _modules() for name, pattern in _within(module.__name__, vars(module))}
    return found | {pattern.regex: f"address {pattern}" for pattern in _addresses(get_resolver())}


def find_lexer_patterns(language: str) -> set[Pattern]:
    """Return the expressions that highlighting a language uses."""
    lexer: Any = get_lexer((LANGUAGES | SHELLS)[language].lexer)
    return {rule[0].__self__ for rules in lexer._tokens.values() for rule in rules}


def _modules() -> Iterator[Any]:
    for module in walk_packages([str(ROOT)], "playground."):
        if not any(part in module.name for part in UNREAD):
            yield import_module(module.name)


def _within(place: str, value: Any, depth: int = 0) -> Iterator[tuple[str, Pattern]]:
    if isinstance(value, re.Pattern):
        yield place, value
    elif depth > 4:
        return
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _within(f"{place}.{name}", inner, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for index, inner in enumerate(value):
            yield from _within(f"{place}.{index}", inner, depth + 1)
    elif isinstance(value, type) and value.__module__.startswith("playground."):
        yield from _within(place, dict(vars(value)), depth + 1)


def _addresses(resolver: URLResolver) -> Iterator[Any]:
    for entry in resolver.url_patterns:
        yield entry.pattern
        if not isinstance(entry, URLPattern):
            yield from _addresses(entry)


def find_hidden_calls() -> list[str]:
    """Return where the product uses an expression that `find_patterns` does not see: one inside a function."""
    # Stand-ins answer programs on this machine only.
    modules = (path for path in sorted(ROOT.rglob("*.py")) if path.parent.name != "standins")
    return [f"{path.relative_to(ROOT)}:{line}" for path in modules for line in _hidden_calls(path)]


def _hidden_calls(path: Path) -> Iterator[int]:
    tree = ast.parse(path.read_text())
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    ]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "re":
            yield node.lineno
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        called = node.func
        if not isinstance(called.value, ast.Name) or called.value.id != "re" or called.attr == "escape":
            continue
        if called.attr != "compile" or id(node) in inside:
            yield node.lineno


def near_matches(pattern: Pattern, length: int) -> Iterator[str]:
    """Yield texts of about that length that lead the expression far before it fails."""
    for before, body in repeats(pattern):
        for end in ("", "\0"):
            yield before + _fill(body, length) + end
    for whole in _ways(_parse(pattern)):
        for part in (whole, whole[:-1], whole[: len(whole) // 2], whole + " "):
            yield _fill(part, length)


def repeats(pattern: Pattern) -> list[tuple[str, str]]:
    """Return the parts that may come again and again: what leads up to each, and a way of matching it once.

    An expression without any looks at a few letters from each place, and so cannot be slow.
    """
    return list(dict.fromkeys(_repeats(_parse(pattern), "")))


def _parse(pattern: Pattern) -> Any:
    return re._parser.parse(pattern.pattern, pattern.flags)


def _fill(part: str, length: int) -> str:
    return part * (length // max(1, len(part)))


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """Yield for each part that may come again and again what leads up to it, and ways of matching it once."""
    for token in tree:
        kind, value = str(token[0]), token[1]
        if kind in REPEATS and value[1] > FEW:
            yield from ((before, way) for way in _ways(value[2]) if way)
        yield from (found for inner in _inner(kind, value) for found in _repeats(inner, before))
        before += (_ways_of(tree, token) or [""])[0]


def _inner(kind: str, value: Any) -> list[Any]:
    if kind in REPEATS:
        return [value[2]]
    if kind == "SUBPATTERN":
        return [value[3]]
    if kind == "BRANCH":
        return list(value[1])
    if kind == "ATOMIC_GROUP":
        return [value]
    return [value[1]] if kind in ("ASSERT", "ASSERT_NOT") else []


def _ways(tree: Any) -> list[str]:
    """Return a few texts that match."""
    parts = [ways for token in tree if (ways := _ways_of(tree, token))]
    count = min(MOST_WAYS, max(map(len, parts), default=1))
    return ["".join(ways[index % len(ways)] for ways in parts) for index in range(count)]


def _ways_of(tree: Any, token: Any) -> list[str]:
    kind, value = str(token[0]), token[1]
    if kind in ("AT", "ASSERT", "ASSERT_NOT", "GROUPREF"):
        return []
    if kind in REPEATS:
        inner, counts = _ways(value[2]), {max(1, value[0]), min(value[1], value[0] + 4), value[0]}
        return [way * count for count in sorted(counts, reverse=True) for way in inner]
    if kind == "BRANCH":
        return [way for branch in value[1] for way in _ways(branch)]
    inside = _inner(kind, value)
    return _ways(inside[0]) if inside else _characters(tree, token)


def _characters(tree: Any, token: Any) -> list[str]:
    """Return characters that this one token takes, of different kinds."""
    if str(token[0]) == "LITERAL":
        return [chr(token[1])]
    single = _internals._compiler.compile(re._parser.SubPattern(tree.state, [token]), tree.state.flags)
    is_bytes = isinstance(tree.state.str, bytes)
    return [one for one in CANDIDATES if single.match(one.encode("latin-1", "replace") if is_bytes else one)][
        :MOST_WAYS
    ]
