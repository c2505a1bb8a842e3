"""The languages of snippets, in the order of the tabs. To add one, add a module and a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from pygments.lexer import Lexer
from pygments.lexers.javascript import JavascriptLexer

from playground.dialects.wire import RequestPlan
from playground.snippets import highlighting
from playground.snippets.curl import print_curl, print_curl_without_jq
from playground.snippets.curl_job import print_curl_job
from playground.snippets.javascript import print_javascript
from playground.snippets.javascript_job import print_javascript_job
from playground.snippets.job import SUBMIT, CodeOptions, Job, follow_plan
from playground.snippets.powershell import print_powershell
from playground.snippets.powershell_job import print_powershell_job
from playground.snippets.python import print_python
from playground.snippets.python_job import print_python_job


@dataclass(frozen=True, slots=True)
class Language:
    """A language of snippets. `title` is its name on the page.

    `write` prints what only sends a request, `write_job` a whole job. `write_without_jq` is for a language whose code
    needs jq to read the results of uploads.
    """

    name: str
    title: str
    write: Callable[[RequestPlan], str]
    lexer: type[Lexer]
    write_without_jq: Callable[[RequestPlan], str] | None = None
    write_job: Callable[[Job], str] | None = None


CURL, POWERSHELL = "curl", "powershell"
LANGUAGES: dict[str, Language] = {
    language.name: language
    for language in (
        Language(CURL, "cURL", print_curl, highlighting.CurlLexer, print_curl_without_jq, print_curl_job),
        Language("javascript", "JavaScript", print_javascript, JavascriptLexer, write_job=print_javascript_job),
        Language("python", "Python", print_python, highlighting.PlainPythonLexer, write_job=print_python_job),
    )
}
# The same tab shows commands for another shell, so the page does not list it as a language.
SHELLS: dict[str, Language] = {
    POWERSHELL: Language(
        POWERSHELL, "PowerShell", print_powershell, highlighting.PrintedPowerShellLexer, write_job=print_powershell_job
    )
}


def find_printed(language: str, options: CodeOptions = SUBMIT) -> str:
    """Return the name of the language in which the code of this tab is printed."""
    return POWERSHELL if language == CURL and options.powershell else language


def print_snippet(language: str, plan: RequestPlan, options: CodeOptions = SUBMIT) -> str:
    """Return the plan as code without a trailing newline. Raise KeyError for an unknown language."""
    found = (LANGUAGES | SHELLS)[find_printed(language, options)]
    job = follow_plan(plan, options) if found.write_job else None
    if job and found.write_job:
        return found.write_job(job)
    return found.write_without_jq(plan) if options.without_jq and found.write_without_jq else found.write(plan)


def uses_jq(language: str, plan: RequestPlan, options: CodeOptions = SUBMIT) -> bool:
    """Return whether the code needs jq unless it is printed without."""
    found = (LANGUAGES | SHELLS)[find_printed(language, options)]
    # A whole job reads too much of its responses for other tools.
    return bool(plan.uploads) and found.write_without_jq is not None and follow_plan(plan, options) is None


def highlight(language: str, code: str) -> SafeString:
    """Return the code as HTML with the classes of `highlighting`. Raise KeyError for an unknown language."""
    return highlighting.write_html(code, (LANGUAGES | SHELLS)[language].lexer)
