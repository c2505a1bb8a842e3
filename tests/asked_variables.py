"""Prints the environment variables that the settings read, with their defaults, as a JSON object.

Run as `python -m tests.asked_variables` with every store switched on, since some variables are read only then.
"""

import json
import os
import sys
from collections import UserDict
from importlib import import_module


class RecordingEnvironment(UserDict[str, str]):
    """An environment that remembers which names were asked for, and with which default."""

    def __init__(self, *args: dict[str, str]) -> None:
        self.asked: dict[str, str | None] = {}
        super().__init__(*args)

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]  # the class of os.environ has overloads
        self.asked[key] = default
        return self.data.get(key, default)

    @property
    def settings(self) -> dict[str, str | None]:
        """The names that the typed readers asked for: they alone look for a file of the same name first."""
        return {name: default for name, default in self.asked.items() if f"{name}_FILE" in self.asked}


def main() -> None:
    """Load the settings under a recording environment and print what they asked for."""
    recorded = RecordingEnvironment(dict(os.environ))
    os.environ = recorded  # type: ignore[assignment]  # noqa: B003 – it acts as os.environ and keeps the names
    import_module("playground.settings")
    sys.stdout.write(json.dumps(recorded.settings))


if __name__ == "__main__":
    main()
