"""What is counted for Prometheus, in a module of its own since nobody needs what it loads while that is off."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values

# From a sketch to what a public API takes when it is busy, in seconds.
SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640)


class Instruments:
    """The counters of this process; the files that they write are read by the listener."""

    def __init__(self) -> None:
        # Chosen by the library itself only where its variable was set before it was imported.
        values.ValueClass = values.MultiProcessValue()
        private = CollectorRegistry()
        self.refusals = Counter(
            "playground_refusals", "Answers with a status of 400 or more.", ["door", "status"], registry=private
        )
        self.jobs = Histogram(
            "playground_job_seconds",
            "How long engines had jobs, by their outcome.",
            ["engine", "outcome"],
            buckets=SECONDS,
            registry=private,
        )
        self.cache = Gauge(
            "playground_cache_bytes",
            "Memory of the rendered fragments that web processes keep.",
            multiprocess_mode="livesum",
            registry=private,
        )
