"""Code as HTML: Pygments' tokens with its short class names only, so that the page's own sheet colours them.

The classes that occur: k kc kd kn kr (keywords, constants), n nb nc nf nn nt nv nx (names; nt is a key of the JSON,
nv a shell variable), s s1 s2 sa se si sr (strings), mf mi (numbers), c1 ch (comments), o (operators), p (punctuation).
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import ClassVar

from django.utils.safestring import SafeString
from pygments.lexer import Lexer, inherit
from pygments.lexers.javascript import JavascriptLexer
from pygments.lexers.python import PythonLexer
from pygments.lexers.shell import BashLexer
from pygments.token import STANDARD_TYPES, Keyword, Name, Number, Punctuation, String, Whitespace, _TokenType

# A quote within the shell's quotes is written '\'', which reads as an escaped quote inside a JSON string.
JSON_STRING = r'(?s)"[^"\\]*(?:\\.[^"\\]*)*"'

# Blank space needs no colour, and every form change sends the code again.
UNCOLOURED = frozenset({"", "w"})
# Longer code is shown without colours, which take a second for a megabyte: no prompt that is valid is that long.
LONGEST_COLOURED = 64 * 1024


class CurlLexer(BashLexer):
    """Shell commands whose `-d '…'` or `printf '%s' '…'` holds JSON, which a plain shell shows as one long string."""

    name = "cURL"
    tokens: ClassVar = {
        "root": [(r"(?:(?<=-d )|(?<=printf '%s' ))'(?=\{)", String.Single, "json"), inherit],
        "json": [
            (r"\s+", Whitespace),
            (r'"\'"\$\w+"\'"', Name.Variable),
            (JSON_STRING + r"(?=\s*:)", Name.Tag),
            (JSON_STRING, String.Double),
            (r"-?\d+(?:\.\d+)?[eE][-+]?\d+|-?\d+\.\d+", Number.Float),
            (r"-?\d+", Number.Integer),
            (r"true|false|null", Keyword.Constant),
            (r"[{}\[\],:]", Punctuation),
            (r"'", String.Single, "#pop"),
        ],
    }


class PlainPythonLexer(PythonLexer):
    """Python whose strings are only strings: prompts, and looking for formats in them takes time by its square."""

    tokens: ClassVar = {"strings-double": [(r'[^\\"\n]+', String.Double), (r'[\\"]', String.Double)]}


# A lexer keeps no state between calls, so one serves all threads. The text must come out as it went in.
CURL = CurlLexer(stripnl=False, ensurenl=False)
JAVASCRIPT = JavascriptLexer(stripnl=False, ensurenl=False)
PYTHON = PlainPythonLexer(stripnl=False, ensurenl=False)


def write_html(code: str, lexer: Lexer) -> SafeString:
    """Return the escaped code with `<span class="…">` around what has a colour, and nothing around it all."""
    return SafeString("".join(_spans(code, lexer)) if len(code) <= LONGEST_COLOURED else escape(code))


def _spans(code: str, lexer: Lexer) -> Iterator[str]:
    for name, tokens in groupby(lexer.get_tokens(code), lambda token: _class_name(token[0])):
        text = escape("".join(text for _, text in tokens))
        yield text if name in UNCOLOURED else f'<span class="{name}">{text}</span>'


def _class_name(token: _TokenType) -> str:
    known: _TokenType | None = token
    while known not in STANDARD_TYPES and known is not None:
        known = known.parent
    return STANDARD_TYPES[known] if known else ""
