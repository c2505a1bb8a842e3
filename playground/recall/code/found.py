"""What is read from code: the requests that it would send, as far as they can be known without running it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from playground.recall.code.forms import FormFields
from playground.recall.code.values import Dumped, Mixed, Unread, check_size, make_whole, whole_text

# Loops over more pictures are not read.
MOST_TIMES = 1000
MEMBERS_UNKNOWN = "The code also sends {source}, whose value is known only when the code runs."


@dataclass(frozen=True, slots=True)
class FoundRequest:
    """One request of the code. `headers` and `body` may contain unread values; `times` is how often it is sent."""

    method: str
    url: str
    headers: Mapping[str, Any]
    body: Any
    times: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """The requests of a text, in order.

    `remarks` are sentences about what was not read, such as a file that curl would send. `secrets` are texts that may
    be keys. `problem` says why nothing could be read, or is "". `is_valid` is False if the text breaks the rules of the
    language.
    """

    requests: tuple[FoundRequest, ...] = ()
    remarks: tuple[str, ...] = ()
    secrets: frozenset[str] = frozenset()
    problem: str = ""
    is_valid: bool = True


def make_whole_reading(reading: Reading) -> Reading:
    """Return the reading without halves of surrogate pairs; secrets are only looked for in the code."""
    return replace(
        reading,
        requests=tuple(
            replace(found, url=whole_text(found.url), body=_make_whole_body(found.body)) for found in reading.requests
        ),
        remarks=tuple(map(whole_text, reading.remarks)),
        problem=whole_text(reading.problem),
    )


def _make_whole_body(body: Any) -> Any:  # noqa: ANN401
    if not isinstance(body, FormFields):
        return make_whole(body)
    # Only texts and files are values of a form; the depth of others was not checked.
    texts = str | Unread | Mixed
    return FormFields(
        [(whole_text(name), make_whole(value) if isinstance(value, texts) else value) for name, value in body.fields]
    )


@dataclass(slots=True)
class Findings:
    """Collects what a reader of a language finds."""

    requests: list[FoundRequest] = field(default_factory=list)
    remarks: dict[str, None] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    # What to say of forms that the code sends, unless they only upload the pictures of a request with JSON.
    of_forms: str = ""

    def add(self, method: Any, url: str, headers: Any, body: Any, times: int = 1) -> None:  # noqa: ANN401
        """Add a request; a body that is too large raises `TooComplex`."""
        known = headers if isinstance(headers, Mapping) else {}
        body = body.value if isinstance(body, Dumped) else body
        check_size(body)
        name = method.upper()[:20] if isinstance(method, str) else "POST"
        self.requests.append(FoundRequest(name, url, known, body, min(max(times, 1), MOST_TIMES)))

    def complete(self, body: Any) -> None:  # noqa: ANN401
        """Give the last request its body, where code sends it with a call of its own."""
        if self.requests and self.requests[-1].body is None:
            check_size(body)
            self.requests[-1] = replace(self.requests[-1], body=body)

    def remark(self, sentence: str) -> None:
        self.remarks[sentence] = None

    def say_file_not_read(self, name: str) -> None:
        """Say that the code sends a file, which is not in the text."""
        self.remark(
            f"The code sends the file {name[:100]}, which is not part of what you pasted. Paste its text instead."
        )

    def say_unknown_members(self, item: Any) -> None:  # noqa: ANN401
        """Say that the code adds members which only running it would give."""
        if not isinstance(item, Mapping):
            source = item.source if isinstance(item, Unread) else "an expression"
            self.remark(MEMBERS_UNKNOWN.format(source=source))

    def reading(self, problem: str = "") -> Reading:
        if self.of_forms and all(isinstance(request.body, FormFields | None) for request in self.requests):
            self.remark(self.of_forms)
        return Reading(
            tuple(self.requests), tuple(self.remarks), frozenset(self.secrets), "" if self.requests else problem
        )
