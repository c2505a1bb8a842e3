"""Numbers as people write them in a form, read alike by the server and by the page."""

import json
import subprocess
from pathlib import Path

import pytest

from playground.catalog.numbers import Ambiguous, Unreadable, plain_number
from tests.programs import need_program

SCRIPT = Path(__file__).resolve().parent.parent.parent / "static/js/numbers.js"

# What was typed, how it is read as a decimal number, and as a whole number; "" where it cannot be.
CASES = [
    ("30", "30", "30"),
    (" 30\u00a0", "30", "30"),
    ("+7", "7", "7"),
    ("-7", "-7", "-7"),
    ("−7", "-7", "-7"),
    ("3.5", "3.5", "3.5"),
    ("3,5", "3.5", "3.5"),
    (",5", ".5", ".5"),
    ("3,", "3.", "3."),
    ("3.1415926", "3.1415926", "3.1415926"),
    ("2,0000004", "2.0000004", "2.0000004"),
    ("0,125", "0.125", "0.125"),
    ("1234,567", "1234.567", "1234.567"),
    ("4e0", "4e0", "4e0"),
    # Full-width and other digits.
    ("３０", "30", "30"),
    ("３．５", "3.5", "3.5"),
    ("３。５", "3.5", "3.5"),
    ("٣٫٥", "3.5", "3.5"),
    ("१२", "12", "12"),
    ("\u200e30", "30", "30"),
    # Thousands.
    ("1 000", "1000", "1000"),
    ("1\u202f000\u202f000", "1000000", "1000000"),
    ("1'000", "1000", "1000"),
    ("1’000.5", "1000.5", "1000.5"),
    ("1,000,000", "1000000", "1000000"),
    ("1.000.000", "1000000", "1000000"),
    ("1,000.5", "1000.5", "1000.5"),
    ("1.000,5", "1000.5", "1000.5"),
    # A last group of three digits may be thousands or decimals.
    ("1,000", "", "1000"),
    ("1.000", "1.000", "1000"),
    ("3.125", "3.125", "3125"),
    # Not numbers.
    ("", "", ""),
    ("abc", "", ""),
    ("1 0", "", ""),
    ("3 5", "", ""),
    ("10²", "", ""),
    ("1,00,000", "", ""),
    ("1,000,5", "", ""),
    ("1_000", "", ""),
    ("--5", "", ""),
    ("0x10", "", ""),
    ("nan", "", ""),
    ("Infinity", "", ""),
    (".", "", ""),
    ("25 %", "", ""),
]


def read(text: str, *, whole: bool) -> str:
    try:
        return plain_number(text, whole=whole)
    except (Unreadable, Ambiguous):
        return ""


@pytest.mark.parametrize(("text", "decimal", "whole"), CASES)
def test_a_number_is_read_as_people_write_it(text: str, decimal: str, whole: str) -> None:
    assert (read(text, whole=False), read(text, whole=True)) == (decimal, whole)


def test_an_ambiguous_number_has_both_readings() -> None:
    with pytest.raises(Ambiguous) as caught:
        plain_number("-2,500", whole=False)
    assert str(caught.value) == "-2500 or -2.500"


def test_the_page_reads_numbers_as_the_server_does() -> None:
    program = f"""
import {{ plainNumber }} from {json.dumps(SCRIPT.as_uri())};
const cases = {json.dumps([text for text, *_ in CASES])};
console.log(JSON.stringify(cases.map((text) => [text, plainNumber(text, false), plainNumber(text, true)])));
"""
    command = [need_program("node"), "--input-type=module", "--eval", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [tuple(case) for case in json.loads(done.stdout)] == CASES
