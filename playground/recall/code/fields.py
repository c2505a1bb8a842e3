"""Makes values for a form of what a request of pasted code asks for, and says what the form cannot have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.catalog.validation import find_issue, normalise_value, split_unknown, validate
from playground.catalog.values import shorten
from playground.catalog.words import suggest
from playground.dialects.base import CONTENT_TYPES
from playground.dialects.layouts import take_out
from playground.dialects.registry import DIALECTS
from playground.recall.code.matching import Match
from playground.recall.code.values import Dumped, Mixed, Unread, list_texts, plain_text
from playground.recall.recipe import Unknown

MOST_PICTURES = 4
COMPUTED = "{name} comes from {source} in the code, so it is not in the form."
PARTLY = "{name} contains {source}, whose value is known only when the code runs. Replace it."
FIRST_OF_SEVERAL = "{name} has {number} values in the code. The form has the first one."
TOO_MANY = "The code makes {number:,} pictures. One click makes at most {limit}."
UNKNOWN_KEY = "{name} is not part of a request for {slug}"
MOST_UNKNOWN = 10
LONGEST_TEXT = 40_000


@dataclass(frozen=True, slots=True)
class Fields:
    """Values for the form of a spec.

    `params` has every value that the form can show, also those out of bounds, which `issues` name. `pictures` are what
    the code calls its pictures, which have to be chosen again, or keys of pictures of this server.
    """

    params: Mapping[str, Value] = field(default_factory=dict)
    variants: int = 1
    pictures: tuple[str, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    issues: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def read_fields(match: Match) -> Fields:
    """Return the values, in the order of the spec."""
    spec = match.spec
    known, _ = split_unknown(spec, take_out(spec, match.params))
    times = match.times * _count_pictures(spec, known)
    reader = _Reader(spec, times)
    for parameter in spec.parameters:
        # What is null is not set.
        if known.get(parameter.name) is not None and parameter.role != "count":
            reader.read(parameter, known[parameter.name])
    if times > MOST_PICTURES:
        reader.remarks.append(TOO_MANY.format(number=times, limit=MOST_PICTURES))
    return Fields(
        reader.params,
        min(times, MOST_PICTURES),
        tuple(reader.pictures),
        tuple(find_unknown(match)),
        tuple(reader.find_issues()),
        tuple(reader.remarks),
    )


def _count_pictures(spec: ModelSpec, params: Mapping[str, Any]) -> int:
    """Return how many pictures one request makes; the form has its own number for it."""
    parameter = spec.by_role("count")
    asked = params.get(parameter.name) if parameter else None
    return asked if type(asked) is int and 1 <= asked <= MOST_PICTURES else 1


class _Reader:
    def __init__(self, spec: ModelSpec, times: int) -> None:
        self.spec = spec
        self.times = times
        self.params: dict[str, Value] = {}
        self.pictures: list[str] = []
        self.remarks: list[str] = []
        self.issues: dict[str, str] = {}

    def read(self, parameter: Parameter, value: Any) -> None:  # noqa: ANN401
        if parameter.role == "picture":
            items = value if isinstance(value, list) else [value]
            self.pictures = [_name_picture(item) for item in items[:100] if item is not None]
            return
        if isinstance(value, Unread) and value.choices:
            value = self.choose(parameter, value.choices)
        if isinstance(value, Unread | Dumped) or (isinstance(value, Mixed) and parameter.role != "prompt"):
            source = shorten(plain_text(value).strip("{}")) or "an expression"
            self.remarks.append(COMPUTED.format(name=parameter.name, source=source))
            return
        if isinstance(value, Mixed):
            sources = [part.source for part in value.parts if isinstance(part, Unread)]
            self.remarks.append(PARTLY.format(name=parameter.name, source=f"{{{shorten(sources[0])}}}"))
            value = str(value)
        self.keep(parameter, value)

    def choose(self, parameter: Parameter, choices: Sequence[Any]) -> Any:  # noqa: ANN401
        """Return the first value that a loop gives. Consecutive seeds are what one click gives several pictures."""
        are_numbers = all(type(item) is int for item in choices)
        is_run = are_numbers and [item - choices[0] for item in choices] == list(range(len(choices)))
        if len(choices) > 1 and not (parameter.role == "seed" and is_run):
            self.remarks.append(FIRST_OF_SEVERAL.format(name=parameter.name, number=len(choices)))
        return choices[0]

    def keep(self, parameter: Parameter, value: Any) -> None:  # noqa: ANN401
        """Keep the value if the form can show it, and say what is wrong with it."""
        issue = find_issue(self.spec, parameter, {parameter.name: value})
        if issue and not (parameter.role == "prompt" and value == ""):
            self.issues[parameter.name] = issue.message
        fitting = normalise_value(self.spec, parameter, value)
        if not issue or can_show(parameter, fitting):
            self.params[parameter.name] = fitting  # type: ignore[assignment]

    def find_issues(self) -> list[str]:
        """Return a sentence for each value that the spec does not accept, and for those that exclude each other."""
        # The pictures are not in the form yet, but a value that needs one is right.
        picture = self.spec.by_role("picture")
        chosen: Any = self.pictures if picture and picture.kind == "images" else "picture"
        given = self.params | ({picture.name: chosen} if picture and self.pictures else {})
        conflicts = {issue.field: issue.message for issue in validate(self.spec, given) if issue.field in self.params}
        return list(
            (self.issues | {name: text for name, text in conflicts.items() if name not in self.issues}).values()
        )


def can_show(parameter: Parameter, value: object) -> bool:
    """Return whether the form's field can hold the value although the spec does not accept it."""
    if parameter.kind in ("integer", "number"):
        return type(value) in (int, float) or (isinstance(value, str) and len(value) < 40)
    return (
        parameter.kind == "string"
        and not parameter.choices
        and isinstance(value, str)
        and len(value) <= LONGEST_TEXT * 5
    )


