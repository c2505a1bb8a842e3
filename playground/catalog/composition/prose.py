"""A composition as prose, in the order that the makers of FLUX.2 advise, and how such prose is read.

The prose is one paragraph: the subject with its action, other words, then a sentence with a label for each field. Where
what somebody typed would be read as a label, each field gets a line of its own, which nothing in a field can imitate.
"""

import re
from collections.abc import Iterator

from playground.catalog.composition.fields import (
    Colour,
    Composition,
    TextRow,
    drop_stop,
    read_hex,
    tidy,
    tidy_lines,
    tidy_phrase,
)

DASH = " – "
LABELS = {"Style": "style", "Setting": "context", "Camera": "camera", "Lens": "lens", "Light": "light"}
_QUOTES = (('"', '"'), ("“", "”"), ("«", "»"))
_LABEL = re.compile('(?:^|(?<=[.!?…] )|(?<=\n))(?:(Style|Setting|Colors|Camera|Lens|Light): |(The text )(?=["“«]))')
_SENTENCE_END = re.compile("[.!?…][ \n]+(?=.)", re.DOTALL)
_LINE = re.compile(
    r"(Subject|Action|Other|Style|Setting|Text|Typeface|Size|Place|Color|Camera|Lens|Light):(?: (.+))?",
)
_ROW_LABELS = {"Typeface": "typeface", "Size": "size", "Place": "place"}
_HEX_DIGITS = 7


def write_prose(composition: Composition) -> str:
    """Return the composition as a prompt from which `read_prose` reads the same composition."""
    tidied = composition.tidied()
    paragraph = _write_paragraph(tidied)
    # What begins like lines could be read as lines.
    is_read_back = not paragraph.startswith("Subject:") and _read_paragraph(paragraph) == tidied
    return paragraph if is_read_back else "\n".join(_list_lines(tidied))


def read_prose(text: str) -> Composition:
    """Return the fields of a prompt. What belongs to none of them is in `other`, in its order; no word is lost."""
    return _read_lines(text) or _read_paragraph(text)


def _write_paragraph(given: Composition) -> str:
    # An action without a subject begins with a dash, which is read as a subject: it gets its own line instead.
    head = given.subject + (DASH + given.action if given.action else "")
    colours = "; ".join(_write_colour(colour) for colour in given.palette)
    sentences = [
        head,
        given.other,
        _labelled("Style", given.style),
        _labelled("Setting", given.context),
        *[_write_text(row) for row in given.texts],
        _labelled("Colors", colours),
        _labelled("Camera", given.camera),
        _labelled("Lens", given.lens),
        _labelled("Light", given.light),
    ]
    return " ".join(_end(sentence) for sentence in sentences if sentence)


def _labelled(label: str, value: str) -> str:
    return f"{label}: {value}" if value else ""


def _end(sentence: str) -> str:
    return sentence if sentence[-1] in ".!?…" else f"{sentence}."


def _write_text(row: TextRow) -> str:
    # A quotation mark of the words would end them.
    pairs = [pair for pair in _QUOTES if pair[1] not in row.words]
    opening, closing = pairs[0] if pairs else _QUOTES[0]
    look = [f" in {row.typeface}"] if row.typeface else []
    look += [f", size {row.size}"] if row.size else []
    look += [f", placed {row.place}"] if row.place else []
    return f"The text {opening}{row.words}{closing}{''.join(look)}"


def _write_colour(colour: Colour) -> str:
    named = f"{colour.name} hex {colour.hex}" if colour.name else f"hex {colour.hex}"
    return f"{named} for {colour.of}" if colour.of else named


def _list_lines(given: Composition) -> Iterator[str]:
    # Always there, since the reader recognises the lines by it.
    yield f"Subject: {given.subject}".rstrip(" ")
    yield from _lines(("Action", given.action))
    yield from (f"Other: {line}" for line in given.other.split("\n") if line)
    yield from _lines(("Style", given.style), ("Setting", given.context))
    for row in given.texts:
        yield f'Text: "{row.words}"'
        yield from _lines(("Typeface", row.typeface), ("Size", row.size), ("Place", row.place))
    yield from (f"Color: {_write_colour(colour)}" for colour in given.palette)
    yield from _lines(("Camera", given.camera), ("Lens", given.lens), ("Light", given.light))


