"""Reads values of PowerShell: strings with variables, tables, lists, and what is joined of them."""

import re
from collections.abc import Iterator
from typing import Any

from playground.recall.code.forms import FormFields, make_file
from playground.recall.code.found import Findings
from playground.recall.code.lookups import look_up
from playground.recall.code.values import MOST_VALUES, Dumped, TooComplex, Unread, add, first_texts, join, spend, unread

DEEPEST = 40
# White space, comments, and a backtick at the end of a line.
BLANK = re.compile(r"(?:[ \t]+|`\n|<#[\s\S]*?(?:#>|\Z)|#[^\n]*)++")
BLANK_LINES = re.compile(r"(?:[\s;]+|`\n|<#[\s\S]*?(?:#>|\Z)|#[^\n]*)++")
VARIABLE = re.compile(r"\$(?:\{([^}\n]{1,100})\}|((?:env|global|script|local):\w+|\w+|[?$^]))", re.IGNORECASE)
NUMBER = re.compile(r"-?(?:[0-9]{1,20}(?:\.[0-9]{1,20})?|\.[0-9]{1,20})(?:[eE][+-]?[0-9]{1,3})?\b")
CAST = re.compile(r"\[[\w.\[\]]{1,60}\](?=\s*[@$(\"'\[\d])")
TYPOGRAPHIC = re.compile("([\u2018-\u201b])\\1")
CHARACTER = re.compile(r"\[char\]0x([0-9a-f]{1,4})\b", re.IGNORECASE)
CLASS = re.compile(r"\[([\w.]{1,80})\]::new\(", re.IGNORECASE)
ADD = re.compile(r"\.Add\(", re.IGNORECASE)
KEY = re.compile(r"[\w-]+")
BARE = re.compile(r"[^\s`\"'$(){};|,@#]+")
IN_DOUBLE = re.compile(r'[^`"$]+')
IN_HERE = re.compile(r"[^$`]+")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "\n": ""}
CONSTANTS = {"true": True, "false": False, "null": None}
OPERATOR = re.compile(r"\+(?!=)|-f\b|-join\b|\.\.", re.IGNORECASE)
MEMBER = re.compile(r"\.(\w+)(\(\s*\))?")
PLACEHOLDER = re.compile(r"\{([0-9])\}")
LONGEST_RANGE = 1000


