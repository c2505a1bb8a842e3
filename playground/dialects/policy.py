"""What a client of an API has to know besides the wire format."""

from dataclasses import dataclass

# How many requests of one person may be at work at servers that people run themselves. Such a server makes one picture
# after another and may take an hour, and this server's slots for all of them are few.
MOST_AT_OWN_SERVERS = 4


@dataclass(frozen=True, slots=True)
class ClientPolicy:
    """How a client should use the API. All times are in seconds.

    A key is only sent to addresses under `domain`, even if a response names another address. `idempotency_header`, if
    there is one, makes repeating a request safe. The interval between two polls of a job grows from
    `first_poll_interval` to `longest_poll_interval`. Around the time at which the job is likely to end it is shorter,
    but at least `shortest_poll_interval`; only the first poll may come sooner after the request. After `job_timeout`
    the job is given up. `request_timeout` limits a single request. `cost_unit` is the unit of `Answer.cost`.

    `needs_key` says whether a request without a key is possible at all. `is_own_server` means that the API has no
    public address: somebody runs its server, and `hint` tells people how. `largest_answer` is the size of the largest
    response in bytes; responses that contain pictures need more. `key_test_accepts` are statuses besides 2xx with which
    the key test's request answers to a valid key.

    `charges_failures` is False where the API's documents say that a job costs nothing if the API reports that its
    content was refused or that it failed.

    `key_site` is where people get a key, if that is not `domain`.

    `can_cancel` says whether the API can cancel a job at all, which takes the job's id: a request that is cancelled
    before its response has come waits for the id for up to `naming_time`.
    """

    domain: str
    idempotency_header: str = ""
    first_poll_interval: float = 2.0
    shortest_poll_interval: float = 0.03
    longest_poll_interval: float = 5.0
    job_timeout: float = 600.0
    request_timeout: float = 120.0
    cost_unit: str = "credits"
    needs_key: bool = True
    is_own_server: bool = False
    hint: str = ""
    largest_answer: int = 5 * 1024 * 1024
    key_test_accepts: frozenset[int] = frozenset()
    charges_failures: bool = True
    can_cancel: bool = False
    naming_time: float = 3.0
    key_site: str = ""

    @property
    def most_per_owner(self) -> int | None:
        """How many requests of one person may be at work, None where their number has no limit of its own."""
        return MOST_AT_OWN_SERVERS if self.is_own_server else None
