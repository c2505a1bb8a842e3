"""The languages in the order of the code panel's tabs: a new one is a module and a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from pygments import highlight as highlight_tokens
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import BashLexer, JavascriptLexer, PythonLexer

from playground.dialects.wire import RequestPlan
from playground.snippets.curl import print_curl
from playground.snippets.javascript import print_javascript
from playground.snippets.python import print_python


@dataclass(frozen=True, slots=True)
class Language:
    """A language that snippets are printed in; `title` is its name on the page."""

    name: str
    title: str
    write: Callable[[RequestPlan], str]
    lexer: Lexer


# A lexer keeps no state between calls, so one serves all threads. The text must come out as it went in.
LANGUAGES: dict[str, Language] = {
    language.name: language
    for language in (
        Language("curl", "cURL", print_curl, BashLexer(stripnl=False, ensurenl=False)),
        Language("javascript", "JavaScript", print_javascript, JavascriptLexer(stripnl=False, ensurenl=False)),
        Language("python", "Python", print_python, PythonLexer(stripnl=False, ensurenl=False)),
    )
}

_FORMATTER = HtmlFormatter(nowrap=True)


def print_snippet(language: str, plan: RequestPlan) -> str:
    """Return the plan as code, without a newline at its end; raise KeyError for an unknown language."""
    return LANGUAGES[language].write(plan)


def highlight(language: str, code: str) -> SafeString:
    """Return the code as HTML: escaped text in `<span class="…">` with Pygments' short class names, nothing around it.

    Raise KeyError for an unknown language.
    """
    return SafeString(highlight_tokens(code, LANGUAGES[language].lexer, _FORMATTER))
