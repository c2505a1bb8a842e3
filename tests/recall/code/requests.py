"""Requests that forms make: for each spec, any valid values, written as code in any language."""

from math import ceil
from typing import Any

from hypothesis import strategies as st

from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.catalog.validation import CUSTOM, MATCH, validate
from playground.dialects.layouts import takes_rows

# What breaks quotes, escapes, templates and formats of one language or another.
AWKWARD = [
    "'", '"', "'''", '"""', "`", "$", "${HOME}", "$(id)", "{x}", "{{}}", "%", "%PATH%", "%s", "\\", "\\n", "\n", "\t",
    "\r\n",
    "^", "&", "|", "<<EOF", "EOF", "#", "//", "*/", "@", "@{", "'@", '"@', "!", ";", "•••", "\u2028", "\u202e", "é",
    "猫", "🐈", "x-key: abcdefgh", 'api_key="abcdefgh"', "a", "cat", " ",
]  # fmt: skip

prompts = (
    st.lists(
        st.sampled_from(AWKWARD) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5),
        max_size=12,
    )
    .map("".join)
    .map(lambda text: f"a{text}b".replace("\r\n", "\n").replace("\r", "\n"))
)


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Return any value that the parameter accepts by itself."""
    if parameter.role == "prompt":
        return prompts
    if parameter.choices:
        # There are no pictures to match.
        return st.sampled_from([choice for choice in parameter.choices if choice != MATCH])
    if parameter.kind == "boolean":
        return st.booleans()
    if parameter.widget == "loras":
        return st.sampled_from(["someone/ink", "https://example.com/ink.safetensors 0.8\nsomeone/ink 4"])
    if parameter.widget == "boxes":
        return st.sampled_from(["lamp_1 100 200 500 600 a brass lamp", 'cup 0 0 9 9\nmug 1 1 8 8 it\'s [{"a"}]'])
    if parameter.kind == "string":
        return prompts
    if parameter.role == "seed":
        return st.integers(0, 2**53 - 10)
    least, most = parameter.minimum or 0, parameter.maximum or 2048
    if parameter.kind == "number":
        return st.integers(ceil(least * 10), int(most * 10)).map(lambda tenths: tenths / 10)
    step = parameter.multiple_of or 1
    return st.integers(ceil(least / step), int(most // step)).map(lambda steps: steps * step)


@st.composite
def params_of(draw: st.DrawFn, spec: ModelSpec) -> dict[str, Value]:
    """Return params as a form gives them: the prompt, and some of the other values, without pictures."""
    found: dict[str, Value] = {}
    for parameter in spec.form_parameters:
        # Boxes in prose are words of the prompt, which nothing tells from the others.
        is_lost = parameter.role == "picture" or (parameter.role == "layout" and not takes_rows(spec))
        if is_lost or not (parameter.role == "prompt" or draw(st.booleans())):
            continue
        value = draw(values(parameter))
        if value != parameter.default:
            found[parameter.name] = value
    ratio = spec.by_role("ratio")
    sides = [side for role in ("width", "height") if (side := spec.by_role(role))]
    if ratio and CUSTOM in ratio.choices and found.get(ratio.name) == CUSTOM:
        found |= {side.name: draw(values(side)) for side in sides}
    elif ratio:
        # A size has no effect without the choice that it is for, and some dialects do not send it then.
        found = {name: value for name, value in found.items() if spec.get(name) not in sides}
    refused = {issue.field for issue in validate(spec, found)}
    size = {parameter.name for parameter in (*sides, ratio) if parameter}
    return {name: value for name, value in found.items() if name not in (refused | size if refused & size else refused)}
