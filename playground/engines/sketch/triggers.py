"""Trigger prompts that let every state be tried, like the test cards of a payment API."""

import re
from collections.abc import Callable

from playground.engines.base import Progress
from playground.engines.errors import Failed, Refused

LONGEST_WAIT = 120.0
SLICE = 0.1
_TRIGGER = re.compile(r"\[\s*sketch\s*:\s*(refuse|fail|wait)\s*(\d{0,6}(?:\.\d{0,6})?)\s*s?\s*\]", re.IGNORECASE)


def strip_triggers(prompt: str) -> str:
    """Return the prompt without its triggers, so that none is ever drawn."""
    return _TRIGGER.sub(" ", prompt).strip()


def apply_triggers(prompt: str, permissive: bool, progress: Progress, sleep: Callable[[float], None]) -> None:
    """Do what the triggers say, in their order; raises `Refused`, `Failed` or what `progress` raises."""
    for match in _TRIGGER.finditer(prompt):
        verb = match.group(1).lower()
        if verb == "wait":
            _wait(float(match.group(2).strip(".") or 1), progress, sleep)
        elif verb == "fail":
            raise Failed("The sketch engine stopped because the prompt says [sketch:fail]; take it out and try again.")
        elif not permissive:
            raise Refused(
                "The prompt was refused for its content because it says [sketch:refuse]; take it out, or set "
                "safety_tolerance to its maximum or disable_safety_checker."
            )


def _wait(seconds: float, progress: Progress, sleep: Callable[[float], None]) -> None:
    slices = max(1, round(min(seconds, LONGEST_WAIT) / SLICE))
    for index in range(slices):
        progress(0.0, f"Waiting, {(slices - index) * SLICE:.1f} s to go")
        sleep(min(seconds, LONGEST_WAIT) / slices)
