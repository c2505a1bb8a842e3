"""The pauses between the polls of one job, which a report of the API ends."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playground.dialects.policy import ClientPolicy
from playground.engines.remote.base import Webhook
from playground.engines.remote.durations import Durations

# The shortest pause between two polls that an API can ask for, in seconds.
SHORTEST_WAIT = 0.5
# The longest pause while a report is expected: a report that is lost must not cost more than this.
LONGEST_WAIT = 10.0
# How many times a job is polled around the time at which it is likely to end.
POLLS_NEAR_END = 8
# How much faster than the fastest of the last jobs the next one may be.
FASTER = 0.9


@dataclass(frozen=True, slots=True)
class Following:
    """How a job is followed: the durations of earlier ones, what sleeps and tells the time, and how the API reports."""

    durations: Durations
    sleep: Callable[[float], Awaitable[None]]
    clock: Callable[[], float]
    webhook: Webhook | None


class Pauses:
    """Waits between the polls of one job.

    The first report of the API ends a pause at once, or the next one if it comes during a poll. Further reports change
    nothing. `is_registered` is set once the API knows where to report to: until it has, the pauses may be longer.
    `durations` are those of earlier jobs of the model.
    """

    def __init__(
        self,
        policy: ClientPolicy,
        webhook: Webhook | None,
        sleep: Callable[[float], Awaitable[None]],
        durations: Durations,
    ) -> None:
        self._policy = policy
        self._durations = durations
        self._report = webhook.reported if webhook else None
        self._sleep = sleep
        self.is_registered = False

    async def take(self, seconds: float) -> None:
        """Wait for that time, or until the API reports the job."""
        report = self._report
        if report is None:
            await self._sleep(seconds)
            return
        if not report.is_set():
            waiting = [asyncio.ensure_future(self._sleep(seconds)), asyncio.ensure_future(report.wait())]
            try:
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in waiting:
                    task.cancel()
        if report.is_set():
            # The job has been reported, so nothing more is expected.
            self._report, self.is_registered = None, False

    def next_length(self, passed: float, retry_after: float | None) -> float:
        """Return the length of the next pause; `passed` are the seconds for which the job has been followed."""
        policy = self._policy
        if retry_after is not None:
            return max(retry_after, SHORTEST_WAIT)
        longest = (
            max(LONGEST_WAIT, policy.longest_poll_interval) if self.is_registered else policy.longest_poll_interval
        )
        # The longer a job takes, the less a longer pause matters.
        usual = min(longest, max(policy.first_poll_interval, passed / 4))
        if self.is_registered:
            return usual
        if (end := self._durations.next_end(passed, policy.shortest_poll_interval)) is not None:
            return divide_until(end, passed, policy.shortest_poll_interval, usual)
        return min(usual, self._until_likely_end(passed))

    def _until_likely_end(self, passed: float) -> float:
        """Return the seconds until the next poll of a job that takes as long as the last ones did."""
        if (expected := self._durations.expected) is None:
            return self._policy.longest_poll_interval
        earliest, latest = expected
        shortest = max(self._policy.shortest_poll_interval, (latest - earliest) / POLLS_NEAR_END)
        # Later than the slowest of them, nothing is known of its end, so the pauses grow again.
        return max(shortest, earliest * FASTER - passed, passed - latest)


def divide_until(end: float, passed: float, shortest: float, usual: float) -> float:
    """Return the next of equal pauses, the last of which ends when the job has probably ended.

    None is shorter than `shortest`, and none much longer than `usual`. Before the first poll, after no seconds, there
    is no pause between two polls that could be too short.
    """
    left = end - passed
    if passed <= 0 and left < shortest:
        return left
    pauses = min(math.floor(left / shortest), math.ceil(left / usual))
    return max(shortest, left / max(1, pauses))
