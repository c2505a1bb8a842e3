"""Lists the parameters of a generation and the response of the API for its page."""

import json
from dataclasses import dataclass

from django.utils.safestring import SafeString
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import JsonLexer

from playground.catalog.remarks import find_remarks
from playground.dialects.registry import get_dialect
from playground.generations.messages import title_of
from playground.generations.models import Generation
from playground.generations.outcomes import make_outcome
from playground.pages.charges import say_charged, say_quoted
from playground.pages.field_text import as_text, say_value

# Ignored fields of an API request are stored only up to a limit.
VALUE_NOT_KEPT = "not kept: too large"


@dataclass(frozen=True, slots=True)
class Detail:
    """One parameter: its value, and its origin: set, default, random or ignored.

    `is_setting` means that a form has a field for it in which the value has an effect.
    """

    name: str
    title: str
    value: str
    origin: str
    is_setting: bool = False


def list_parameters(generation: Generation, *, strangers: bool = False) -> list[Detail]:
    """Return the parameters in the order of the documents, without prompt and pictures, and ignored fields last.

    With `strangers` ignored fields are omitted, because a program may have sent something private in them.
    """
    spec = generation.spec
    # Without the spec neither titles nor roles are known, but the stored values are still worth showing.
    if spec is None:
        hidden = {"prompt", *(generation.ignored if strangers else ())}
        return [
            Detail(name, name, as_text(value), "") for name, value in generation.params.items() if name not in hidden
        ]
    details = []
    # A value that the model ignores in this combination would otherwise look as if it had shaped the picture.
    without_effect = {remark.field for remark in find_remarks(spec, generation.params)}
    for parameter in spec.parameters:
        if parameter.role in ("prompt", "picture") or parameter.name not in generation.resolved:
            continue
        origin = "set" if parameter.name in generation.params else "default"
        if parameter.role == "seed" and origin == "default":
            origin = "random"
        if parameter.name in without_effect:
            origin = "ignored"
        value = say_value(generation.resolved[parameter.name])
        details.append(Detail(parameter.name, parameter.title, value, origin, is_setting=origin != "ignored"))
    if strangers:
        return details
    return details + [Detail(name, name, _show_ignored(generation, name), "ignored") for name in generation.ignored]


def _show_ignored(generation: Generation, name: str) -> str:
    return as_text(generation.params[name]) if name in generation.params else VALUE_NOT_KEPT


KEYS = {"own": "yours", "server": "this server’s"}


def list_answers(generation: Generation) -> list[Detail]:
    """Return what a public API reported besides the pictures; an empty list for a sketch."""
    if not generation.key_source:
        return []
    title, notes = title_of(generation.dialect), generation.notes
    seed = notes.get("api_seed", "")
    said = {
        "key": KEYS.get(generation.key_source, ""),
        "quoted": say_quoted(generation),
        "cost": say_charged(generation),
        # The seed that was sent is among the parameters already.
        "seed used": seed if seed != str(generation.seed) else "",
        f"id at {title}": notes.get("api_id", generation.remote_id),
        "format": notes.get("format", ""),
        "content filter": notes.get("withheld", ""),
    }
    # Only the first letter, since names of APIs have capitals of their own.
    return [Detail(name, name[:1].upper() + name[1:], value, "") for name, value in said.items() if value]


def print_answer(generation: Generation, origin: str) -> SafeString:
    """Return the response of the API as highlighted JSON, or "" when the model is no longer in the catalog."""
    outcome = make_outcome(generation, origin)
    if outcome is None:
        return SafeString("")
    answer = get_dialect(outcome.spec.dialect).write_response(outcome)
    text = json.dumps(answer, indent=2, ensure_ascii=False)
    return SafeString(highlight(text, JsonLexer(), HtmlFormatter(nowrap=True)))
