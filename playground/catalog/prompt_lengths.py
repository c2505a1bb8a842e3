"""How much of a prompt a model reads, and an estimate of how long a prompt is for it.

The open models read 512 tokens of the text (FLUX.1 schnell 256) and ignore the rest without a word. For the others the
makers' guide counts up to 300 words as long; they read far more.
"""

import re
from dataclasses import dataclass

from playground.catalog.spec import ModelSpec

# By a part of the model's name. The order matters: "schnell" was made from "dev".
READ_TOKENS = (("schnell", 256), ("klein", 512), ("dev", 512), ("flux-pro", 512), ("flux-1-1-pro", 512))
LONG_WORDS = 300
# From this share of what is read, it is said how much is left.
NEAR = 0.85
# A word of many letters is split. Other scripts have about one token for each character, digits one each.
_TOKEN = re.compile(r"[A-Za-z]{1,9}|\s+|[^A-Za-z\s]")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class PromptLength:
    """How long a prompt is and how long it should be, in tokens if the rest `is_cut`, else in words."""

    used: int
    limit: int
    is_cut: bool

    @property
    def is_over(self) -> bool:
        return self.used > self.limit

    @property
    def unit(self) -> str:
        return "tokens" if self.is_cut else "words"

    @property
    def high(self) -> float:
        """From where the page shows in another colour that little or nothing is left."""
        return self.limit - 0.5

    @property
    def is_near(self) -> bool:
        return self.used >= NEAR * self.limit


def measure_length(spec: ModelSpec, prompt: str) -> PromptLength:
    """Return the length of the prompt for the model."""
    limit = next((tokens for part, tokens in READ_TOKENS if part in spec.slug), 0)
    if limit:
        return PromptLength(count_tokens(prompt), limit, is_cut=True)
    return PromptLength(sum(1 for _ in _WORD.finditer(prompt)), LONG_WORDS, is_cut=False)


def count_tokens(prompt: str) -> int:
    """Return about how many tokens the text has; the models' own dictionaries have megabytes."""
    return sum(1 for match in _TOKEN.finditer(prompt) if not match[0].isspace())
