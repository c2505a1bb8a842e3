"""Trigger prompts that produce every state of a generation, like the test cards of a payment API."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playground.engines.base import Progress
from playground.engines.errors import Failed, Refused

# A wait is cut into slices, because `progress` is what stops a generation that was cancelled.
SLICE = 0.1
# Possessive quantifiers prevent backtracking, so that thousands of partial triggers cannot take long.
_TRIGGER = re.compile(
    r"\[\s*+sketch\s*+:\s*+(refuse|fail|wait)\s*+(\d{0,6}+(?:\.\d{0,6}+)?+)\s*+s?+\s*+\]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How `[sketch:wait 5]` waits: `sleep` is called with the seconds, and `longest` is the maximum per prompt."""

    sleep: Callable[[float], None]
    longest: float


def strip_triggers(prompt: str) -> str:
    """Return the prompt without its triggers, so that they are not drawn."""
    return _TRIGGER.sub(" ", prompt).strip()


def apply_triggers(prompt: str, permissive: bool, progress: Progress, waiting: Waiting) -> str:
    """Execute the triggers in order, and return sentences about waits that were shortened or ignored.

    Only the first wait counts. Raises `Refused`, `Failed` or what `progress` raises.
    """
    waits: list[float] = []
    for match in _TRIGGER.finditer(prompt):
        verb = match.group(1).lower()
        if verb == "wait":
            waits.append(float(match.group(2).rstrip(".") or 1))
            if len(waits) == 1:
                _wait(min(waits[0], waiting.longest), progress, waiting.sleep)
        elif verb == "fail":
            raise Failed("The sketch engine stopped because the prompt says [sketch:fail]; take it out and try again.")
        elif not permissive:
            raise Refused(
                "The prompt was refused for its content because it says [sketch:refuse]; take it out, or set "
                "safety_tolerance to its maximum or disable_safety_checker."
            )
    return _describe_waits(waits, waiting.longest)


def _wait(seconds: float, progress: Progress, sleep: Callable[[float], None]) -> None:
    slices = max(1, round(seconds / SLICE))
    for index in range(slices):
        progress(0.0, f"Waiting, {(slices - index) * SLICE:.1f} s to go")
        sleep(seconds / slices)


def _describe_waits(waits: list[float], longest: float) -> str:
    sentences = []
    if waits and waits[0] > longest:
        sentences.append(f"The wait was {waits[0]:g} seconds; the maximum is {longest:g}.")
    if len(waits) > 1:
        sentences.append(f"The prompt has {len(waits)} waits; only the first one counts.")
    return " ".join(sentences)
