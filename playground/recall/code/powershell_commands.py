"""Reads the statements and commands of PowerShell in order, and keeps the values of its variables."""

import re
from typing import Any

from playground.recall.code.curl import read_curl
from playground.recall.code.json_text import read_body
from playground.recall.code.lookups import read_headers, unwrap
from playground.recall.code.powershell_values import BARE, Evaluator
from playground.recall.code.values import Mixed, Text, join, plain_text, unread

ASSIGNMENT = re.compile(
    r"(?:\[[\w.]{1,60}\]\s*)?\$((?:env:)?\w+)(?:\.(\w+)|\[(['\"])([^'\"\n]{1,100})\3\])?\s*(\+?=)(?!=)", re.IGNORECASE
)
LOOP = re.compile(r"foreach\s*\(\s*\$(\w+)\s+in\s+", re.IGNORECASE)
COUNT = re.compile(
    r"for\s*\(\s*\$(\w+)\s*=\s*([0-9]{1,6})\s*;\s*\$\w+\s*-(le|lt)\s*([0-9]{1,6})[^)\n]*\)", re.IGNORECASE
)
REST = frozenset({"invoke-restmethod", "invoke-webrequest", "irm", "iwr"})
# The parameters that are read, each with the beginning that is enough to name it.
PARAMETERS = {
    "u": "uri",
    "m": "method",
    "h": "headers",
    "b": "body",
    "tok": "token",
    "inf": "infile",
    "cred": "credential",
}
SPLAT = re.compile(r"@(\w+)")
NAMED = re.compile(r"-([A-Za-z]\w*):?")
END = ("\n", ";", ")", "}", "|")
ESCAPED = re.compile(r'(?<!\\)(\\++)"')
ESCAPED_QUOTE = re.compile(r'\s{0,99}[{\[]\s{0,99}\\"')


class Reader(Evaluator):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        # How often each of the loops around the command runs.
        self.loops: list[int] = []

    def read_statements(self, closing: str) -> None:
        """Read statements up to the closing bracket, or the end."""
        self.depth += 1
        while True:
            self.skip(lines=True)
            if self.place >= len(self.text) or (closing and self.take(closing)):
                break
            start = self.place
            self.read_statement()
            if self.place == start:
                self.place += 1
        self.depth -= 1

    def read_statement(self) -> None:
        if self.depth > 30:
            self.place = len(self.text)
        elif found := self.match(ASSIGNMENT):
            self.assign(found)
        elif found := self.match(LOOP):
            values = self.value()
            items = values if isinstance(values, list) else []
            self.skip()
            self.take(")")
            self.read_loop(found[1], items)
        elif found := self.match(COUNT):
            count = range(int(found[2]), int(found[4]) + (found[3].lower() == "le"))
            self.read_loop(found[1], list(count[:1000]))
        elif self.take("{"):
            self.read_statements("}")
        else:
            self.pipeline()

    def read_loop(self, name: str, items: list[Any]) -> None:
        self.variables[name.lower()] = unread(f"${name}", choices=items)
        self.loops.append(len(items) or 1)
        self.skip(lines=True)
        if self.take("{"):
            self.read_statements("}")
        self.loops.pop()

    def assign(self, found: re.Match[str]) -> None:
        name, member = found[1].lower(), found[2] or found[4]
        self.skip(lines=True)
        value = self.pipeline()
        owner = self.variables.get(name)
        if member:
            if isinstance(owner, dict):
                owner[member] = value
        elif found[5] == "+=" and owner is not None:
            self.variables[name] = self.combine("+", owner, value)
        else:
            self.variables[name] = value

    def value(self) -> Any:  # noqa: ANN401
        """Read a command where a value is expected, for `$response = Invoke-RestMethod …`."""
        start = self.place
        word = self.match(BARE)
        name = word[0].lower() if word else ""
        if name == "&":
            self.skip()
            word = self.match(BARE)
            name = word[0].lower() if word else ""
        if name in REST or name.removesuffix(".exe") == "curl":
            arguments = self.read_arguments()
            named = self.name_arguments(arguments)
            if name in REST or ("uri" in named and "body" in named):
                self.read_rest(named)
            else:
                self.read_curl(arguments)
            return unread("a response")
        self.place = start
        return super().value()

    def read_arguments(self) -> list[Any]:
        """Return the words of a command; names of parameters are `re.Match`."""
        found: list[Any] = []
        while self.place < len(self.text):
            self.skip()
            if self.place >= len(self.text) or self.at(*END):
                break
            start = self.place
            named = NAMED.match(self.text, self.place)
            if named and self.text[named.end() : named.end() + 1] in (
                "",
                " ",
                "\t",
                "\n",
                "`",
                "'",
                '"',
                "$",
                "@",
                "(",
            ):
                self.place = named.end()
                found.append(named)
            elif splat := SPLAT.match(self.text, self.place):
                self.place = splat.end()
                found.append({"splat": self.variables.get(splat[1].lower())})
            else:
                found.append(self.word())
            if self.place == start:
                self.place += 1
        return found

    def word(self) -> Any:  # noqa: ANN401
        """Read an argument: a value, or a word without quotes."""
        if self.text[self.place] in "'\"$@([":
            return self.one() if not self.at("[") else super().value()
        word = self.match(BARE)
        return word[0] if word else unread("a value")

    def name_arguments(self, arguments: list[Any]) -> dict[str, Any]:
        """Return the values by the full names of their parameters; an address may have no name."""
        found: dict[str, Any] = {}
        name = ""
        for item in arguments:
            if isinstance(item, re.Match):
                name = item[1].lower()
            elif isinstance(item, dict) and item.keys() == {"splat"}:
                given = item["splat"]
                found |= {_full(key): value for key, value in given.items()} if isinstance(given, dict) else {}
            elif name:
                found[_full(name)] = item
                name = ""
            else:
                found.setdefault("uri", item)
        return found

    def read_rest(self, named: dict[str, Any]) -> None:
        if "infile" in named:
            self.findings.say_file_not_read(plain_text(named["infile"]))
        for name in ("token", "credential"):
            self.findings.secrets.add(plain_text(named.get(name)))
        body = unwrap(named.get("body"))
        url = plain_text(named.get("uri"))
        if "/" in url:
            method = named.get("method") or ("GET" if body is None else "POST")
            times = self.loops[-1] if self.loops else 1
            self.findings.add(plain_text(method), url, read_headers(named.get("headers")), read_body(body), times)

    def read_curl(self, arguments: list[Any]) -> None:
        words: list[Text] = []
        for item in arguments:
            if isinstance(item, re.Match):
                words.append(item[0])
            elif isinstance(item, str | Mixed):
                words.append(unescape(item))
            else:
                words.append(unwrap(item) if isinstance(item, str) else unread(plain_text(item) or "a value"))
        read_curl(words, None, self.findings, self.loops[-1] if self.loops else 1)


def unescape(word: Text) -> Text:
    """Return a JSON text without the backslashes that Windows PowerShell needs before quotes."""
    if not ESCAPED_QUOTE.match(plain_text(word)):
        return word
    parts = [word] if isinstance(word, str) else word.parts if isinstance(word, Mixed) else []
    return join(ESCAPED.sub(_halve, part) if isinstance(part, str) else part for part in parts)


def _halve(found: re.Match[str]) -> str:
    # A Windows program reads two backslashes before a quote as one, and the last one as the escape of the quote.
    return "\\" * (len(found[1]) // 2) + '"'


def _full(name: str) -> str:
    return next(
        (
            full
            for short, full in PARAMETERS.items()
            if name.lower().startswith(short) and full.startswith(name.lower())
        ),
        name.lower(),
    )
