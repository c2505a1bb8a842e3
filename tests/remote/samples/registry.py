"""The samples by dialect, in the order of the dialects. Every module in this folder with a `SAMPLE` adds one."""

import tests.remote.samples
from playground.catalog.loading import get_spec
from playground.configuration.discovery import find_in_modules
from playground.dialects.registry import DIALECTS
from playground.standins.registry import STANDINS
from playground.standins.server import Step
from tests.remote.samples.base import Sample

_by_name: dict[str, Sample] = {sample.dialect: sample for sample in find_in_modules(tests.remote.samples, "SAMPLE")}

SAMPLES = {name: _by_name[name] for name in DIALECTS if name in _by_name}
# APIs with jobs that are polled, with results in a further response, and with uploads.
JOBS = [name for name, sample in SAMPLES.items() if "poll" in sample.successes]
RESULTS = [name for name, sample in SAMPLES.items() if "result" in sample.successes]
UPLOADERS = [name for name, sample in SAMPLES.items() if sample.edit]


def steps_of(dialect: str) -> frozenset[Step]:
    """Return the steps that a generation at that API can have."""
    steps = {step for _, _, step in STANDINS[dialect].paths}
    # A stand-in may have more than the client uses, such as the polling of printed code.
    unused = {step for step in ("poll", "result") if step not in SAMPLES[dialect].successes}
    return frozenset(steps - unused - (set() if SAMPLES[dialect].edit else {"upload"}))


def is_repeatable(dialect: str) -> bool:
    """Whether the API recognises a repeated request, so that it is safe to send it again."""
    return bool(DIALECTS[dialect].policy.idempotency_header)


def is_free(dialect: str) -> bool:
    """Whether the picture of the sample costs nothing, so that no sentence speaks of a charge."""
    return DIALECTS[dialect].is_free(get_spec(SAMPLES[dialect].order[0]))
