"""What the response of an external API says, independent of its dialect."""

from dataclasses import dataclass, field

from playground.dialects.wire import JobStatus


@dataclass(frozen=True, slots=True)
class Answer:
    """The response of an external API, independent of its dialect.

    `progress` is from 0 to 100, or None if the API does not report it. `urls` are the absolute URLs of the finished
    pictures, in order. `error` is the API's own message, or "". `refused` means that the content was refused.
    `poll_url` is the address to poll, if the API gave one. `seed`, `prompt` and `cost` (in the API's own unit) are
    what it reported, or None and "". `unknown_job` means that the API does not know the job, so whether the picture
    failed is not known.

    `pictures` are the Base64 texts of finished pictures that the response itself contains, without `data:` before
    them. `result_url` is where the pictures of a finished job are named, if its last response does not name them.
    `cancel_url` is the address that cancels the job, if the API gave one. `queue_position` counts the jobs before this
    one, and `stage` is what the API says about its work, such as its last log line. `withheld` counts the pictures that
    were made but are missing because of their content. `explanation` is the dialect's own sentence about a failure to
    which the API gives no message. `took` is how many seconds a finished job took by the API's own clock, or None.
    """

    id: str
    status: JobStatus
    progress: int | None
    urls: tuple[str, ...]
    error: str
    refused: bool = False
    poll_url: str = ""
    seed: int | None = None
    prompt: str = ""
    cost: float | None = None
    unknown_job: bool = False
    pictures: tuple[str, ...] = field(default=(), repr=False)
    result_url: str = ""
    cancel_url: str = ""
    queue_position: int | None = None
    stage: str = ""
    withheld: int = 0
    explanation: str = ""
    took: float | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """The error response of an external API.

    `sentence` is its own message, or "". `content` means that the prompt or a picture was refused for its content;
    `unknown_job` means that the API does not know the job. `retryable` is what the API says about whether the same
    request may succeed later, or None if it says nothing. `unsent` means that the API certainly did not accept the
    request, so that sending it again cannot cost twice.
    """

    sentence: str
    content: bool = False
    unknown_job: bool = False
    retryable: bool | None = None
    unsent: bool = False
