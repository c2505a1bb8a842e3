"""Tables of prompts and values: a text of comma-separated values, read, matched with the parameters and checked.

The first line has the names of the columns. Each further line is a request. An empty cell leaves its parameter as the
form has it.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.coercion import coerce_form
from playground.catalog.spec import Issue, ModelSpec, Parameter, Value
from playground.catalog.validation import validate
from playground.catalog.values import shorten
from playground.catalog.words import suggest
from playground.errors import SentenceError

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 2000
MOST_COLUMNS = 50
# A row cannot have longer values than the longest prompt in any table that people write.
LONGEST_CELL = 40_000
# How the files of Excel and LibreOffice begin, and those of older versions of Excel.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}


class TableRefused(SentenceError):
    """The text is not a table that can be read; `sentence` says why and what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row, with its line in the file and its column."""

    line: int
    column: str
    message: str

    @property
    def sentence(self) -> str:
        where = f"Line {self.line}, column {self.column}" if self.column else f"Line {self.line}"
        return f"{where}: {self.message}"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row that was checked: its line in the file, what it asks for, and what is wrong with it."""

    line: int
    params: Mapping[str, Value]
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The checked rows, the parameters of the columns, and how the file was read."""

    columns: Sequence[Parameter]
    rows: Sequence[TableRow]
    separator: str

    @property
    def problems(self) -> list[Problem]:
        return [problem for row in self.rows for problem in row.problems]


def decode_table(data: bytes) -> str:
    """Return the text of a file as programs for tables write it: UTF-8, UTF-16, or the older code page of Windows."""
    if len(data) > MOST_BYTES:
        megabytes = len(data) / 1024 / 1024
        raise TableRefused(
            f"The file has {megabytes:.1f} MB; the maximum is {MOST_BYTES // 1024 // 1024} MB. Split it."
        )
    if data.startswith(WORKBOOKS):
        raise TableRefused("The file is a workbook, not a table of text. Save it as CSV, and choose that file.")
    encoding = _guess_encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise TableRefused("The file is not text. Save the table as CSV, and choose that file.")
    return text.removeprefix("\ufeff")


def _guess_encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # Without a mark, every second byte of text in a Latin script is zero.
    if data[:4:2] == b"\0\0":
        return "utf-16-be"
    return "utf-16-le" if data[1:4:2] == b"\0\0" else "utf-8-sig"


def read_table(spec: ModelSpec, text: str, base: Mapping[str, Sequence[str]]) -> Table:
    """Read and check a table. `base` has the values of the form, for the parameters that a row leaves empty.

    Raises `TableRefused` for a text that is not a table, and for columns that are not parameters.
    """
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise TableRefused(f"The table has more than {MOST_BYTES // 1024 // 1024} MB, which is the maximum. Split it.")
    text, separator = _find_separator(text.removeprefix("\ufeff"))
    # All are read before any is checked: a file that is too long is refused at once.
    lines = list(_read_lines(text, separator))
    if not lines:
        raise TableRefused("The table is empty. Its first line has the names of the columns, such as prompt and seed.")
    columns = _match_columns(spec, lines[0][1])
    rows = [_check_row(spec, columns, line, cells, base) for line, cells in lines[1:]]
    if not rows:
        raise TableRefused("The table has no rows. Each line below the names of the columns is a request.")
    return Table([parameter for parameter in columns if parameter], rows, separator)


def _find_separator(text: str) -> tuple[str, str]:
    """Return the text and its separator: as Excel's first line names it, or the most frequent one in the first line."""
    first, _, rest = text.partition("\n")
    if first[:4].lower() == "sep=" and first[4:5] in SEPARATORS and not first[5:].strip():
        # An empty line in its place, so that lines are counted as in the file.
        return f"\n{rest}", first[4]
    counts = {sign: _outside_quotes(text, sign) for sign in SEPARATORS}
    return text, max(counts, key=lambda sign: counts[sign])


def _outside_quotes(text: str, sign: str) -> int:
    """Return how often a sign is in the first line that is not empty, leaving out quoted texts."""
    line = next((line for line in text[:10_000].splitlines() if line.strip()), "")
    return "".join(line.split('"')[::2]).count(sign)


