"""The Prometheus metrics. They are in a separate module, so that the library is only loaded if metrics are on."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, values

# Buckets in seconds, from a sketch to a busy public API.
JOB_BUCKETS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640)


class Instruments:
    """The metrics of this process. They are written to files, which the listener reads."""

    def __init__(self) -> None:
        # The library would only choose this class if its environment variable had been set before the import.
        values.ValueClass = values.MultiProcessValue()
        private = CollectorRegistry()
        self.refusals = Counter(
            "playground_refusals", "Responses with a status of 400 or more.", ["interface", "status"], registry=private
        )
        self.jobs = Histogram(
            "playground_job_seconds",
            "The duration of jobs in engines, by outcome.",
            ["engine", "outcome"],
            buckets=JOB_BUCKETS,
            registry=private,
        )
        self.cache = Gauge(
            "playground_cache_bytes",
            "Memory used by cached page fragments in web processes.",
            multiprocess_mode="livesum",
            registry=private,
        )
