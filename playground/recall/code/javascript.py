"""Reads JavaScript with fetch, axios and their like, from the syntax tree that tree-sitter makes of it."""

import re

import tree_sitter_javascript
from tree_sitter import Language, Parser

from playground.recall.code.found import Reading
from playground.recall.code.javascript_statements import Reader
from playground.recall.code.values import TooComplex

LOOKS = re.compile(
    r"\b(?:fetch|axios(?:\.\w+)?|ky(?:\.\w+)?|got(?:\.\w+)?|\$\.ajax)\s*\("
    r"|^\s*(?:const|let|var) \w+\s*=|^\s*import .{1,200} from [\"']|\bJSON\.stringify\(|\bprocess\.env\.",
    re.MULTILINE,
)
NO_REQUEST = "There is no call in the JavaScript code that sends a request to an address."
GRAMMAR = Language(tree_sitter_javascript.language())
# The parser takes seconds for hundreds of thousands of small tokens that it can read in two ways.
TOKEN = re.compile(r"\w+|[^\w\s]")
MOST_TOKENS = 20_000


def looks_like(text: str) -> bool:
    return LOOKS.search(text) is not None


def read(text: str) -> Reading:
    """Return the requests that the code would send. Errors in it are passed over, as far as the parser can."""
    if sum(1 for _ in TOKEN.finditer(text)) > MOST_TOKENS:
        raise TooComplex
    # A parser has a state, so that threads cannot share one.
    tree = Parser(GRAMMAR).parse(text.encode(errors="replace"))
    reader = Reader()
    reader.read_all(tree.root_node.named_children)
    reader.read_uncalled()
    return reader.findings.reading(NO_REQUEST)
