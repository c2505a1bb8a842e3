"""Formats values, bounds and defaults for form fields."""

from collections.abc import Sequence
from decimal import Decimal

from playground.catalog.sizes import SHAPE_LABELS
from playground.catalog.spec import Issue, ModelSpec, Parameter, Value
from playground.catalog.validation import MATCH
from playground.catalog.values import tidy_number
from playground.recall.recipe import Loss, Recalled


def as_text(value: Value | None) -> str:
    """Return a value as a form shows it: `true` for True, `4` for 4.0, "" for None; a number with its last digit."""
    if value is None:
        return ""
    # A bool is an int in Python, so this check comes before the one for numbers.
    if isinstance(value, bool):
        return "true" if value else "false"
    return _all_digits(value) if isinstance(value, float) else str(value)


def say_value(value: object) -> str:
    """Return a value as pages tell it: `on` for True, a list with commas, "—" for None or an empty text."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if value == MATCH:
        return SHAPE_LABELS[MATCH]
    if isinstance(value, list):
        return ", ".join(map(say_value, value))
    text = as_text(value) if isinstance(value, str | int | float) else str(value or "")
    return text or "—"


def _all_digits(number: float) -> str:
    """Return the shortest text that reads as the same number, without an exponent where people would not write one."""
    tidy = tidy_number(number)
    if isinstance(tidy, int):
        return str(tidy)
    return f"{Decimal(repr(number)):f}" if 1e-6 < abs(number) < 1e16 else repr(number)


def say_label(sentence: str, parameter: Parameter) -> str:
    """Return a sentence that begins with the API's name of a parameter as a page says it: with the field's label.

    At a field for pictures the sentence is shown below them, and needs neither.
    """
    rest = sentence.removeprefix(parameter.name)
    if rest == sentence or not rest.startswith((" ", ":")):
        return sentence
    if parameter.kind not in ("image", "images"):
        return f"{parameter.title}{rest}"
    told = rest.removeprefix(" is missing").removeprefix(": ")
    if told.startswith(" has "):
        return f"You chose{told.removeprefix(' has')}"
    return told[:1].upper() + told[1:] if rest != told else sentence


def list_reasons(source: ModelSpec, recalled: Recalled, issues: Sequence[Issue]) -> list[str]:
    """Return a sentence for each value of a form that another spec takes otherwise, or not at all."""
    reasons = [(issue.field, issue.message) for issue in issues]
    known = {parameter.name: parameter for parameter in source.parameters}
    said = [say_label(reason, known[name]) if name in known else reason for name, reason in reasons]
    return list_losses(source, recalled.losses) + said


def list_losses(source: ModelSpec, losses: Sequence[Loss]) -> list[str]:
    """Return what was lost as a page says it, with the fields' labels. What is only renamed is not lost."""
    known = {parameter.name: parameter for parameter in source.parameters}
    return [
        say_label(loss.sentence, known[loss.name]) if loss.name in known else loss.sentence
        for loss in losses
        if loss.kind != "renamed"
    ]


def explain_missing(number: int) -> str:
    """Return what a form says of pictures that were deleted since its draft was saved."""
    if number == 1:
        return "A picture in this form was deleted and has been removed from the form."
    return f"{number} pictures in this form were deleted and have been removed from the form."


def list_bounds(parameter: Parameter) -> list[str]:
    """Return the range and the default for the help text of a field, such as `1–50` and `default 30`."""
    return [text for text in (_describe_range(parameter), _describe_default(parameter)) if text]


def _describe_range(parameter: Parameter) -> str:
    least, most = parameter.minimum, parameter.maximum
    if least is not None and most is not None:
        return f"{as_text(least)}–{as_text(most)}"
    if least is not None:
        return f"{as_text(least)} or more"
    if most is not None:
        return f"up to {as_text(most)}"
    return f"up to {parameter.max_items}" if parameter.max_items else ""


def _describe_default(parameter: Parameter) -> str:
    if isinstance(parameter.default, bool):
        return f"default {say_value(parameter.default)}"
    if parameter.default is not None:
        return f"default {as_text(parameter.default)}"
    return "" if parameter.required or parameter.kind in ("image", "images") else "default auto"
