"""Detects what has not changed over several looks.

It counts looks instead of reading a clock, so clock changes cannot mislead it.
"""

from collections.abc import Hashable, Mapping


class UnchangedDetector[K: Hashable, V]:
    """Remembers the states that the last look saw, and in how many looks in a row before it they were the same."""

    def __init__(self, looks: int) -> None:
        self._looks = looks
        self._seen: dict[K, tuple[V, int]] = {}

    def look(self, states: Mapping[K, V]) -> set[K]:
        """Return the keys whose state has been the same in at least `looks` looks after the first one."""
        seen: dict[K, tuple[V, int]] = {}
        for key, state in states.items():
            earlier, looks = self._seen.get(key, (state, -1))
            seen[key] = (state, looks + 1 if earlier == state else 0)
        self._seen = seen
        return {key for key, (_, looks) in seen.items() if looks >= self._looks}

    def forget(self) -> None:
        """Start again, as after a time in which nobody could look."""
        self._seen = {}