def find_unknown(match: Match) -> list[Unknown]:
    """Return the names of the request that the model does not know, each with a sentence that has the nearest one."""
    spec = match.spec
    known = [parameter.name for parameter in spec.parameters]
    inside = [name for name in match.params if name not in known]
    # What the dialect would write for these params is all that it has read of the body.
    written = DIALECTS[spec.dialect].write_request(spec, match.params).body if match.body else None
    parts = list(written) if isinstance(written, Mapping) else []
    job = DIALECTS[spec.dialect].describe_job(spec)
    # When a response comes is not part of a form.
    parts += [name for name, _ in job.at_once] if job else []
    outside = [name for name in match.body if name not in parts and name not in match.params]
    found = [_unknown(spec, name, match.params[name], known) for name in inside]
    found += [_unknown(spec, name, match.body[name], [*parts, *known]) for name in outside]
    if len(found) > MOST_UNKNOWN:
        more = len(found) - MOST_UNKNOWN
        found[MOST_UNKNOWN:] = [Unknown("", None, f"{more:,} more names are also unknown.")]
    return found


def _unknown(spec: ModelSpec, name: str, value: object, known: Sequence[str]) -> Unknown:
    shown = shorten(name)
    return Unknown(shown, None, f"{UNKNOWN_KEY.format(name=shown, slug=spec.slug)}{suggest(shown, known) or '.'}")


def _name_picture(value: Any) -> str:  # noqa: ANN401
    """Return what the code calls a picture: a file, an address, a key, or an expression."""
    if isinstance(value, str):
        # The picture itself, as text.
        return value if len(value) <= 2000 and not value.startswith("data:") else "a picture within the code"
    texts = [_read_file_name(text) for text in list_texts(value) if text]
    files = [text for text in texts if PurePath(text).suffix.lower() in CONTENT_TYPES]
    return next(iter([*files, *texts]), shorten(plain_text(value).strip("{}")) or "a picture")


def _read_file_name(text: str) -> str:
    """Return `cat.png` for curl's `asset=@"cat.png";type=image/png`, and any other text as it is."""
    name = text.rpartition("=@")[2]
    before, sign, _ = name.rpartition(";type=")
    return (before if sign else name).strip('"')
