"""Tables of prompts and values: encodings, separators, quotes, names of columns, and what is wrong in a row."""

import pytest

from playground.catalog.loading import get_spec
from playground.catalog.tables import MOST_ROWS, Table, TableRefused, decode_table, read_table

FLEX = get_spec("onemin/flux-2-flex/generate")
JOB = get_spec("apiframe/flux-2-dev/generate")
EDIT = get_spec("onemin/flux-2-flex/edit")
PLAIN = "prompt,guidance,seed\na red fox,4,7\n"


def read(text: str, **base: str) -> Table:
    return read_table(FLEX, text, {name: [value] for name, value in base.items()})


def params(text: str, **base: str) -> list[dict[str, object]]:
    table = read(text, **base)
    assert table.problems == []
    return [dict(row.params) for row in table.rows]


FOX = {"prompt": "a red fox", "guidance": 4, "seed": 7}


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.rstrip(),
        "\ufeff" + PLAIN,
        "sep=;\r\n" + PLAIN.replace(",", ";"),
        "\n" + PLAIN + "\n\n,,\n",
        "Prompt,Prompt guidance,SEED\na red fox,4,7\n",
        '"prompt","guidance","seed"\n"a red fox","4","7"\n',
        "prompt,guidance,seed,\na red fox,4,7,\n",
        "seed,prompt,guidance\n7,a red fox,4\n",
        "prompt;guidance;seed\na red fox;4,0;7\n",
    ],
)
def test_tables_as_programs_write_them(text: str) -> None:
    assert params(text) == [FOX]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "prompt,guidance,seed\nein Fuchs für zwei,4,7\n"
    assert params(decode_table(text.encode(encoding)))[0]["prompt"] == "ein Fuchs für zwei"


def test_quoted_values_have_separators_line_breaks_and_quotes() -> None:
    rows = read('prompt,seed\n"a fox, a hare\nand ""two"" owls",7\na cat,x\n')
    assert rows.rows[0].params["prompt"] == 'a fox, a hare\nand "two" owls'
    # A line is counted as in the file.
    assert [problem.line for problem in rows.problems] == [4]


def test_an_empty_cell_is_as_in_the_form_and_a_value_replaces_it() -> None:
    text = "prompt,guidance\na fox,\na hare,3\n"
    assert params(text, guidance="5", seed="9", prompt="not this one") == [
        {"prompt": "a fox", "guidance": 5, "seed": 9},
        {"prompt": "a hare", "seed": 9},
    ]


def test_a_row_says_its_line_column_value_and_bound() -> None:
    table = read("prompt,guidance,seed\na fox,4,1\na hare,99,1\n,4,x\n")
    said = [problem.sentence for problem in table.problems]
    assert "Line 3, column guidance: guidance is 99; the maximum is 5." in said
    assert "Line 4, column seed: seed must be a whole number such as 30; you gave x." in [
        sentence.replace("“", "").replace("”", "").replace('"', "") for sentence in said
    ]
    assert any(sentence.startswith("Line 4, column prompt: prompt is empty") for sentence in said)
    assert [bool(row.problems) for row in table.rows] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The table is empty."),
        ("\n \n,,\n", "The table is empty."),
        ("prompt,seed\n", "The table has no rows."),
        ("prompt,guidanze\na,4\n", "Column 2, guidanze, is not a parameter of FLUX.2 [flex]; did you mean guidance?"),
        ("guidance,seed\n4,7\n", "The table has no column prompt."),
        ("prompt,seed,Seed\na,1,2\n", "Two columns are seed."),
        ("a red fox\na hare\n", "The first line must have the names of the columns, such as prompt"),
        ('prompt,seed\n"a fox,1\na hare,2\n', "Line 2: a quoted value is not closed"),
        ('prompt,seed\na fox,1\n"a" hare,2\n', "Line 3: a quoted value is not closed, or something follows its end."),
        ("prompt" + ",seed" * 60 + "\n", "The table has 61 columns; the maximum is 50."),
        ("prompt\n" + "a fox\n" * (MOST_ROWS + 1), "The table has more than 2,000 rows, which is the maximum."),
        ("prompt\n" + "x" * (5 * 1024 * 1024), "The table has more than 5 MB, which is the maximum."),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(TableRefused) as refused:
        read(text)
    assert refused.value.sentence.startswith(sentence)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04" + b"\0" * 100, "is a workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "is a workbook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "is not text"),
        (b"x" * (5 * 1024 * 1024 + 1), "the maximum is 5 MB"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(TableRefused, match=words):
        decode_table(data)


def test_pictures_come_from_the_form() -> None:
    with pytest.raises(TableRefused, match="choose the pictures in the form"):
        read_table(EDIT, "prompt,imageUrl\na,b\n", {})


def test_a_cell_without_a_column_is_a_problem() -> None:
    assert [problem.sentence for problem in read("prompt,\na fox,b\n").problems] == [
        "Line 2, column 2: b is in a column without a name."
    ]
    assert [problem.column for problem in read("prompt\na fox,b\n").problems] == ["2"]


def test_braces_in_a_table_are_text() -> None:
    assert params("prompt,seed\na {red|blue} fox,1\n")[0]["prompt"] == "a {red|blue} fox"


@pytest.mark.parametrize("text", ["prompt,seed\n" + "\ud800,1\n", "prompt\n" + '"' * 99_999, "prompt\n" + "," * 99_999])
def test_hostile_tables_end_in_a_sentence_or_a_problem(text: str) -> None:
    try:
        said = [problem.sentence for problem in read(text).problems]
    except TableRefused as refused:
        said = [refused.sentence]
    assert said
