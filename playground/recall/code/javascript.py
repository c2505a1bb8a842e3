"""Reads JavaScript with fetch, axios and their like, from the syntax tree that tree-sitter makes of it."""

import re

import tree_sitter_javascript
from tree_sitter import Language, Parser

from playground.recall.code.found import Reading
from playground.recall.code.javascript_statements import Reader

LOOKS = re.compile(
    r"\b(?:fetch|axios(?:\.\w+)?|ky(?:\.\w+)?|got(?:\.\w+)?|\$\.ajax)\s*\("
    r"|\A\s*[\[{]|^[ \t]{0,40}(?:const|let|var) \w{1,99} ?="
    r"|^[ \t]{0,40}import .{1,200} from [\"']|\bJSON\.stringify\(|\bprocess\.env\.",
    re.MULTILINE,
)
NO_REQUEST = "There is no call in the JavaScript code that sends a request to an address."
GRAMMAR = Language(tree_sitter_javascript.language())


def looks_like(text: str) -> bool:
    return LOOKS.search(text) is not None


def read(text: str) -> Reading:
    """Return the requests that the code would send. Errors in it are passed over, as far as the parser can."""
    # As a program, an object in curly brackets would be a block.
    code = f"({text.strip().rstrip(';')})" if text.lstrip()[:1] in ("{", "[") else text
    # A parser has a state, so that threads cannot share one.
    tree = Parser(GRAMMAR).parse(code.encode(errors="replace"))
    reader = Reader()
    if code is not text:
        body = reader.last(tree.root_node)
        reader.findings.add("POST", "", {}, body if isinstance(body, dict) else None)
    else:
        reader.read_all(tree.root_node.named_children)
    reader.read_uncalled()
    return reader.findings.reading(NO_REQUEST)
