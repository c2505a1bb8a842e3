"""The task that a worker runs for a queued generation.

Web processes only enqueue it. The worker installs what runs it, so that a web process need not load the engines.
"""

from collections.abc import Callable
from uuid import UUID

from django.tasks import task

type Handler = Callable[[UUID], None]

_handlers: list[Handler] = []


def handle_with(handler: Handler) -> None:
    """Install the function that runs the task in this process, in place of any earlier one."""
    _handlers[:] = [handler]


@task()
def run_generation(generation_id: str) -> None:
    """Run the installed handler; raises `RuntimeError` in a process that has none."""
    if not _handlers:
        raise RuntimeError("This process has no handler for generations; only workers run tasks.")
    _handlers[0](UUID(generation_id))
