"""1min.ai's API as this server answers it."""

from playground.api.onemin.chapter import write_chapter
from playground.api.served import ServedDialect

SERVED = ServedDialect(
    name="onemin",
    root="/api",
    # The API documents this path outside of its root.
    other_paths=("/models",),
    order_path="/api/features",
    urls="playground.api.onemin.urls",
    write_chapter=write_chapter,
)
