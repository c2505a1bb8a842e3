"""Formats values, bounds and defaults for form fields."""

from playground.catalog.spec import Parameter, Value


def as_text(value: Value | None) -> str:
    """Return a value as a form shows it: `true` for True, `4` for 4.0, "" for None."""
    if value is None:
        return ""
    # A bool is an int in Python, so this check comes before the one for numbers.
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


def list_bounds(parameter: Parameter) -> list[str]:
    """Return the range and the default for the help text of a field, such as `1–50` and `default 30`."""
    return [text for text in (_describe_range(parameter), _describe_default(parameter)) if text]


def _describe_range(parameter: Parameter) -> str:
    least, most = parameter.minimum, parameter.maximum
    if least is not None and most is not None:
        return f"{exact_text(least)}–{exact_text(most)}"
    if least is not None:
        return f"{exact_text(least)} or more"
    if most is not None:
        return f"up to {exact_text(most)}"
    return f"up to {parameter.max_items}" if parameter.max_items else ""


def _describe_default(parameter: Parameter) -> str:
    if isinstance(parameter.default, bool):
        return f"default {'on' if parameter.default else 'off'}"
    if parameter.default is not None:
        return f"default {exact_text(parameter.default)}"
    return "" if parameter.required or parameter.kind in ("image", "images") else "default auto"


def exact_text(value: Value | None) -> str:
    """Return a value as the form compares it: numbers with all digits, "" for None."""
    # `g` alone shows six digits, so a bound or a default could differ from the value that it is compared with.
    return f"{value:.16g}" if isinstance(value, float) else as_text(value)
