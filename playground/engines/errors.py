"""What can go wrong in an engine.

EngineError
├── Refused     the content was refused; asking again the same way will not help
├── Failed      the engine could not do it
└── Cancelled   the person asked to stop
"""


class EngineError(Exception):
    """A generation that did not become a picture.

    `sentence` says to the person in plain words what happened and what to do; `permanent` that a repeat of the same
    request would end the same way.
    """

    code = "engine"
    permanent = False

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(EngineError):
    """The prompt or a picture was refused for its content."""

    code = "refused"
    permanent = True


class Failed(EngineError):
    """The engine could not finish the work."""

    code = "failed"


class Cancelled(EngineError):
    """The person cancelled while the engine was at work."""

    code = "cancelled"
