"""Reads JavaScript with fetch, axios and their like, from the syntax tree that tree-sitter makes of it."""

import re
from dataclasses import replace

import tree_sitter_javascript
from tree_sitter import Language, Parser, Tree

from playground.recall.code.found import Reading
from playground.recall.code.javascript_statements import Reader

LOOKS = re.compile(
    r"\b(?:fetch|axios(?:\.\w+)?|ky(?:\.\w+)?|got(?:\.\w+)?|\$\.ajax)\s*\("
    r"|\A\s*[\[{]|^[ \t]{0,40}(?:const|let|var) \w{1,99} ?="
    r"|^[ \t]{0,40}import .{1,200} from [\"']|\bJSON\.stringify\(|\bprocess\.env\.",
    re.MULTILINE,
)
# The types of TypeScript, which this grammar does not know: of what is declared, of parameters, of results, of values.
TYPE = r"[\w.]{1,60}(?:<[\w.<>, |\[\]\"']{1,80}>)?(?:\[\])?(?: ?\| ?[\w.]{1,40}){0,4}"
DECLARED_TYPE = re.compile(rf"\b((?:const|let|var) \w{{1,60}}) ?: ?{TYPE}(?= ?=)")
# Only what is surely a type: in an object a name may follow in the same way.
PARAMETER_TYPE = re.compile(
    rf"(?<=[(,\s])(\w{{1,60}})\?? ?: ?(?=string\b|number\b|boolean\b|any\b|unknown\b|[A-Z]){TYPE}(?=\s?[,)=])"
)
RESULT_TYPE = re.compile(rf"(\)) ?: ?{TYPE}(?=\s?(?:=>|\{{))")
VALUE_TYPE = re.compile(rf"(?<=[\w)}}\]]) as {TYPE}")
NOT_NULL = re.compile(r"(?<=[\w\])])!(?=[,;)}\]\s])")
INTERFACE = re.compile(
    r"^[ \t]{0,20}(?:export )?(?:interface|type) \w{1,60}[^{}\n]{0,80}\{[^{}]{0,2000}\};?", re.MULTILINE
)
NO_REQUEST = "There is no call in the JavaScript code that sends a request to an address."
GRAMMAR = Language(tree_sitter_javascript.language())


def looks_like(text: str) -> bool:
    return LOOKS.search(text) is not None


def read(text: str) -> Reading:
    """Return the requests that the code would send. Errors in it are passed over, as far as the parser can."""
    # As a program, an object in curly brackets would be a block.
    code = f"({text.strip().rstrip(';')})" if text.lstrip()[:1] in ("{", "[") else text
    tree = _parse(code)
    if tree.root_node.has_error:
        plain = _parse(erase_types(code))
        tree = tree if plain.root_node.has_error else plain
    reader = Reader()
    if code is not text:
        body = reader.last(tree.root_node)
        reader.findings.add("POST", "", {}, body if isinstance(body, dict) else None)
    else:
        reader.read_all(tree.root_node.named_children)
    reader.read_uncalled()
    problem = next(iter(reader.findings.remarks), NO_REQUEST)
    return replace(reader.findings.reading(problem), is_valid=not tree.root_node.has_error)


def _parse(code: str) -> Tree:
    # A parser has a state, so that threads cannot share one.
    return Parser(GRAMMAR).parse(code.encode(errors="replace"))


def erase_types(code: str) -> str:
    """Return TypeScript as JavaScript. Texts may be changed, so this is only for code that is no JavaScript."""
    for pattern in (DECLARED_TYPE, PARAMETER_TYPE, RESULT_TYPE):
        code = pattern.sub(r"\1", code)
    for pattern in (VALUE_TYPE, NOT_NULL, INTERFACE):
        code = pattern.sub("", code)
    return code
