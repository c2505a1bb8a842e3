"""What can go wrong around the remote engine, beside what goes wrong in it.

EngineError
├── Failed
│   ├── KeyMissing   the key for the API is gone
│   └── Undelivered  the API made the picture, but its file cannot be kept
└── LeftBehind       the worker stopped while the request was on its way
"""

from collections.abc import Mapping

from playground.engines.errors import EngineError, Failed


class KeyMissing(Failed):
    """The key that was chosen is gone, or its owner may no longer use it."""

    code = "key"


class Undelivered(Failed):
    """The API made the picture, but its file cannot be kept; `notes` say where it is for some minutes."""

    def __init__(self, sentence: str, notes: Mapping[str, str]) -> None:
        super().__init__(sentence)
        self.notes = notes


class LeftBehind(EngineError):
    """The request was sent by a worker that stopped before the answer came."""

    code = "lost"
