"""Splits a text for a POSIX shell into commands and words, without running anything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from playground.recall.code.values import TooComplex

# Commands within commands within commands are only deeper in hostile texts.
DEEPEST = 12
PLAIN = re.compile(r"""[^\s\\'"$`;&|()<>#]+""")
IN_DOUBLE = re.compile(r"""[^\\"$`]+""")
IN_HEREDOC = re.compile(r"[^\\$`]+")
IN_ANSI = re.compile(r"[^\\']+")
NAME = re.compile(r"[A-Za-z_]\w*|[0-9@*#?$!-]", re.ASCII)
# `${NAME:-default}` and the like.
BRACED = re.compile(r"([A-Za-z_]\w*|[0-9@*#])(?:\[[^\]\n]*\])?(:?[-=+?]|[#%/^,:])?", re.ASCII)
HEREDOC = re.compile(r"<<(-?)[ \t]*(?:'([^'\n]*)'|\"([^\"\n]*)\"|\\?([^\s;&|()<>'\"]+))")
REDIRECTION = re.compile(r"(?:[0-9]{0,4}|&)(?:>>|>&|>\||<>|<&|>)")
ANSI_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "E": "\x1b"}
ANSI_CODE = re.compile(r"x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})")


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a shell replaces in a word: a variable with `name`, or `commands`; `texts` are the texts within it."""

    source: str
    name: str = ""
    texts: tuple[str, ...] = ()
    commands: "tuple[Command, ...]" = ()


type Word = list[str | Expansion]


@dataclass(slots=True)
class Command:
    """The words of a command, and the text on its standard input if the code has it."""

    words: list[Word] = field(default_factory=list)
    stdin: Word | None = None
    is_piped: bool = False


@dataclass(slots=True)
class _Heredoc:
    command: Command
    end: str
    is_literal: bool
    strips_tabs: bool


def split_commands(text: str) -> list[Command]:
    return _Scanner(text).read_commands("")


@dataclass(slots=True)
class _Scanner:
    text: str
    place: int = 0
    depth: int = 0
    heredocs: list[_Heredoc] = field(default_factory=list)

    def at(self, beginning: str) -> bool:
        return self.text.startswith(beginning, self.place)

    def read_commands(self, closing: str) -> list[Command]:
        """Read commands up to the closing parenthesis or backtick, or the end."""
        if self.depth > DEEPEST:
            raise TooComplex
        found: list[Command] = []
        current, opened = Command(), 0
        while self.place < len(self.text):
            character = self.text[self.place]
            # A backtick ends its commands even within a bracket that is not closed.
            if character == closing and (closing == "`" or not opened):
                self.place += 1
                break
            if character in " \t":
                self.place += 1
            elif self.at("\\\n"):
                self.place += 2
            elif character == "#":
                self.skip_line()
            elif character in "\n;&|()" and not self.at("&>"):
                opened += (character == "(") - (character == ")" and opened > 0)
                current = self.end_command(found, current, character)
            elif character in "<>&0123456789" and self.read_redirection(current):
                pass
            else:
                current.words.append(self.read_word(closing))
        self.end_command(found, current, "")
        return found

    def end_command(self, found: list[Command], current: Command, character: str) -> Command:
        """Keep the command unless it is empty, and return a new one."""
        current.is_piped = character == "|" and not self.at("||")
        if character:
            self.place += 2 if self.text[self.place : self.place + 2] in ("&&", "||", ";;", "|&") else 1
        if current.words or current.stdin:
            found.append(current)
        if character == "\n":
            self.read_heredocs()
        return Command()

    def skip_line(self) -> None:
        end = self.text.find("\n", self.place)
        self.place = len(self.text) if end < 0 else end

    def read_redirection(self, command: Command) -> bool:
        """Read what begins here if it redirects, and return whether it does."""
        if self.at("<<<"):
            self.place += 3
            command.stdin = self.read_operand()
        elif found := HEREDOC.match(self.text, self.place):
            self.place = found.end()
            end = next(group for group in found.groups()[1:] if group is not None)
            is_literal = found[2] is not None or found[3] is not None or "\\" in found[0]
            self.heredocs.append(_Heredoc(command, end, is_literal, bool(found[1])))
            command.stdin = []
        elif found := REDIRECTION.match(self.text, self.place):
            self.place = found.end()
            self.read_operand()
        elif self.at("<"):
            self.place += 1
            name = _literal(self.read_operand())
            command.stdin = [Expansion(f"< {name}", texts=(name,))]
        else:
            return False
        return True

    def read_operand(self) -> Word:
        while self.place < len(self.text) and self.text[self.place] in " \t":
            self.place += 1
        # The operand of `>(…)` is a list of commands, of which nothing is read.
        return self.read_word(")") if self.place < len(self.text) and self.text[self.place] not in "\n;&|()<>" else []

    def read_heredocs(self) -> None:
        """Read the texts whose commands have just ended with their line."""
        waiting, self.heredocs = self.heredocs, []
        for heredoc in waiting:
            lines = []
            while self.place < len(self.text):
                end = self.text.find("\n", self.place)
                line = self.text[self.place : end if end >= 0 else len(self.text)]
                self.place = end + 1 if end >= 0 else len(self.text)
                line = line.lstrip("\t") if heredoc.strips_tabs else line
                if line == heredoc.end:
                    break
                lines.append(line)
            text = "\n".join(lines)
            heredoc.command.stdin = [text] if heredoc.is_literal else self.read_inside(text)

    def read_inside(self, text: str) -> Word:
        """Return the parts of a text in which variables and commands are replaced."""
        return list(_Scanner(text, depth=self.depth + 1).read_double(""))

    def read_word(self, closing: str) -> Word:
        word: Word = []
        start = self.place
        while self.place < len(self.text):
            character = self.text[self.place]
            if character in " \t\n;&|()<>" or character == closing:
                break
            if found := PLAIN.match(self.text, self.place):
                self.place = found.end()
                word.append(found[0])
            elif character == "'":
                word.append(self.read_single())
            elif self.at("$'"):
                word.append("".join(self.read_ansi()))
            elif character == '"' or self.at('$"'):
                self.place += 1 if character == '"' else 2
                word += ["", *self.read_double('"')]
            elif character in "$`":
                word.append(self.read_expansion())
            elif character == "\\":
                word.append("" if self.at("\\\n") else self.text[self.place + 1 : self.place + 2])
                self.place += 2
            else:
                word.append(character)
                self.place += 1
        # Whatever this is, the reader has to move on.
        self.place = max(self.place, start + 1)
        return word

    def read_single(self) -> str:
        end = self.text.find("'", self.place + 1)
        end = len(self.text) if end < 0 else end
        found = self.text[self.place + 1 : end]
        self.place = end + 1
        return found

    def read_ansi(self) -> Iterator[str]:
        """Yield the parts of `$'…'`, in which a backslash has the meaning that it has in C."""
        self.place += 2
        while self.place < len(self.text) and self.text[self.place] != "'":
            if found := IN_ANSI.match(self.text, self.place):
                self.place = found.end()
                yield found[0]
            elif code := ANSI_CODE.match(self.text, self.place + 1):
                self.place = code.end()
                number = int(code[4], 8) if code[4] else int(code[1] or code[2] or code[3], 16)
                yield chr(number) if number < 0x110000 else "\ufffd"
            else:
                letter = self.text[self.place + 1 : self.place + 2]
                self.place += 2
                yield ANSI_ESCAPES.get(letter, letter)
        self.place += 1

    def read_double(self, end: str) -> Iterator[str | Expansion]:
        """Yield the parts of a text in double quotes, or of a here-document, up to its end."""
        plain = IN_DOUBLE if end else IN_HEREDOC
        special = '$`"\\\n' if end else "$`\\\n"
        while self.place < len(self.text):
            if end and self.at(end):
                self.place += 1
                return
            if found := plain.match(self.text, self.place):
                self.place = found.end()
                yield found[0]
            elif self.at("\\"):
                letter = self.text[self.place + 1 : self.place + 2]
                self.place += 2
                yield "" if letter == "\n" else letter if letter and letter in special else f"\\{letter}"
            else:
                yield self.read_expansion()

    def read_expansion(self) -> str | Expansion:
        """Return what begins with a dollar sign or a backtick."""
        start = self.place
        if self.at("`"):
            self.place += 1
            return self.read_substitution(start, "`")
        if self.at("$("):
            self.place += 2
            return self.read_substitution(start, ")")
        if self.at("${"):
            return self.read_braced()
        found = NAME.match(self.text, self.place + 1)
        self.place = found.end() if found else self.place + 1
        return Expansion(found[0].join(("$", "")), found[0]) if found else "$"

    def read_substitution(self, start: int, closing: str) -> Expansion:
        self.depth += 1
        commands = self.read_commands(closing)
        self.depth -= 1
        words = [word for command in commands for word in (*command.words[1:], command.stdin or [])]
        texts = tuple(text for word in words for text in _texts(word) if text and not text.startswith("-"))
        return Expansion(self.text[start : min(self.place, start + 200)], texts=texts, commands=tuple(commands))

    def read_braced(self) -> str | Expansion:
        end = self.text.find("}", self.place)
        found = BRACED.match(self.text, self.place + 2)
        if end < 0 or not found or found.end() > end:
            self.place += 2
            return "${"
        source = self.text[self.place : min(end + 1, self.place + 200)]
        default = self.text[found.end() : end].strip("\"'") if found[2] else ""
        self.place = end + 1
        return Expansion(source, found[1], (default,) if default else ())


def _literal(word: Word) -> str:
    return "".join(part if isinstance(part, str) else part.source for part in word)


def _texts(word: Word) -> list[str]:
    """Return the text of a word, and the texts of what is replaced in it."""
    inner = [text for part in word if isinstance(part, Expansion) for text in part.texts]
    own = "".join(part for part in word if isinstance(part, str))
    return [own, *inner]
