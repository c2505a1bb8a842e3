"""Reads numbers as people write them in a form: "3,5", "1 000", "３０", "+7". The API takes only JSON numbers.

`static/js/numbers.js` has the same rules for the page; a test compares the two.
"""

import re
import unicodedata

# Signs that keyboards, input methods and other programs put in place of those of a plain number. The marks of other
# scripts that separate thousands become apostrophes, which only do that.
SIGNS = str.maketrans({"−": "-", "–": "-", "’": "'", "ʼ": "'", "٬": "'", "٫": ".", "。": ".", "、": ","})
# The longest number is much shorter, and each character of a text is looked at.
LONGEST = 1000
FULL_WIDTH = range(0xFF01, 0xFF5F)
# The limits on length bound the time that a conversion to a number takes.
PLAIN = re.compile(r"[+-]?([0-9]{1,400}([.,][0-9]{0,400})?|[.,][0-9]{1,400})([eE][+-]?[0-9]{1,4})?")
# Thousands in groups of three, which all have the same separator, and perhaps decimals after another one.
GROUPED = re.compile(
    r"[+-]?[1-9][0-9]{0,2}(?P<first>(?P<separator>[ ',.])[0-9]{3})(?P<more>(?:(?P=separator)[0-9]{3}){0,130})"
    r"(?P<decimals>(?!(?P=separator))[.,][0-9]{0,400})?"
)


class Unreadable(ValueError):
    """The text is not a number."""


class Ambiguous(ValueError):
    """The text can be read as two numbers, which the message names."""


def plain_number(text: str, *, whole: bool) -> str:
    """Return the number in ASCII digits, with a decimal point and without separators, as the person typed its digits.

    A comma and a point can both separate decimals or thousands. If one of them separates a last group of exactly three
    digits, such as in "1,000", it separates thousands where a `whole` number is expected. Elsewhere a point separates
    decimals, as in the form itself and in code, and a comma is ambiguous.

    Raises `Unreadable` or `Ambiguous`.
    """
    if len(text) > LONGEST:
        raise Unreadable(text)
    typed = _in_ascii(text)
    grouped = GROUPED.fullmatch(typed)
    if grouped:
        separator, decimals = grouped["separator"], grouped["decimals"]
        is_certain = separator in " '" or bool(grouped["more"]) or decimals is not None
        if is_certain or whole:
            kept = typed.removesuffix(decimals or "").replace(separator, "") + (decimals or "")
            return _tidy(kept)
        if separator == ",":
            raise Ambiguous(f"{typed.replace(',', '')} or {typed.replace(',', '.')}")
    if not PLAIN.fullmatch(typed):
        raise Unreadable(text)
    return _tidy(typed)


def _in_ascii(text: str) -> str:
    # Pasted text may contain marks of direction and other invisible characters.
    visible = "".join(_ascii(character) for character in text if unicodedata.category(character) != "Cf")
    return visible.strip().translate(SIGNS)


def _ascii(character: str) -> str:
    # Not by compatibility (NFKC), which would read "10²" as 102.
    if ord(character) in FULL_WIDTH:
        return chr(ord(character) - 0xFEE0)
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return " " if character.isspace() else character


def _tidy(number: str) -> str:
    return number.replace(",", ".").removeprefix("+")
