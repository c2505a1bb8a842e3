"""apiframe's API, version 2, as this server provides it."""

from playground.api.apiframe.chapter import write_chapter
from playground.api.served import ServedDialect

SERVED = ServedDialect(
    name="apiframe",
    root="/v2",
    order_path="/v2/images/generate",
    urls="playground.api.apiframe.urls",
    write_chapter=write_chapter,
)
