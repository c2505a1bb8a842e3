"""The languages of snippets, in the order of the tabs. To add one, add a module and a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from pygments.lexer import Lexer
from pygments.lexers.javascript import JavascriptLexer

from playground.dialects.wire import RequestPlan
from playground.snippets import highlighting
from playground.snippets.curl import print_curl
from playground.snippets.javascript import print_javascript
from playground.snippets.python import print_python


@dataclass(frozen=True, slots=True)
class Language:
    """A language of snippets. `title` is its name on the page."""

    name: str
    title: str
    write: Callable[[RequestPlan], str]
    lexer: type[Lexer]


LANGUAGES: dict[str, Language] = {
    language.name: language
    for language in (
        Language("curl", "cURL", print_curl, highlighting.CurlLexer),
        Language("javascript", "JavaScript", print_javascript, JavascriptLexer),
        Language("python", "Python", print_python, highlighting.PlainPythonLexer),
    )
}


def print_snippet(language: str, plan: RequestPlan) -> str:
    """Return the plan as code without a trailing newline. Raise KeyError for an unknown language."""
    return LANGUAGES[language].write(plan)


def highlight(language: str, code: str) -> SafeString:
    """Return the code as HTML with the classes of `highlighting`. Raise KeyError for an unknown language."""
    return highlighting.write_html(code, LANGUAGES[language].lexer)