def _lines(*labelled: tuple[str, str]) -> list[str]:
    return [f"{label}: {value}" for label, value in labelled if value]


def _read_lines(text: str) -> Composition | None:
    """Return the composition of a prompt with a line for each field, or None for any other."""
    lines = [_LINE.fullmatch(line) for line in text.split("\n")]
    if lines[0] is None or lines[0][1] != "Subject":
        return None
    phrases: dict[str, str] = {}
    rows: list[dict[str, str]] = []
    palette: list[Colour] = []
    other: list[str] = []
    names = {"Subject": "subject", "Action": "action"} | LABELS
    for line in lines:
        if line is None:
            return None
        label, value = line[1], line[2] or ""
        colour = read_colour(value) if label == "Color" else None
        if label in names and names[label] not in phrases:
            phrases[names[label]] = value
        elif label == "Other":
            other.append(value)
        elif label == "Text" and len(value) > 1 and value[0] == value[-1] == '"':
            rows.append({"words": value[1:-1]})
        elif label in _ROW_LABELS and rows and _ROW_LABELS[label] not in rows[-1]:
            rows[-1][_ROW_LABELS[label]] = value
        elif colour:
            palette.append(colour)
        else:
            return None
    texts = tuple(TextRow(**row) for row in rows)
    return Composition(**phrases, texts=texts, palette=tuple(palette), other="\n".join(other)).tidied()


def _read_paragraph(prompt: str) -> Composition:
    text = tidy_lines(prompt)
    labels = list(_LABEL.finditer(text))
    ends = [label.start() for label in labels[1:]] + ([len(text)] if labels else [])
    head = text[: labels[0].start()] if labels else text
    phrases: dict[str, str] = {}
    texts: list[TextRow] = []
    palette: tuple[Colour, ...] = ()
    other: list[str] = []
    for label, end in zip(labels, ends, strict=True):
        value = tidy_phrase(text[label.end() : end])
        name = LABELS.get(label[1])
        row = _read_text(value) if label[2] else None
        colours = _read_colours(value) if label[1] == "Colors" and not palette else ()
        if name and name not in phrases and value:
            phrases[name] = value
        elif row:
            texts.append(row)
        elif colours:
            palette = colours
        else:
            other.append(text[label.start() : end])
    sentence_end = _SENTENCE_END.search(head)
    first = head[: sentence_end.end()] if sentence_end else head
    subject, _, action = tidy_phrase(first).partition(DASH)
    others = tidy_lines(" ".join([head[len(first) :].rstrip(" \n"), *[part.rstrip(" \n") for part in other]]))
    return Composition(
        **phrases, subject=subject, action=action, texts=tuple(texts), palette=palette, other=others
    ).tidied()


def _read_text(value: str) -> TextRow | None:
    """Return the row of `"OPEN" in bold serif, size large, placed on the door`, or None for any other clause."""
    closing = dict(_QUOTES)[value[0]]
    words, found, tail = value[1:].partition(closing)
    if not found or not tidy(words):
        return None
    look = {}
    for marker, name, later in (
        (" in ", "typeface", (", size ", ", placed ")),
        (", size ", "size", (", placed ",)),
        (", placed ", "place", ()),
    ):
        if not tail.startswith(marker):
            continue
        rest = tail.removeprefix(marker)
        end = min((place for place in (rest.find(mark) for mark in later) if place >= 0), default=len(rest))
        look[name], tail = rest[:end], rest[end:]
    return None if tail else TextRow(words, **look)


def _read_colours(value: str) -> tuple[Colour, ...]:
    """Return the colours of a list, or none if one of its parts is not a colour."""
    colours = [read_colour(drop_stop(part)) for part in value.split("; ")]
    found = tuple(colour for colour in colours if colour)
    return found if len(found) == len(colours) else ()


def read_colour(text: str) -> Colour | None:
    """Return the colour of `teal hex #0F766E for the door`, with or without name and object, or None."""
    name, mark, rest = text.partition("#")
    code, of = read_hex(mark + rest[: _HEX_DIGITS - 1]), rest[_HEX_DIGITS - 1 :]
    if len(code) != _HEX_DIGITS or (of and not of.startswith(" for ")):
        return None
    named = f" {name}"
    # The makers advise to announce a code by the word "hex"; people leave it out.
    return Colour(code, tidy(named.removesuffix(" hex ")), of.removeprefix(" for "))
