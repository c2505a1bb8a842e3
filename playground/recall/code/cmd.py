"""Reads curl commands for the Windows command prompt, such as those that Chrome and Edge copy."""

import re
from collections.abc import Iterator

from playground.recall.code.curl import read_curl
from playground.recall.code.found import Findings, Reading
from playground.recall.code.values import Text, join, unread

# A circumflex at the end of a line or before a quote is how this shell escapes; no other one does.
LOOKS = re.compile(r"\^[ \t]{0,40}$|\^[\"{]", re.MULTILINE)
COMMAND = re.compile(r"(?:^|[\s&|(@])(?:[\w.:\\-]{0,200}\\)?curl(?:\.exe)?\s", re.MULTILINE | re.IGNORECASE)
VARIABLE = re.compile(r"%(\w{1,100})%", re.ASCII)
SET = re.compile(
    r'^[ \t]{0,40}@?set[ \t]{1,40}"?(\w{1,200})=([^"\n]{0,4096})"?[ \t]{0,40}$', re.IGNORECASE | re.MULTILINE | re.ASCII
)
# Backslashes are only special before a quote.
ARGUMENT_PART = re.compile(r'(\\*)"|\\+|[^\\"\s]+|\s+')
NO_REQUEST = "There is no curl command with an address."


def looks_like(text: str) -> bool:
    return LOOKS.search(text) is not None and COMMAND.search(text) is not None


def read(text: str) -> Reading:
    """Return the requests of the curl commands."""
    findings = Findings()
    variables: dict[str, Text] = {name.lower(): value for name, value in SET.findall(text)}
    for command in split_commands(text):
        found = COMMAND.search(command)
        if found:
            words = [expand(word, variables) for word in split_arguments(command[found.end() :])]
            read_curl(words, None, findings)
    return findings.reading(NO_REQUEST)


def split_commands(text: str) -> Iterator[str]:
    """Yield the commands without circumflexes, as cmd hands them over."""
    command: list[str] = []
    is_quoted, place = False, 0
    while place < len(text):
        character = text[place]
        if character == "^" and not is_quoted:
            command.append(text[place + 1 : place + 2].replace("\n", ""))
            # Chrome writes a line break as `^`, an empty line and the next one, which continues the text.
            is_break = text[place + 1 : place + 3] == "\n\n"
            command.append("\n" if is_break else "")
            place += 3 if is_break else 2
            continue
        # For cmd itself a backslash is nothing special. But nobody means a quote of JSON to end the argument, and a
        # text that is pasted need not have worked.
        if character == '"' and not _is_escaped(text, place):
            is_quoted = not is_quoted
        if text.startswith("%%", place):
            # In a file of commands, this is how a percent sign is written.
            place += 1
        if character == "\n" or (character in "&|" and not is_quoted):
            yield "".join(command)
            command, is_quoted = [], False
        else:
            command.append(character)
        place += 1
    yield "".join(command)


def _is_escaped(text: str, place: int) -> bool:
    """Return whether an odd number of backslashes is before the place."""
    start = place
    while start and text[start - 1] == "\\":
        start -= 1
    return (place - start) % 2 == 1


def split_arguments(command: str) -> Iterator[str]:
    """Yield the arguments as a Windows program reads them from its command line."""
    word: list[str] = []
    is_quoted = has_word = False
    for part in ARGUMENT_PART.finditer(command):
        if part[1] is not None:
            slashes = len(part[1])
            word.append("\\" * (slashes // 2))
            if slashes % 2:
                word.append('"')
            else:
                # Two quotes within quotes are one quote: it closes and opens again.
                is_doubled = is_quoted and command[part.end() : part.end() + 1] == '"'
                is_quoted = not is_quoted
                word.append('"' if is_doubled and command[part.start() - 1 : part.start()] not in ' :"' else "")
            has_word = True
        elif part[0].isspace() and not is_quoted:
            if has_word:
                yield "".join(word)
            word, has_word = [], False
        else:
            word.append(part[0])
            has_word = True
    if has_word:
        yield "".join(word)


def expand(word: str, variables: dict[str, Text]) -> Text:
    """Return the word with the values of its variables."""
    parts = VARIABLE.split(word)
    # An escape in an address, such as `%20`, is not a variable.
    return join(
        part if place % 2 == 0 else variables.get(part.lower(), unread(f"%{part}%")) for place, part in enumerate(parts)
    )
