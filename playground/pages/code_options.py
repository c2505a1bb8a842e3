"""The options of the code panel: how far the code follows a job, what it does with the picture, and for which shell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playground.dialects.wire import JobDescription
from playground.snippets.job import CodeOptions, Follow, list_ways

# Sending only the request is what the documents of the APIs show, and fits on the screen, so it comes first.
WAYS: dict[Follow, str] = {
    "submit": "Only the request",
    "wait": "The whole job, in one held request",
    "poll": "The whole job, by polling",
}
WHOLE = "The whole job"
RESULTS = {"save": "Save the picture", "address": "Print its address"}
SHELLS = {"posix": "bash, zsh or sh", "powershell": "PowerShell"}
FIELDS = ("code_job", "code_result", "code_shell")


@dataclass(frozen=True, slots=True)
class CodeChoice:
    """A menu of the code panel. `kind` is the end of its field's name."""

    kind: str
    label: str
    values: dict[str, str]
    chosen: str


def read_options(read: Callable[[str], str]) -> CodeOptions:
    """Return the options that the person chose; `read` returns the posted value of a field."""
    # A posted value may be any text.
    follow: Follow = next((way for way in WAYS if way == read("code_job")), "submit")
    return CodeOptions(
        follow,
        prints_address=read("code_result") == "address",
        powershell=read("code_shell") == "powershell",
        without_jq=bool(read("without_jq")),
    )


def list_choices(options: CodeOptions, job: JobDescription | None) -> Iterator[CodeChoice]:
    """Yield the menus that mean something for the API."""
    ways = list_ways(job)
    if job and len(ways) > 1:
        labels: dict[str, str] = {way: WHOLE if len(ways) == 2 and way != "submit" else WAYS[way] for way in ways}
        # What the API does not have is printed in the other way.
        chosen = options.follow if options.follow in ways else ways[-1]
        yield CodeChoice("job", "Code for", labels, chosen)
        if not job.is_base64:
            chosen_result = "address" if options.prints_address else "save"
            yield CodeChoice("result", "With the picture", RESULTS, chosen_result)
    yield CodeChoice("shell", "Shell", SHELLS, "powershell" if options.powershell else "posix")
