"""Finds the words of a prompt to set as type: quoted ones, those after words like "reading", and runs of capitals."""

import re

from playground.sketch.fonts import is_emoji

MOST_TEXTS = 4
# How far to search for the end of a text after words like "reading".
FARTHEST = 1000
# The lengths are limited so that an opening quote without a closing one cannot make the search slow.
_QUOTED = re.compile(
    r"“([^”]{1,600})”|„([^“”]{1,600})[“”]|«([^»]{1,600})»|「([^」]{1,600})」|『([^』]{1,600})』|\"([^\"]{1,600})\""
    r"|(?:(?<=\s)|(?<=^)|(?<=[(:,]))'([^'\n]{1,200}+(?:'\w[^'\n]{0,200}+){0,8}+)'(?=$|[\s.,;:!?)])"
    r"|(?:(?<=\s)|(?<=^))‘([^’]{1,200}+(?:’\w[^’]{0,200}+){0,8})’"
)
_LEAD = re.compile(
    r"\b(?:reading|reads|saying|says|titled|entitled|labell?ed|captioned|(?:the )?(?:text|words?|headline|title|slogan"
    r"|caption|lettering|typography|name|message))(?:\s++(?:reading|saying|that says|that reads|is|of))?"
    r"(?:\s*+[:=]\s++|\s++)",
    re.IGNORECASE,
)
_END = re.compile(
    r"[.,;:!?\n)\"“”«»]|\s(?:in|on|at|with|over|above|below|under|and|across|using|as|near|along|written|set|centered|centred"
    r"|by|against|beside|behind|to|for)\s",
    re.IGNORECASE,
)
_IDLE = frozenset({
    "in", "on", "at", "with", "over", "above", "below", "under", "and", "using", "as", "near", "along", "is",
    "are", "that",
    "rendering", "overlay", "overlays", "editing", "of", "should", "must", "to", "from", "the", "a", "an",
    "layout", "effect", "effects", "design", "font", "style", "here", "bold", "red",
})  # fmt: skip
_ARTICLES = frozenset({"the", "a", "an", "is", "to", "from", "with", "over", "under", "here", "red", "bold"})
_TOKEN = re.compile(r"[^\s,;()\[\]{}]+")
_MARK = re.compile(r"[,;()\n\[\]{}]")
_FIRST_WORD = re.compile(r"[^\s.,;:!?]+")
_STRONG = re.compile(r"(?:reading|reads|saying|says|titled|entitled)\b", re.IGNORECASE)
_ACRONYMS = frozenset({
    "UI", "UX", "HDR", "DSLR", "RGB", "CGI", "LED", "NYC", "POV", "USA", "UK", "EU", "VR", "AR", "AI", "CEO", "TV",
    "PC", "DIY", "ISO", "RAW", "USB", "HD", "UHD", "FPS", "SUV",
})  # fmt: skip
_JOINING = frozenset({"&", "+", "-", "–", "—", "/", "×", "X", "%", "|", "'", "’"})


def read_lettering(prompt: str) -> tuple[tuple[str, ...], str]:
    """Return the texts to set, in order, and the prompt without them."""
    found: list[tuple[int, str]] = []
    rest = prompt
    for match in list(_QUOTED.finditer(prompt)):
        text = next(group for group in match.groups() if group)
        if text.strip():
            found.append((match.start(), text.strip()))
            rest = _blank(rest, match.start(), match.end())
    for start, end in _capital_runs(rest):
        found.append((start, rest[start:end].strip(" ,;:-–—")))
        rest = _blank(rest, start, end)
    if not found:
        found, rest = _after_lead(rest)
    texts = tuple(text for _, text in sorted(found)[:MOST_TEXTS] if text)
    return texts or _whole(prompt), rest


def _blank(text: str, start: int, end: int) -> str:
    # Blanks keep the positions of everything after the text valid.
    return text[:start] + " " * (end - start) + text[end:]


def _is_capital(token: str) -> bool:
    letters = [character for character in token if character.isalpha()]
    return bool(letters) and all(character.isupper() for character in letters)


def _is_number(token: str) -> bool:
    return any(character.isdigit() for character in token) and not any(character.islower() for character in token)


def _capital_runs(prompt: str) -> list[tuple[int, int]]:
    runs: list[list[re.Match[str]]] = []
    closed = True
    for match in _TOKEN.finditer(prompt):
        token = match.group().strip(".:!?\"'")
        fits = _is_capital(token) or _is_number(token) or token in _JOINING
        if not fits or token.startswith("#"):
            closed = True
            continue
        if closed or _MARK.search(prompt, runs[-1][-1].end(), match.start()):
            runs.append([match])
        else:
            runs[-1].append(match)
        closed = match.group()[-1] in ".:"
    return [_span(run) for run in runs if _is_lettering(run)]


def _span(run: list[re.Match[str]]) -> tuple[int, int]:
    end = run[-1].end()
    return run[0].start(), end - 1 if run[-1].group()[-1] in ".:" else end


def _is_lettering(run: list[re.Match[str]]) -> bool:
    words = [match.group().strip(".:!?\"'") for match in run]
    capitals = [word for word in words if _is_capital(word)]
    letters = sum(sum(character.isalpha() for character in word) for word in capitals)
    if len(words) == 1:
        # A single short or technical word in capitals, such as HDR, describes the picture.
        return letters >= 3 and words[0] not in _ACRONYMS and not any(character.isdigit() for character in words[0][:1])
    return letters >= 3 and not all(word in _ACRONYMS for word in capitals)


def _after_lead(prompt: str) -> tuple[list[tuple[int, str]], str]:
    for match in _LEAD.finditer(prompt):
        after = prompt[match.end() : match.end() + FARTHEST]
        first = _FIRST_WORD.match(after)
        # After "reading" or "titled" even these words begin a text, as in "a sign reading The End".
        articles = _ARTICLES if _STRONG.match(match.group()) else frozenset()
        if not first or first.group().lower() in _IDLE - articles:
            continue
        stop = _END.search(after)
        text = after[: stop.start() if stop else 120].strip()
        if text and len(text.split()) <= 12:
            end = match.end() + (stop.start() if stop else 120)
            return [(match.start(), text)], _blank(prompt, match.end(), min(end, len(prompt)))
    return [], prompt


def _whole(prompt: str) -> tuple[str, ...]:
    """Return the text for a prompt without a description: its emoji, or a few words in another script."""
    emoji = "".join(character for character in prompt if is_emoji(character) or character in "\u200d\ufe0f")
    if emoji and len(prompt) < 200:
        return (emoji[:12],)
    # The Latin letters end at U+024F.
    foreign = any(character.isalpha() and ord(character) > 0x24F for character in prompt)
    latin = any(character.isalpha() and ord(character) <= 0x24F for character in prompt)
    return (prompt.strip(),) if foreign and not latin and len(prompt.strip()) <= 24 else ()
