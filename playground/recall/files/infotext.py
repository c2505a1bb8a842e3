"""Splits the text that AUTOMATIC1111 began with and many tools write: prompts, and a line of `name: value`."""

import json
from collections.abc import Iterator

MOST_PAIRS = 200
_NEGATIVE = "Negative prompt:"
_STRING = json.JSONDecoder()


def split_infotext(text: str) -> tuple[str, str, dict[str, str]]:
    """Return the prompt, the negative prompt and the settings; all are empty if the text has no settings."""
    head, found, last = text.strip().rpartition("\n")
    if not last.lstrip().startswith("Steps:"):
        # Extensions write more lines after the settings.
        start = text.rfind("\nSteps:")
        if start < 0 and not text.startswith("Steps:"):
            return "", "", {}
        head, last = text[: max(start, 0)], text[start + 1 :]
    elif not found:
        head = ""
    prompt, _, negative = head.partition(f"\n{_NEGATIVE}")
    if not _ and prompt.startswith(_NEGATIVE):
        prompt, negative = "", prompt.removeprefix(_NEGATIVE)
    return prompt.strip(), negative.strip(), dict(_split_settings(last))


def _split_settings(line: str) -> Iterator[tuple[str, str]]:
    """Yield `name: value` pairs that are separated by commas; a value in quotes is a JSON string.

    Each character is looked at once, since the line comes from anybody's file.
    """
    position = 0
    for _ in range(MOST_PAIRS):
        colon = line.find(":", position)
        if colon < 0:
            return
        # A comma in an unquoted value makes the next name begin early.
        name = line[position:colon].rpartition(",")[2].strip()
        start = colon + 1
        while line[start : start + 1] == " ":
            start += 1
        value, end = _read_value(line, start)
        if name and len(name) <= 60:
            yield name, value
        position = end


def _read_value(line: str, start: int) -> tuple[str, int]:
    """Return the value that begins there, and where the next pair begins."""
    if line[start : start + 1] == '"':
        try:
            value, end = _STRING.raw_decode(line, start)
        except ValueError:
            pass
        else:
            return str(value), end + 1
    end = line.find(",", start)
    return (line[start:].strip(), len(line)) if end < 0 else (line[start:end].strip(), end + 1)
