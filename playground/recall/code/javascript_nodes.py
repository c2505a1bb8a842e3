"""Reads the text of nodes in the syntax tree of JavaScript."""

import re

from tree_sitter import Node

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
CODE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,8})\})")


def text_of(node: Node | None) -> str:
    return node.text.decode(errors="replace") if node is not None and node.text is not None else ""


def name_of(node: Node | None) -> str:
    """Return how the code calls a value, without the arguments of a call."""
    if node is not None and node.type in ("call_expression", "new_expression"):
        inner = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        return f"{text_of(inner)[:60]}(…)"
    short = ("identifier", "member_expression", "subscript_expression", "property_identifier")
    return text_of(node)[:100] if node is not None and node.type in short else "an expression"


def decode(node: Node) -> str:
    """Return the text of a part of a string."""
    text = text_of(node)
    if node.type != "escape_sequence":
        return text if node.type == "string_fragment" else ""
    if code := CODE.fullmatch(text):
        number = int(code[1] or code[2] or code[3], 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return ESCAPES.get(text[1:], text[1:])


def pair_surrogates(text: str) -> str:
    # JavaScript writes an emoji as two escapes.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
