"""Evaluates expressions of JavaScript as far as they are made of constants, and notices the requests among them."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tree_sitter import Node

from playground.catalog.values import shorten
from playground.recall.code.forms import call_form
from playground.recall.code.found import Findings
from playground.recall.code.javascript_nodes import decode, name_of, pair_surrogates, text_of
from playground.recall.code.javascript_texts import TEXT_FUNCTIONS
from playground.recall.code.json_text import read_body
from playground.recall.code.lookups import (
    METHODS,
    Client,
    has_options,
    is_text,
    join_address,
    look_up,
    read_headers,
    unwrap,
)
from playground.recall.code.values import (
    MOST_VALUES,
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

# Expressions and statements within each other.
DEEPEST = 80
ADDRESS_UNKNOWN = (
    "The address {source} is not known where the code sends the request. Replace it with the address itself."
)
NUMBER = re.compile(r"0[xX][0-9a-fA-F]{1,16}|[0-9]{1,20}|[0-9]{0,20}\.?[0-9]{0,20}(?:[eE][+-]?[0-9]{1,3})?")
CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}
SENDERS = frozenset({"fetch", "axios", "ky", "got", "ajax"})
FUNCTIONS = frozenset({"arrow_function", "function_expression", "function_declaration", "generator_function"})


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the code, which is read at its first call."""

    node: Node


