"""Evaluates expressions of Python as far as they are made of constants, and notices the requests among them."""

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from playground.recall.code.forms import read_parts
from playground.recall.code.found import Findings
from playground.recall.code.json_text import read_body
from playground.recall.code.lookups import METHODS, Client, is_text, join_address, look_up, read_headers, unwrap
from playground.recall.code.python_texts import TEXT_FUNCTIONS, format_percent
from playground.recall.code.values import (
    MOST_VALUES,
    Dumped,
    Mixed,
    TooComplex,
    Unread,
    add,
    first_texts,
    join,
    list_texts,
    plain_text,
    spend,
    unread,
)

# Expressions within each other; calls that follow each other count, too.
DEEPEST = 80
CLIENTS = frozenset({"Client", "AsyncClient", "Session", "ClientSession"})
CONNECTIONS = {"HTTPSConnection": "https://", "HTTPConnection": "http://"}
LONGEST_RANGE = 1000


class Evaluator:
    def __init__(self) -> None:
        self.findings = Findings()
        self.variables: dict[str, Any] = {}
        # How often each of the loops around the statement runs.
        self.loops: list[int] = []
        self.depth = 0

    def evaluate(self, node: ast.expr | None) -> Any:  # noqa: ANN401
        """Return the value, which is unread if only running the code would give it."""
        self.depth += 1
        spend()
        try:
            if self.depth > DEEPEST:
                raise TooComplex
            return self.evaluate_inner(node)
        finally:
            self.depth -= 1

    def evaluate_inner(self, node: ast.expr | None) -> Any:  # noqa: ANN401, C901
        match node:
            case ast.Constant():
                return self.constant(node)
            case ast.Name():
                return self.variables.get(node.id, unread(node.id))
            case ast.Dict():
                return self.make_dict(node)
            case ast.List() | ast.Tuple() | ast.Set():
                return self.make_list(node.elts)
            case ast.JoinedStr():
                return join(self.evaluate(part) for part in node.values)
            case ast.FormattedValue():
                return self.format_value(node)
            case ast.BinOp():
                return self.combine(node.op, self.evaluate(node.left), self.evaluate(node.right))
            case ast.UnaryOp(op=ast.USub()):
                value = self.evaluate(node.operand)
                return -value if isinstance(value, int | float) else unread("a number")
            case ast.Call():
                return self.call(node)
            case ast.Attribute():
                return self.attribute(node)
            case ast.Subscript():
                return self.subscript(node)
            case ast.Await() | ast.NamedExpr():
                return self.evaluate(node.value)
            case ast.BoolOp(op=ast.Or()):
                return self.choose([self.evaluate(value) for value in node.values])
        return self.other(node)

    def constant(self, node: ast.Constant) -> Any:  # noqa: ANN401
        if isinstance(node.value, bytes):
            return node.value.decode(errors="replace")
        return node.value if isinstance(node.value, str | int | float | bool) or node.value is None else unread("...")

    def make_dict(self, node: ast.Dict) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            item = self.evaluate(value)
            if key is None:
                found |= spread(item)
                self.findings.say_unknown_members(item)
                continue
            name = self.evaluate(key)
            if isinstance(name, str | int):
                found[str(name)] = item
        return found

    def make_list(self, items: Sequence[ast.expr]) -> list[Any]:
        found: list[Any] = []
        for item in items:
            value = self.evaluate(item.value if isinstance(item, ast.Starred) else item)
            found += value if isinstance(item, ast.Starred) and isinstance(value, list) else [value]
            spend(len(value) if isinstance(value, list) else 1)
            if len(found) > MOST_VALUES:
                raise TooComplex
        return found

    def format_value(self, node: ast.FormattedValue) -> Any:  # noqa: ANN401
        value = self.evaluate(node.value)
        # A format such as `:.2f` is not carried out.
        return self.unread(node.value, value) if node.format_spec or isinstance(value, bool) else value

    def combine(self, operator: ast.operator, left: Any, right: Any) -> Any:  # noqa: ANN401
        numbers = type(left) in (int, float) and type(right) in (int, float) and max(abs(left), abs(right)) < 1e9
        match operator:
            case ast.Add():
                return add(left, right)
            case ast.BitOr() if isinstance(left, dict) and isinstance(right, dict):
                return spread(left) | spread(right)
            case ast.Mult() if numbers:
                return left * right
            case ast.Sub() if numbers:
                return left - right
            case ast.Mod() if isinstance(left, str) and (found := format_percent(left, right)) is not None:
                return found
        return unread("a calculation", first_texts([left, right]))

    def choose(self, values: Sequence[Any]) -> Any:  # noqa: ANN401
        """Return the first value that is known, for `os.environ.get(…) or "…"`."""
        known = next((value for value in values if not isinstance(value, Unread) and value), None)
        return known if known is not None else values[0]

    def other(self, node: ast.expr | None) -> Unread:
        """Evaluate what is within any other expression, for the requests in it."""
        parts = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)] if node else []
        values = [self.evaluate(part) for part in parts]
        return self.unread(node, values)

    def unread(self, node: ast.expr | None, value: Any = None) -> Unread:  # noqa: ANN401
        return unread(name_of(node), first_texts(value))

    def attribute(self, node: ast.Attribute) -> Any:  # noqa: ANN401
        if (
            isinstance(node.value, ast.Name)
            and (shared := self.variables.get(f"{node.value.id}.{node.attr}")) is not None
        ):
            return shared
        value = self.evaluate(node.value)
        if isinstance(value, Client) and node.attr == "headers":
            return value.headers
        found = look_up(value, node.attr)
        return unread(name_of(node)) if found is None else found

    def subscript(self, node: ast.Subscript) -> Any:  # noqa: ANN401
        value, key = self.evaluate(node.value), self.evaluate(node.slice)
        found = look_up(value, key)
        # `os.environ["KEY"]` names a variable, which is not secret.
        return self.variables.get(name_of(node), unread(name_of(node))) if found is None else found

    def call(self, node: ast.Call) -> Any:  # noqa: ANN401
        owner = self.evaluate(node.func.value) if isinstance(node.func, ast.Attribute) else None
        name = node.func.attr if isinstance(node.func, ast.Attribute) else name_of(node.func)
        arguments = self.make_list(node.args)
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value)
            named |= {keyword.arg: value} if keyword.arg else spread(value)
        if self.note_request(name, owner, arguments, named):
            return unread("a response")
        found = self.call_function(name, arguments, named) if owner is None else None
        found = self.call_known(name, owner, arguments, named) if found is None else found
        return self.unread(node, [owner, *arguments, *named.values()]) if found is None else found

    def call_function(self, name: str, arguments: Sequence[Any], named: dict[str, Any]) -> Any:  # noqa: ANN401
        return None

    def call_known(self, name: str, owner: Any, arguments: list[Any], named: dict[str, Any]) -> Any:  # noqa: ANN401
        """Return the result of a call whose meaning is known, or None."""
        first = arguments[0] if arguments else None
        if name in CLIENTS:
            return Client(plain_text(named.get("base_url")), spread(read_headers(named.get("headers"))))
        if name in CONNECTIONS and is_text(first):
            return Client(CONNECTIONS[name] + plain_text(first))
        if name == "update" and isinstance(owner, dict):
            owner |= spread(first) | named
            return owner
        if name == "pop" and isinstance(owner, dict) and isinstance(first, str):
            return owner.pop(first, None)
        if name == "dict":
            return spread(first) | named
        if name == "range" and arguments and all(type(item) is int for item in arguments[:3]):
            spend(LONGEST_RANGE)
            return list(range(*arguments[:3])[:LONGEST_RANGE]) if arguments[2:] != [0] else None
        if name in ("getenv", "get") and not isinstance(owner, dict) and is_text(first):
            # The name of a variable is not secret; a default beside it may be.
            return unread(f'{name}("{plain_text(first)}")', list_texts(arguments[1:2]))
        function = TEXT_FUNCTIONS.get(name)
        return function(owner, arguments) if function else None

    def note_request(self, name: str, owner: Any, arguments: list[Any], named: dict[str, Any]) -> bool:  # noqa: ANN401
        """Add the request if the call sends one, and return whether it does."""
        if name == "Request":
            method = named.get("method", "POST")
        elif name in METHODS and (isinstance(owner, Client | Unread) or named.keys() & {"url", "json"}):
            method = name
        else:
            return False
        if method == "request":
            method = named.get("method", arguments[0] if arguments else "POST")
            arguments = arguments if "method" in named else arguments[1:]
        address = named.get("url", arguments[0] if arguments else None)
        base = owner.base if isinstance(owner, Client) else ""
        text = join_address(base, address)
        if not (base or "/" in text):
            return False
        # Of `post(url, data, json)` and of `request(method, url, body, headers)`, whatever their names.
        rest = [unwrap(item) if isinstance(item, Dumped | dict | str | Mixed) else item for item in arguments[1:3]]
        bodies = [named.get(key) for key in ("json", "content", "data", "body")] + rest
        body = next((unwrap(item) for item in bodies if item is not None and not isinstance(item, Unread)), None)
        body = read_parts(named.get("files"), named.get("data")) or body
        given = named.get("headers", arguments[2] if isinstance(owner, Client) and len(arguments) > 2 else None)
        headers = spread(owner.headers if isinstance(owner, Client) else {}) | spread(read_headers(given))
        for key in ("params", "auth", "cookies"):
            self.findings.secrets.update(list_texts(named.get(key)))
        self.findings.add(method, text, headers, read_body(body), self.loops[-1] if self.loops else 1)
        return True


def spread(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a copy of a dictionary, and an empty one for anything else."""
    spend(len(value) if isinstance(value, Mapping) else 1)
    return dict(value) if isinstance(value, Mapping) else {}


def as_list(value: Any) -> list[Any] | None:  # noqa: ANN401
    return value if isinstance(value, list) else None


def name_of(node: ast.AST | None) -> str:
    """Return how the code calls a value: `os.environ["KEY"]`, `encode("cat.png")`."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute(value=ast.Name(id=owner)):
            return f"{owner}.{node.attr}"
        case ast.Attribute():
            return node.attr
        case ast.Call():
            return f"{name_of(node.func)}(…)"
        case ast.Subscript(slice=ast.Constant(value=key)):
            return f'{name_of(node.value)}["{str(key)[:40]}"]'
    return "an expression"
