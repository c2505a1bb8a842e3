"""The task in which a worker draws the pictures of a model's example prompts.

As with generations, the worker installs what runs it, so that a web process need not load the engines.
"""

from collections.abc import Callable

from django.tasks import task

type Handler = Callable[[str], None]

_handlers: list[Handler] = []


def draw_ideas_with(handler: Handler) -> None:
    """Install the function that runs the task in this process, in place of any earlier one."""
    _handlers[:] = [handler]


@task()
def draw_ideas(spec_id: str) -> None:
    """Run the installed handler; raises `RuntimeError` in a process that has none."""
    if not _handlers:
        raise RuntimeError("This process has no handler for ideas; only workers run tasks.")
    _handlers[0](spec_id)
