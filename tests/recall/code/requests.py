"""Requests that forms make: for each spec, any valid values, written as code in any language."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from hypothesis import strategies as st

from playground.catalog.loading import FOLDER, read_folders
from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.catalog.validation import CUSTOM, MATCH, validate
from playground.dialects.registry import get_dialect

SPECS: Mapping[str, ModelSpec] = read_folders([FOLDER]).specs
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
        return st.sampled_from([choice for choice in parameter.choices if choice not in (CUSTOM, MATCH)])
    if parameter.kind == "boolean":
        return st.booleans()
    if parameter.widget == "loras":
        return st.sampled_from(["someone/ink", "https://example.com/ink.safetensors 0.8\nsomeone/ink 4"])
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
        if parameter.role == "picture" or not (parameter.role == "prompt" or draw(st.booleans())):
            continue
        value = draw(values(parameter))
        if value != parameter.default:
            found[parameter.name] = value
    # A size has no effect without the choice that it is for, and some dialects do not send it then.
    dialect = get_dialect(spec.dialect)
    _, sent = dialect.read_request(dialect.write_request(spec, found), [spec])
    found = {name: value for name, value in found.items() if sent.get(name) == value}
    refused = {issue.field for issue in validate(spec, found)}
    return {name: value for name, value in found.items() if name not in refused}
