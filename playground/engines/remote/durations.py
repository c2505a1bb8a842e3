"""How long the last jobs of a model took at an API, so that the next one is polled when it is likely to end."""

from collections import OrderedDict, deque

# The number of jobs that are remembered of each model, and the number of models.
JOBS = 8
MODELS = 256


class Durations:
    """The last jobs of one model at one API: each ended between two polls, so each is a range in seconds."""

    def __init__(self) -> None:
        self._ranges: deque[tuple[float, float]] = deque(maxlen=JOBS)

    def add(self, earliest: float, latest: float) -> None:
        """Remember a job that was at work after `earliest` seconds and had ended after `latest`."""
        self._ranges.append((earliest, latest))

    @property
    def expected(self) -> tuple[float, float] | None:
        """The seconds between which the next job is likely to end; None before the first job has ended."""
        if not self._ranges:
            return None
        return min(earliest for earliest, _ in self._ranges), max(latest for _, latest in self._ranges)


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
