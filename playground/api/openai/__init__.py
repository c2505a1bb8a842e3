"""OpenAI's images API as this server answers it: with every model of the catalog, for the clients of that API."""

from playground.api.openai.chapter import write_chapter
from playground.api.served import ServedDialect

SERVED = ServedDialect(
    name="openai",
    root="/v1",
    order_path="/v1/images/generations",
    urls="playground.api.openai.urls",
    write_chapter=write_chapter,
    form_paths=("/v1/images/edits",),
    has_all_models=True,
    # Replicate and BFL begin their paths like this, too.
    has_common_root=True,
)
