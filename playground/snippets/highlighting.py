"""Highlights code as HTML with the short class names of Pygments, for which the page's style sheet has colours.

The classes are: k kc kd kn kr (keywords, constants), n nb nc nf nn nt nv nx (names; nt is a key of JSON, nv a shell
variable), s s1 s2 sa se si sr (strings), mf mi (numbers), c1 ch (comments), o (operators), p (punctuation).
"""

from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import groupby
from typing import ClassVar

from django.utils.safestring import SafeString
from pygments.lexer import Lexer, RegexLexer, inherit
from pygments.lexers.python import PythonLexer
from pygments.lexers.shell import BashLexer
from pygments.token import (
    STANDARD_TYPES,
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Whitespace,
    _TokenType,
)

# In a single-quoted shell string a quote is written '\'', which this pattern reads as an escape of the JSON string.
JSON_STRING = r'(?s)"[^"\\]*(?:\\.[^"\\]*)*"'

# White space needs no span. Every change of the form sends the code again, so this saves bytes.
PLAIN_CLASSES = frozenset({"", "w"})
# Highlighting takes about a second per megabyte. Longer code is shown without colours; no valid prompt needs so much.
LONGEST_HIGHLIGHTED = 64 * 1024


# The parts of JSON, whatever is around it.
JSON_TOKENS = [
    (r"\s+", Whitespace),
    (JSON_STRING + r"(?=\s*:)", Name.Tag),
    (JSON_STRING, String.Double),
    (r"-?\d+(?:\.\d+)?[eE][-+]?\d+|-?\d+\.\d+", Number.Float),
    (r"-?\d+", Number.Integer),
    (r"true|false|null", Keyword.Constant),
    (r"[{}\[\],:]", Punctuation),
]


class CurlLexer(BashLexer):
    """Highlights shell commands, including the JSON in `-d '…'` or `printf '%s' '…'`."""

    name = "cURL"
    tokens: ClassVar = {
        "root": [(r"(?:(?<=-d )|(?<=printf '%s' ))'(?=\{)", String.Single, "json"), inherit],
        "json": [
            # In a data URL the variable is within a string.
            (r'"data:[\w/.+-]+;base64,(?=\'"\$)', String.Double),
            (r'(?<=;base64,)\'"\$\w+"\'', Name.Variable),
            (r"(?<=\"')\"", String.Double),
            (r'"?\'"\$\w+"\'"?', Name.Variable),
            *JSON_TOKENS,
            (r"'", String.Single, "#pop"),
        ],
    }


class PrintedPowerShellLexer(RegexLexer):
    """Highlights the PowerShell that is printed here, including its JSON, which Pygments takes for one long string."""

    name = "PowerShell"
    tokens: ClassVar = {
        "root": [
            (r"\s+", Whitespace),
            (r"#[^\n]*", Comment.Single),
            (r"@'\n", String.Single, "literal"),
            (r'@"\n', String.Double, "expanded"),
            (r"'[^']*'", String.Single),
            (r'"[^"\n]*"', String.Double),
            (r"\$(?:env:)?\w+", Name.Variable),
            (r"(?:foreach|function|if|in|throw|while)\b", Keyword),
            (r"-(?:ne|notin|contains|not)\b", Operator),
            (r"[A-Z][a-z]+-[A-Z]\w+", Name.Builtin),
            (r"-[A-Z]\w+", Name.Attribute),
            (r"0x[0-9a-f]+|\d+", Number.Integer),
            (r"\w+", Name),
            (r".", Punctuation),
        ],
        "literal": [(r"\n'@", String.Single, "#pop"), *JSON_TOKENS, (r".", String.Single)],
        "expanded": [
            (r'\n"@', String.Double, "#pop"),
            (r"\$\(ConvertTo-Json \$\w+\)|\$\w+", Name.Variable),
            *JSON_TOKENS,
            (r".", String.Double),
        ],
    }


class PlainPythonLexer(PythonLexer):
    """Highlights Python without looking for format placeholders in strings, which takes quadratic time."""

    tokens: ClassVar = {"strings-double": [(r'[^\\"\n]+', String.Double), (r'[\\"]', String.Double)]}


@cache
def get_lexer(kind: type[Lexer]) -> Lexer:
    """Return the lexer, which is made at its first use: that compiles some hundred patterns.

    Lexers keep no state between calls, so all threads share it. The options keep the text unchanged.
    """
    return kind(stripnl=False, ensurenl=False)


def write_html(code: str, kind: type[Lexer]) -> SafeString:
    """Return the escaped code with `<span class="…">` around coloured tokens, without an outer element."""
    return SafeString("".join(_spans(code, get_lexer(kind))) if len(code) <= LONGEST_HIGHLIGHTED else escape(code))


def _spans(code: str, lexer: Lexer) -> Iterator[str]:
    for name, tokens in groupby(lexer.get_tokens(code), lambda token: _class_name(token[0])):
        text = escape("".join(text for _, text in tokens))
        yield text if name in PLAIN_CLASSES else f'<span class="{name}">{text}</span>'


def _class_name(token: _TokenType) -> str:
    known: _TokenType | None = token
    while known not in STANDARD_TYPES and known is not None:
        known = known.parent
    return STANDARD_TYPES[known] if known else ""
