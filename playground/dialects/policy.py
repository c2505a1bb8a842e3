"""What a client of an API has to know besides the wire format."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClientPolicy:
    """How a client should use the API. All times are in seconds.

    A key is only sent to addresses under `domain`, even if a response names another address. `idempotency_header`, if
    there is one, makes repeating a request safe. The interval between two polls of a job grows from
    `first_poll_interval` to `longest_poll_interval`; after `job_timeout` the job is given up. `request_timeout` limits
    a single request. `cost_unit` is the unit of `Answer.cost`.

    `needs_key` says whether a request without a key is possible at all. `is_own_server` means that the API has no
    public address: somebody runs its server, and `hint` tells people how. `is_free` means that no picture costs
    anything. `largest_answer` is the size of the largest response in bytes; responses that contain pictures need more.
    `key_test_accepts` are statuses besides 2xx with which the key test's request answers to a valid key.
    """

    domain: str
    idempotency_header: str = ""
    first_poll_interval: float = 2.0
    longest_poll_interval: float = 5.0
    job_timeout: float = 600.0
    request_timeout: float = 120.0
    cost_unit: str = "credits"
    needs_key: bool = True
    is_own_server: bool = False
    is_free: bool = False
    hint: str = ""
    largest_answer: int = 5 * 1024 * 1024
    key_test_accepts: frozenset[int] = frozenset()
