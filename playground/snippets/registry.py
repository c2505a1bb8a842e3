"""The languages of snippets, in the order of the tabs. To add one, add a module and a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from pygments.lexer import Lexer
from pygments.lexers.javascript import JavascriptLexer

from playground.dialects.wire import RequestPlan
from playground.snippets import highlighting
from playground.snippets.curl import print_curl, print_curl_without_jq
from playground.snippets.javascript import print_javascript
from playground.snippets.python import print_python


@dataclass(frozen=True, slots=True)
class Language:
    """A language of snippets. `title` is its name on the page.

    `write_without_jq` is for a language whose code needs jq to read the results of uploads.
    """

    name: str
    title: str
    write: Callable[[RequestPlan], str]
    lexer: type[Lexer]
    write_without_jq: Callable[[RequestPlan], str] | None = None


LANGUAGES: dict[str, Language] = {
    language.name: language
    for language in (
        Language("curl", "cURL", print_curl, highlighting.CurlLexer, print_curl_without_jq),
        Language("javascript", "JavaScript", print_javascript, JavascriptLexer),
        Language("python", "Python", print_python, highlighting.PlainPythonLexer),
    )
}


def print_snippet(language: str, plan: RequestPlan, *, without_jq: bool = False) -> str:
    """Return the plan as code without a trailing newline. Raise KeyError for an unknown language."""
    found = LANGUAGES[language]
    return found.write_without_jq(plan) if without_jq and found.write_without_jq else found.write(plan)


def uses_jq(language: str, plan: RequestPlan) -> bool:
    """Return whether the code needs jq unless it is printed without."""
    return bool(plan.uploads) and LANGUAGES[language].write_without_jq is not None


def highlight(language: str, code: str) -> SafeString:
    """Return the code as HTML with the classes of `highlighting`. Raise KeyError for an unknown language."""
    return highlighting.write_html(code, LANGUAGES[language].lexer)
