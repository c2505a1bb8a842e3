"""Reads forms with texts and files, which code sends in place of JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from playground.dialects.base import CONTENT_TYPES, file_part
from playground.dialects.wire import FormBody, FormPicture
from playground.recall.code.values import (
    MOST_VALUES,
    Mixed,
    Text,
    TooComplex,
    Unread,
    join,
    list_texts,
    plain_text,
    spend,
)


@dataclass(slots=True)
class FormFields:
    """The fields of a form, in order. A file is an unread value with its name as text."""

    fields: list[tuple[str, Any]] = field(default_factory=list)

    def add(self, name: Any, value: Any) -> None:  # noqa: ANN401
        spend()
        if len(self.fields) > MOST_VALUES:
            raise TooComplex
        self.fields.append((plain_text(name)[:100], value))


def call_form(name: str, owner: Any, arguments: Sequence[Any]) -> Any:  # noqa: ANN401
    """Return the result of a call of JavaScript that makes a form or adds a field to it, or None."""
    if name == "FormData":
        return FormFields()
    if name in ("append", "set") and isinstance(owner, FormFields) and len(arguments) > 1:
        owner.add(arguments[0], make_file(*arguments[2:3]) if len(arguments) > 2 else arguments[1])
        return owner
    return None


def make_file(name: Any) -> Unread:  # noqa: ANN401
    return Unread("a file", (plain_text(name)[:1000],))


def read_parts(files: Any, data: Any) -> FormFields | None:  # noqa: ANN401
    """Return the form of Python's `files` and `data`, or None if `files` is not known."""
    form = FormFields()
    pairs = [
        *(list(data.items()) if isinstance(data, Mapping) else []),
        *(list(files.items()) if isinstance(files, Mapping) else files if isinstance(files, list) else []),
    ]
    for pair in pairs:
        if not isinstance(pair, list | tuple) or len(pair) < 2:
            continue
        name, value = pair[:2]
        if isinstance(value, list) and value:
            # The name of a file, which a text does not have, its content, and its type.
            first = value[0]
            value = value[1] if first is None and len(value) > 1 else make_file(first)
        form.add(name, value)
    return form if files is not None else None


def read_argument(text: Text, *, is_plain: bool) -> tuple[str, Any]:
    """Return the name and the value of curl's `-F`, or with `is_plain` of `--form-string`."""
    name, _, value = plain_text(text).partition("=")
    if value.startswith(("@", "<")) and not is_plain:
        before, sign, _ = value[1:].rpartition(";type=")
        return name, make_file((before if sign else value[1:]).strip('"'))
    if isinstance(text, Mixed) and isinstance(text.parts[0], str):
        return name, join([text.parts[0][len(name) + 1 :], *text.parts[1:]])
    return name, value


def write_form(form: FormFields) -> FormBody:
    """Return the form as a dialect reads it; what is unread and no file stays as it is."""
    fields: list[Any] = []
    for name, value in form.fields:
        files = [text for text in list_texts(value) if PurePath(text).suffix.lower() in CONTENT_TYPES]
        is_file = isinstance(value, Unread) and not value.choices and (files or value.source == "a file")
        if is_file:
            filename = files[0] if files else next(list_texts(value), "a picture")
            value = FormPicture(len(fields), filename, file_part("", filename).content_type)
        fields.append((name, value))
    return FormBody(tuple(fields))


def name_files(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the params of a form with the names of its files in their places."""
    return {
        name: [_name_file(item) for item in value] if isinstance(value, list) else _name_file(value)
        for name, value in params.items()
    }


def _name_file(value: Any) -> Any:  # noqa: ANN401
    return value.filename if isinstance(value, FormPicture) else value