class Evaluator(ABC):
    """Expressions alone. The statements, and the functions that consist of them, are the subclass's."""

    def __init__(self) -> None:
        self.findings = Findings()
        # An object may be one of Python.
        self.variables: dict[str, Any] = {"True": True, "False": False, "None": None}
        # How often each of the loops around the statement runs.
        self.loops: list[int] = []
        self.depth = 0
        self.kinds: dict[str, Callable[[Node], Any]] = {
            "string": self.string,
            "template_string": self.template,
            "number": self.number,
            "identifier": lambda node: self.variables.get(text_of(node), unread(text_of(node))),
            "object": self.object,
            "array": lambda node: self.list(node.named_children),
            "binary_expression": self.binary,
            "unary_expression": self.unary,
            "parenthesized_expression": self.last,
            "expression_statement": self.last,
            "await_expression": self.last,
            "sequence_expression": self.last,
            "member_expression": self.member,
            "subscript_expression": self.member,
            "call_expression": self.call,
            "new_expression": self.call,
            "assignment_expression": self.assignment,
            "augmented_assignment_expression": self.assignment,
        }

    def evaluate(self, node: Node | None) -> Any:  # noqa: ANN401
        """Return the value, which is unread if only running the code would give it."""
        if node is None:
            return unread("nothing")
        self.depth += 1
        spend()
        try:
            if self.depth > DEEPEST:
                raise TooComplex
            if node.type in CONSTANTS:
                return CONSTANTS[node.type]
            if node.type in FUNCTIONS:
                return Function(node)
            return self.kinds.get(node.type, self.other)(node)
        finally:
            self.depth -= 1

    def other(self, node: Node) -> Any:  # noqa: ANN401
        """Evaluate what is within any other expression, for the requests in it."""
        values = [self.evaluate(child) for child in node.named_children]
        return self.unread(node, values)

    def unread(self, node: Node, value: Any = None) -> Unread:  # noqa: ANN401
        return unread(name_of(node), first_texts(value))

    def last(self, node: Node) -> Any:  # noqa: ANN401
        values = [self.evaluate(child) for child in node.named_children if child.type != "comment"]
        return values[-1] if values else unread("nothing")

    def string(self, node: Node) -> str:
        return pair_surrogates("".join(decode(child) for child in node.named_children))

    def template(self, node: Node) -> Any:  # noqa: ANN401
        parts = [
            self.last(child) if child.type == "template_substitution" else decode(child)
            for child in node.named_children
        ]
        whole = join("undefined" if part is None else part for part in parts)
        return pair_surrogates(whole) if isinstance(whole, str) else whole

    def number(self, node: Node) -> Any:  # noqa: ANN401
        text = text_of(node).replace("_", "")
        if not NUMBER.fullmatch(text):
            return unread("a number")
        if text[:2] in ("0x", "0X"):
            return int(text, 16)
        return int(text) if text.isdecimal() else float(text)

    def object(self, node: Node) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for child in node.named_children:
            if child.type == "pair":
                name = self.key(child.child_by_field_name("key"))
                value = self.evaluate(child.child_by_field_name("value"))
                if name is not None:
                    found[name] = value
            elif child.type == "shorthand_property_identifier":
                found[text_of(child)] = self.variables.get(text_of(child), unread(text_of(child)))
            elif child.type == "spread_element":
                value = self.last(child)
                spend(len(value) if isinstance(value, dict) else 1)
                found |= value if isinstance(value, dict) else {}
                self.findings.say_unknown_members(value)
        return found

    def key(self, node: Node | None) -> str | None:
        if node is None:
            return None
        if node.type == "property_identifier":
            return text_of(node)
        value = self.last(node) if node.type == "computed_property_name" else self.evaluate(node)
        return value if isinstance(value, str) else str(value) if isinstance(value, int) else None

    def list(self, nodes: Sequence[Node]) -> list[Any]:
        found: list[Any] = []
        for child in nodes:
            if child.type == "comment":
                continue
            value = self.last(child) if child.type == "spread_element" else self.evaluate(child)
            found += value if child.type == "spread_element" and isinstance(value, list) else [value]
            spend(len(value) if isinstance(value, list) else 1)
            if len(found) > MOST_VALUES:
                raise TooComplex
        return found

    def binary(self, node: Node) -> Any:  # noqa: ANN401
        left = self.evaluate(node.child_by_field_name("left"))
        right = self.evaluate(node.child_by_field_name("right"))
        operator = text_of(node.child_by_field_name("operator"))
        numbers = type(left) in (int, float) and type(right) in (int, float) and max(abs(left), abs(right)) < 1e9
        if operator == "+":
            return add(left, right)
        if operator in ("||", "??"):
            # `process.env.KEY || "…"`
            return right if isinstance(left, Unread) and not isinstance(right, Unread) else left
        if operator in ("*", "-") and numbers:
            return left * right if operator == "*" else left - right
        return self.unread(node, [left, right])

    def unary(self, node: Node) -> Any:  # noqa: ANN401
        value = self.evaluate(node.child_by_field_name("argument"))
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        operator = text_of(node.child_by_field_name("operator"))
        if operator == "!" and isinstance(value, int):
            return not value
        return {"-": lambda: -value, "+": lambda: value}[operator]() if is_number and operator in "-+" else unread("…")

    def member(self, node: Node) -> Any:  # noqa: ANN401
        owner = self.evaluate(node.child_by_field_name("object"))
        name = node.child_by_field_name("property")
        key = text_of(name) if name is not None else self.evaluate(node.child_by_field_name("index"))
        if isinstance(owner, Client) and key in ("headers", "defaults", "common", "post"):
            return owner.headers if key != "defaults" else owner
        found = look_up(owner, key)
        return self.variables.get(name_of(node), unread(name_of(node))) if found is None else found

    @abstractmethod
    def assignment(self, node: Node) -> Any:  # noqa: ANN401
        """Assign a value to a variable or a member, and return it."""

    def call(self, node: Node) -> Any:  # noqa: ANN401
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        listed = node.child_by_field_name("arguments")
        is_member = function is not None and function.type == "member_expression"
        owner = self.evaluate(function.child_by_field_name("object")) if is_member and function else None
        called = self.evaluate(function) if function is not None and not is_member else None
        name = text_of(function.child_by_field_name("property")) if is_member and function else name_of(function)
        arguments = self.list(listed.named_children) if listed is not None and listed.type == "arguments" else []
        if self.note_request(name, owner, arguments):
            return unread("a response")
        found = self.run(called, arguments) if isinstance(called, Function) else None
        found = self.call_known(name, owner, arguments) if called is None or found is None else found
        for argument in arguments:
            # A function that is handed over, such as to `then`, is called sooner or later.
            if isinstance(argument, Function):
                items = owner if isinstance(owner, list) else None
                self.run(argument, [unread("an item", choices=items)] if items else [], len(items) if items else 1)
        return self.unread(node, [owner, *arguments]) if found is None else found

    @abstractmethod
    def run(self, function: Function, arguments: Sequence[Any], times: int = 1) -> Any:  # noqa: ANN401
        """Read the body of a function with these arguments, and return what it returns."""

    def call_known(self, name: str, owner: Any, arguments: Sequence[Any]) -> Any:  # noqa: ANN401
        """Return the result of a call whose meaning is known, or None."""
        first = arguments[0] if arguments else None
        if (form := call_form(name, owner, arguments)) is not None:
            return form
        if name in ("create", "extend") and isinstance(first, Mapping):
            base = first.get("baseURL", first.get("prefixUrl"))
            return Client(plain_text(base), dict(read_headers(first.get("headers"))))
        if name in ("append", "set") and isinstance(owner, dict) and len(arguments) == 2 and isinstance(first, str):
            owner[first] = arguments[1]
            return owner
        if name in ("write", "end") and first is not None:
            return self.findings.complete(read_body(unwrap(first)))
        if name == "URL" and is_text(first):
            return join_address(arguments[1] if len(arguments) > 1 else "", first)
        if name == "assign" and all(isinstance(item, dict) for item in arguments):
            spend(sum(len(item) for item in arguments))
            return {key: value for item in arguments for key, value in item.items()}
        if name == "Headers":
            return dict(read_headers(first))
        function = TEXT_FUNCTIONS.get(name)
        return function(owner, list(arguments)) if function else None

    def note_request(self, name: str, owner: Any, arguments: Sequence[Any]) -> bool:  # noqa: ANN401
        """Add the request if the call sends one, and return whether it does."""
        is_sender = name in SENDERS or name == "Request"
        if not is_sender and not (name in METHODS and isinstance(owner, Client | Unread)):
            return False
        first = arguments[0] if arguments else None
        if isinstance(first, Mapping):
            options: Mapping[str, Any] = first
            body, method = None, options.get("method", "POST")
        else:
            # `axios.post(url, data, options)`; all others have the options second.
            has_data = not is_sender and len(arguments) > 1 and not has_options(arguments[1])
            body = arguments[1] if has_data else None
            found = next((item for item in arguments[2 if has_data else 1 :] if isinstance(item, Mapping)), {})
            options, method = found, found.get("method", "GET") if is_sender else name
        is_unread = any(isinstance(item, Unread) for item in arguments[1:])
        base = owner.base if isinstance(owner, Client) else options.get("baseURL", options.get("prefixUrl"))
        # Node's own https has the parts of the address.
        host = plain_text(options.get("hostname", options.get("host")))
        base = base or (f"https://{host}" if host else "")
        url = join_address(base, options.get("url", options.get("path")) if isinstance(first, Mapping) else first)
        if "/" not in url:
            # What only has an address is a download, or asks whether a picture is ready.
            if is_sender and url.startswith("{") and (is_unread or method.upper() != "GET"):
                self.findings.remark(ADDRESS_UNKNOWN.format(source=shorten(url.strip("{}"))))
            return False
        bodies = (body, *(options.get(key) for key in ("body", "data", "json")))
        headers = (owner.headers if isinstance(owner, Client) else {}) | dict(read_headers(options.get("headers")))
        spend(len(headers))
        for key in ("params", "auth", "searchParams"):
            self.findings.secrets.update(list_texts(options.get(key)))
        sent = next((item for item in bodies if item is not None), None)
        self.findings.add(method, url, headers, read_body(unwrap(sent)), self.loops[-1] if self.loops else 1)
        return True
