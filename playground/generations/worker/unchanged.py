"""Tells what has stayed as it is for so many looks in a row; it reads no clock, so none that jumps deceives it."""

from collections.abc import Hashable, Mapping


class Standstill[K: Hashable, V]:
    """Remembers what the last look saw, and for how many looks in a row before it was the same."""

    def __init__(self, looks: int) -> None:
        self._looks = looks
        self._seen: dict[K, tuple[V, int]] = {}

    def look(self, states: Mapping[K, V]) -> set[K]:
        """Take these as the states of now; return whose state has not changed for that many looks after the first."""
        seen: dict[K, tuple[V, int]] = {}
        for key, state in states.items():
            earlier, looks = self._seen.get(key, (state, -1))
            seen[key] = (state, looks + 1 if earlier == state else 0)
        self._seen = seen
        return {key for key, (_, looks) in seen.items() if looks >= self._looks}

    def forget(self) -> None:
        """Begin anew, as after a time in which nobody could look."""
        self._seen = {}
