"""Reads commands of a POSIX shell: quotes, variables, here-documents, pipes and loops."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from playground.recall.code.bash_words import Command, Expansion, Word, split_commands
from playground.recall.code.curl import read_curl
from playground.recall.code.found import MOST_TIMES, Findings, Reading
from playground.recall.code.values import Text, Unread, join, plain_text, unread

CURL = re.compile(r"(?:^|[\s;&|(!])(?:[\w.~-]{0,60}/[\w./~-]{0,200})?curl(?:\.exe)?\s", re.MULTILINE)
ASSIGNMENT = re.compile(r"([A-Za-z_]\w{0,99})\+?=", re.ASCII)
# What may stand before the name of a command.
PREFIXES = frozenset({"$", "!", "%", "sudo", "time", "command", "then", "do", "else", "if", "{", "(", "exec", "env"})
# Characters that cannot be seen, as this playground prints them.
OCTAL = re.compile(r"(?:\\[0-3][0-7]{2})+")
NUMBER = re.compile(r"-?[0-9]{1,9}")
BRACES = re.compile(r"\{(-?[0-9]{1,9})\.\.(-?[0-9]{1,9})(?:\.\.(-?[0-9]{1,9}))?\}")
LINES_OF_NUMBERS = re.compile(r"-?[0-9]{1,9}(?:\n-?[0-9]{1,9})+")
NO_REQUEST = "There is no curl command with an address."


def looks_like(text: str) -> bool:
    return CURL.search(text) is not None


def read(text: str) -> Reading:
    """Return the requests of the curl commands."""
    reader = Reader()
    for command in split_commands(text):
        reader.read(command)
    return reader.findings.reading(NO_REQUEST)


@dataclass(slots=True)
class Reader:
    """Reads commands in order, and keeps the variables."""

    findings: Findings = field(default_factory=Findings)
    variables: dict[str, Text] = field(default_factory=dict)
    # How often each of the loops around the command runs.
    loops: list[int] = field(default_factory=list)
    # What the command before a pipe prints.
    piped: Text | None = None

    def read(self, command: Command) -> Sequence[Text]:
        """Read a command, and return its words without what comes before its name."""
        words = list(self.skip_prefixes([self.expand(word) for word in command.words]))
        stdin = self.expand(command.stdin) if command.stdin is not None else self.piped
        self.piped = None
        name = plain_text(words[0]).rpartition("/")[2].removesuffix(".exe") if words else ""
        if name == "for" and len(words) > 2:
            self.start_loop(words)
        elif name == "done":
            del self.loops[-1:]
        elif name == "curl":
            read_curl(words[1:], stdin, self.findings, self.loops[-1] if self.loops else 1)
        elif command.is_piped:
            self.piped = print_output(words, stdin)
        return words

    def skip_prefixes(self, words: Sequence[Text]) -> Iterator[Text]:
        """Yield the words of the command itself, and keep the variables that are set before it."""
        is_before = True
        for word in words:
            text = plain_text(word)
            found = ASSIGNMENT.match(text) if is_before else None
            if found:
                self.assign(found[1], found.end(), word)
            elif not is_before or text not in (*PREFIXES, "export", "local", "declare", "readonly", "-x"):
                is_before = False
                yield word

    def assign(self, name: str, start: int, word: Text) -> None:
        if isinstance(word, str):
            self.variables[name] = word[start:]
        elif not isinstance(word, Unread) and isinstance(word.parts[0], str):
            self.variables[name] = join([word.parts[0][start:], *word.parts[1:]])

    def start_loop(self, words: Sequence[Text]) -> None:
        values = list(expand_list(word for word in words[3:] if word != "do"))
        name = plain_text(words[1])
        self.variables[name] = unread(f"${name}", choices=map(_read_number, values))
        self.loops.append(len(values))

    def expand(self, word: Word) -> Text:
        """Return the word with the values of its variables."""
        return join(part if isinstance(part, str) else self.expand_one(part) for part in word)

    def expand_one(self, part: Expansion) -> Text:
        if part.name:
            value = self.variables.get(part.name)
            # A default for a variable of the environment may be a key.
            return unread(part.source, part.texts) if value is None else value
        printed = self.run_inside(part.commands)
        return unread(part.source, part.texts) if printed is None else printed

    def run_inside(self, commands: Sequence[Command]) -> Text | None:
        """Return what the commands in `$(…)` print, if that is known. Requests among them are read, too."""
        outside, self.piped = self.piped, None
        printed = None
        for command in commands:
            words = self.read(command)
            stdin = self.expand(command.stdin) if command.stdin is not None else None
            printed = print_output(words, stdin) if len(commands) == 1 else None
        self.piped = outside
        return printed


def print_output(words: Sequence[Text], stdin: Text | None) -> Text | None:
    """Return what `cat`, `echo` or `printf` prints without its last line break, or None for another command."""
    name = plain_text(words[0]) if words else ""
    if name == "seq" and (numbers := count(words[1:])) is not None:
        return "\n".join(map(str, numbers))
    if name == "cat" and len(words) == 1:
        return stdin
    if name == "echo":
        texts = [word for word in words[1:] if word not in ("-n", "-e", "-E")]
        return join([part for word in texts for part in (" ", word)][1:])
    if name == "printf" and len(words) == 2 and isinstance(words[1], str) and OCTAL.fullmatch(words[1]):
        return bytes(int(code, 8) for code in words[1].split("\\")[1:]).decode(errors="replace")
    if name == "printf" and len(words) == 3 and words[1] in ("%s", "%s\\n"):
        return words[2]
    return None


def count(words: Sequence[Text]) -> range | None:
    """Return the numbers that `seq` prints for whole numbers: from 1 or the first, by 1 or the second, to the last."""
    texts = [plain_text(word) for word in words]
    if not 1 <= len(texts) <= 3 or not all(NUMBER.fullmatch(text) for text in texts):
        return None
    numbers = [int(text) for text in texts]
    first, step = (1 if len(numbers) == 1 else numbers[0]), (numbers[1] if len(numbers) == 3 else 1)
    return range(first, numbers[-1] + (1 if step > 0 else -1), step)[:MOST_TIMES] if step else range(0)


def expand_list(words: Iterable[Text]) -> Iterator[Text]:
    """Yield the values of a loop: `{1..4}` and the lines that a command printed are several."""
    for word in words:
        braces = BRACES.fullmatch(word) if isinstance(word, str) else None
        if braces:
            first, last = int(braces[1]), int(braces[2])
            step = abs(int(braces[3] or 1)) or 1
            numbers = range(first, last + 1, step) if first <= last else range(first, last - 1, -step)
            yield from map(str, numbers[:MOST_TIMES])
        elif isinstance(word, str) and LINES_OF_NUMBERS.fullmatch(word):
            yield from word.split()
        else:
            yield word


def _read_number(word: Text) -> int | str:
    text = plain_text(word)
    return int(text) if text.isdecimal() and len(text) < 20 else text