class Evaluator:
    """Reads a text from its beginning to its end; `place` is where it has come to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.depth = 0
        self.findings = Findings()
        self.variables: dict[str, Any] = {}

    def at(self, *beginnings: str) -> bool:
        return self.text.startswith(beginnings, self.place)

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.place)
        if found:
            self.place = found.end()
        return found

    def skip(self, *, lines: bool = False) -> None:
        self.match(BLANK_LINES if lines else BLANK)

    def take(self, text: str) -> bool:
        if not self.at(text):
            return False
        self.place += len(text)
        return True

    def value(self) -> Any:  # noqa: ANN401
        """Read a value with its operators: texts that are added, lists with commas, `-f`."""
        self.depth += 1
        spend()
        if self.depth > DEEPEST:
            raise TooComplex
        found = self.list_or_one()
        while True:
            self.skip()
            operator = self.match(OPERATOR)
            if not operator:
                break
            self.skip(lines=True)
            found = self.combine(operator[0].lower(), found, self.list_or_one())
        self.depth -= 1
        return found

    def combine(self, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        if operator == "+":
            spend(len(left) + len(right) if isinstance(left, dict) and isinstance(right, dict) else 1)
            return left | right if isinstance(left, dict) and isinstance(right, dict) else add(left, right)
        if operator == ".." and isinstance(left, int) and isinstance(right, int):
            spend(LONGEST_RANGE)
            return list(range(left, right + 1)[:LONGEST_RANGE])
        if operator == "-join" and isinstance(left, list):
            return join([part for item in left for part in (right, item)][1:])
        return _format(left, right if isinstance(right, list) else [right]) if operator == "-f" else unread("a value")

    def list_or_one(self) -> Any:  # noqa: ANN401
        found = [self.one()]
        while True:
            start = self.place
            self.skip()
            if not self.take(","):
                self.place = start
                break
            self.skip(lines=True)
            found.append(self.one())
            if len(found) > MOST_VALUES:
                raise TooComplex
        return found if len(found) > 1 else found[0]

    def one(self) -> Any:  # noqa: ANN401
        """Read one value and its members."""
        if character := self.match(CHARACTER):
            return chr(int(character[1], 16))
        if made := self.match(CLASS):
            return self.make(made[1].lower())
        while self.match(CAST):
            self.skip()
        found = self.primary()
        while not isinstance(found, str) or self.at(".Trim()"):
            if self.at("[") and isinstance(found, dict | list):
                self.place += 1
                key = self.value()
                self.take("]")
                member = look_up(found, key)
            elif isinstance(found, FormFields) and self.match(ADD):
                value, *names = self.inside() or [None]
                found.add(names[0] if names else "", make_file(names[1]) if len(names) > 1 else value)
                member = found
            elif member_name := self.match(MEMBER):
                member = found.strip() if isinstance(found, str) else look_up(found, member_name[1])
            else:
                break
            found = unread("a member", first_texts(found)) if member is None else member
        return found

    def make(self, name: str) -> Any:  # noqa: ANN401
        """Return what a class makes of the values in brackets."""
        values = self.inside()
        if name.endswith("multipartformdatacontent"):
            return FormFields()
        if name.endswith("stringcontent") and values:
            return values[0]
        return unread("a value", first_texts(values))

    def primary(self) -> Any:  # noqa: ANN401
        if self.at("@'\n", '@"\n'):
            return self.here_string()
        if self.at("'"):
            return self.single()
        if self.take('"'):
            return join(self.double())
        if self.take("@{"):
            return self.table()
        if self.at("@(", "$(", "("):
            is_list = self.at("@")
            self.place += 1 if self.at("(") else 2
            items = self.inside()
            return items if is_list else items[-1] if items else unread("nothing")
        if found := self.match(VARIABLE):
            return self.variable(found[1] or found[2])
        if number := self.match(NUMBER):
            text = number[0]
            return int(text) if text.lstrip("-").isdecimal() else float(text)
        word = self.match(BARE)
        if word is None:
            # Whatever this is, the reader has to move on.
            self.place += 1
        return unread(word[0] if word else "a value")

    def inside(self) -> list[Any]:
        """Read what is in round brackets, with lines or commas between its values."""
        found: list[Any] = []
        while True:
            self.skip(lines=True)
            if self.place >= len(self.text) or self.take(")"):
                return found
            start = self.place
            item = self.pipeline()
            found += item if isinstance(item, list) else [item]
            spend(len(item) if isinstance(item, list) else 1)
            if self.place == start:
                self.place += 1
            if len(found) > MOST_VALUES:
                raise TooComplex

    def pipeline(self) -> Any:  # noqa: ANN401
        """Read a value, and make JSON text of it if it is piped into ConvertTo-Json."""
        found = self.value()
        while True:
            start = self.place
            self.skip()
            if not self.take("|"):
                self.place = start
                return found
            self.skip(lines=True)
            word = self.match(BARE)
            if word and word[0].lower() == "convertto-json":
                found = Dumped(found)
            else:
                found = unread("a pipeline", first_texts(found))
            while self.place < len(self.text) and not self.at("\n", ";", ")", "}", "|"):
                self.skip()
                if not self.at("\n", ";", ")", "}", "|") and not self.match(BARE):
                    self.place += 1

    def variable(self, name: str) -> Any:  # noqa: ANN401
        known = name.lower()
        if known in CONSTANTS:
            return CONSTANTS[known]
        # `$script:name` is the variable `$name`, but `$env:name` is another one.
        known = known if known.startswith("env:") else known.rpartition(":")[2]
        return self.variables.get(known, unread(f"${name}"))

    def table(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while True:
            self.skip(lines=True)
            if self.place >= len(self.text) or self.take("}"):
                return found
            start = self.place
            key = self.single() if self.at("'") else join(self.double()) if self.take('"') else self.match(KEY)
            name = key[0] if isinstance(key, re.Match) else key
            self.skip()
            if self.take("="):
                self.skip(lines=True)
                value = self.pipeline()
                if isinstance(name, str):
                    found[name] = value
            if self.place == start:
                self.place += 1

    def single(self) -> str:
        """Read a text in single quotes, in which two quotes are one."""
        parts = []
        self.place += 1
        while True:
            end = self.text.find("'", self.place)
            end = len(self.text) if end < 0 else end
            parts.append(self.text[self.place : end])
            self.place = end + 1
            if not self.take("'"):
                # PowerShell reads typographic quotes as quotes, too, so that two of them are one.
                return TYPOGRAPHIC.sub(r"\1", "".join(parts))
            parts.append("'")

    def double(self) -> Iterator[str | Unread]:
        """Yield the parts of a text in double quotes, after the first quote."""
        while self.place < len(self.text):
            if self.take('""'):
                yield '"'
            elif self.take('"'):
                return
            else:
                yield from self.part(IN_DOUBLE)

    def part(self, plain: re.Pattern[str]) -> Iterator[Any]:
        if found := self.match(plain):
            yield found[0]
        elif self.take("`"):
            letter = self.text[self.place : self.place + 1]
            self.place += 1
            yield ESCAPES.get(letter, letter)
        elif self.at("$("):
            yield self.primary()
        elif name := self.match(VARIABLE):
            yield self.variable(name[1] or name[2])
        else:
            yield self.text[self.place]
            self.place += 1

    def here_string(self) -> Any:  # noqa: ANN401
        quote = self.text[self.place + 1]
        start = self.place + 3
        # An empty one ends on its first line.
        end = self.text.find(f"\n{quote}@", start - 1)
        end = len(self.text) if end < 0 else end
        self.place = min(end + 3, len(self.text))
        content = self.text[start:end]
        if quote == "'":
            return content
        after, whole, self.text, self.place = self.place, self.text, content, 0
        parts: list[Any] = []
        while self.place < len(content):
            parts += self.part(IN_HERE)
        self.text, self.place = whole, after
        return join(parts)


def _format(template: Any, values: list[Any]) -> Any:  # noqa: ANN401
    if not isinstance(template, str):
        return unread("a value")
    parts = PLACEHOLDER.split(template)
    return join(
        part if place % 2 == 0 else values[int(part)] if int(part) < len(values) else ""
        for place, part in enumerate(parts)
    )