def _read_lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that are not empty, each with its number in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = last = 0
    try:
        for cells in reader:
            # A record with line breaks in quotes is named by its first line.
            first, last = last + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                number += 1
                if number > MOST_ROWS + 1:
                    raise TableRefused(
                        f"The table has more than {MOST_ROWS:,} rows, which is the maximum. Split it into several."
                    )
                yield first, cells
    except csv.Error as error:
        raise TableRefused(_explain(error, last + 1)) from error


def _explain(error: csv.Error, line: int) -> str:
    if "field larger" in str(error):
        return f"Line {line} has a value of more than {LONGEST_CELL:,} characters. Is a quotation mark missing?"
    return f'Line {line}: a quoted value is not closed, or something follows its end. Write a quote in it twice: "".'


def _match_columns(spec: ModelSpec, names: Sequence[str]) -> list[Parameter | None]:
    """Return the parameter of each column, None for an empty name; refuse what is not a parameter of the form."""
    if len(names) > MOST_COLUMNS:
        raise TableRefused(f"The table has {len(names)} columns; the maximum is {MOST_COLUMNS}. Remove some.")
    known = {_plain(word): one for one in _list_columns(spec) for word in (one.title, one.name)}
    found = [known.get(_plain(name)) for name in names]
    unknown = [(place, name) for place, name in enumerate(names, start=1) if name.strip() and not found[place - 1]]
    prompt = spec.by_role("prompt")
    if unknown and not any(found):
        words = ", ".join(one.name for one in _list_columns(spec)[:4])
        first = shorten(names[0].strip() or unknown[0][1])
        raise TableRefused(f"The first line must have the names of the columns, such as {words}; yours begins: {first}")
    if unknown:
        raise TableRefused(" ".join(_explain_column(spec, place, name, known) for place, name in unknown[:5]))
    twice = [one for one in found if one and found.count(one) > 1]
    if twice:
        raise TableRefused(f"Two columns are {twice[0].name}. Remove one of them.")
    if prompt and prompt not in found:
        raise TableRefused(f"The table has no column {prompt.name}. Add one, with the words for each picture.")
    return found


def _list_columns(spec: ModelSpec) -> list[Parameter]:
    """Return the parameters that a cell can hold: pictures come from the form."""
    return [one for one in spec.form_parameters if one.kind not in ("image", "images")]


def _explain_column(spec: ModelSpec, place: int, name: str, known: Mapping[str, Parameter]) -> str:
    shown = shorten(name.strip())
    pictures = spec.by_role("picture")
    if pictures and _plain(name) in (_plain(pictures.name), _plain(pictures.title)):
        return f"Column {place}, {shown}, cannot be in a table: choose the pictures in the form; every row gets them."
    near = suggest(_plain(name), known)
    return f"Column {place}, {shown}, is not a parameter of {spec.title}{near or '.'}"


def _plain(name: str) -> str:
    return "_".join(name.replace("-", " ").replace("_", " ").lower().split())


def _check_row(
    spec: ModelSpec,
    columns: Sequence[Parameter | None],
    line: int,
    cells: Sequence[str],
    base: Mapping[str, Sequence[str]],
) -> TableRow:
    raw = dict(base)
    prompt = spec.by_role("prompt")
    if prompt:
        raw[prompt.name] = [""]
    problems: list[Problem] = []
    for place, cell in enumerate(cells):
        parameter = columns[place] if place < len(columns) else None
        if parameter is None:
            if cell.strip():
                problems.append(
                    Problem(line, str(place + 1), f"{shorten(cell.strip())} is in a column without a name.")
                )
        elif len(cell) > LONGEST_CELL:
            problems.append(
                Problem(line, parameter.name, f"{parameter.name} has more than {LONGEST_CELL:,} characters.")
            )
        elif cell.strip():
            raw[parameter.name] = [cell]
    params, unread = coerce_form(spec, raw)
    fields = {issue.field for issue in unread}
    issues = [*unread, *(issue for issue in validate(spec, params) if issue.field not in fields)]
    return TableRow(line, params, [*problems, *(_locate(line, issue) for issue in issues)])


def _locate(line: int, issue: Issue) -> Problem:
    return Problem(line, issue.field, issue.message)
