"""How long the last jobs of a model took at an API, so that the next one is polled when it is likely to end."""

from collections import OrderedDict, deque

# The number of jobs that are remembered of each model, and the number of models.
JOBS = 8
MODELS = 256
# How long after its likely end a job is polled, in seconds, and which part of their spread is added: a poll just before
# the end costs a whole pause.
MARGIN = 0.03
SPREAD_PARTS = 4


class Durations:
    """The last jobs of one model at one API: each ended between two polls, so each is a range in seconds.

    Some APIs also say how long a job took.
    """

    def __init__(self) -> None:
        self._ranges: deque[tuple[float, float]] = deque(maxlen=JOBS)
        self._said: deque[float] = deque(maxlen=JOBS)

    def add(self, earliest: float, latest: float, said: float | None = None) -> None:
        """Remember a job that was at work after `earliest` seconds and had ended after `latest`.

        `said` is how long it took by the clock of the API. What was seen here counts for more than that.
        """
        self._ranges.append((earliest, latest))
        if said is not None:
            self._said.append(min(max(said, earliest), latest))

    @property
    def expected(self) -> tuple[float, float] | None:
        """The seconds between which the next job is likely to end; None before the first job has ended."""
        if not self._ranges:
            return None
        return min(earliest for earliest, _ in self._ranges), max(latest for _, latest in self._ranges)

    def next_end(self, passed: float, pause: float) -> float | None:
        """Return after how many seconds a job that is at work after `passed` has probably ended.

        It is a moment after those of the last jobs that ended within one pause of each other, so that one that took far
        longer does not delay the others. None where the API does not say how long its jobs take, or all were faster.
        """
        ends = sorted(end for end in self._said if end + MARGIN > passed)
        if not ends:
            return None
        slowest = max(end for end in ends if end - ends[0] <= pause)
        # The more they differ, the slower than the slowest of them the next may be.
        return slowest + MARGIN + (slowest - ends[0]) / SPREAD_PARTS


class DurationsOfModels:
    """The durations of each model at each address of an API; the models that were used least recently are forgotten."""

    def __init__(self) -> None:
        self._models: OrderedDict[tuple[str, str], Durations] = OrderedDict()

    def of(self, address: str, spec_id: str) -> Durations:
        """Return the durations of a model at an address, which are empty at first."""
        durations = self._models.setdefault((address, spec_id), Durations())
        self._models.move_to_end((address, spec_id))
        if len(self._models) > MODELS:
            self._models.popitem(last=False)
        return durations
