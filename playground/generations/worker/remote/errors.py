"""What can go wrong around the remote engine, beside what goes wrong in it.

EngineError
├── Failed
│   ├── KeyMissing   there is no key to ask with any more
│   └── Undelivered  the API made the picture, and what came is none that can be kept
└── LeftBehind       the worker stopped while the request was on its way
"""

from collections.abc import Mapping

from playground.engines.errors import EngineError, Failed


class KeyMissing(Failed):
    """The key under which it was asked for is gone, or not for its owner any more."""

    code = "key"


class Undelivered(Failed):
    """What was delivered is no picture; `notes` say where it still lies for some minutes."""

    def __init__(self, sentence: str, notes: Mapping[str, str]) -> None:
        super().__init__(sentence)
        self.notes = notes


class LeftBehind(EngineError):
    """It was sent by a worker that stopped before the answer came."""

    code = "lost"
