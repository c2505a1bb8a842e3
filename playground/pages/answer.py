"""The JSON that the API would answer, or answered, for a generation."""

import json

from django.utils.safestring import SafeString
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import JsonLexer

from playground.dialects.registry import get_dialect
from playground.dialects.wire import Outcome, ResultLink
from playground.generations.models import Generation


def make_outcome(generation: Generation, origin: str) -> Outcome | None:
    """Return what became of a generation, for a dialect to put into its own words; None without its spec."""
    spec = generation.spec
    if spec is None:
        return None
    base = generation.origin or origin
    links = [f"{base}/{picture.key}" for picture in generation.pictures.all()]
    keys = [picture.key for picture in generation.pictures.all()]
    return Outcome(
        id=str(generation.wire_id),
        spec=spec,
        params=generation.params,
        status=generation.status,  # type: ignore[arg-type]
        progress=generation.progress or 0,
        created=generation.created,
        completed=generation.finished,
        results=tuple(ResultLink(key, link, link) for key, link in zip(keys, links, strict=True)),
        error=generation.error,
        cost=generation.cost or 0,
    )


def print_answer(generation: Generation, origin: str) -> SafeString:
    """Return the answer as highlighted JSON, or nothing."""
    outcome = make_outcome(generation, origin)
    if outcome is None:
        return SafeString("")
    answer = get_dialect(outcome.spec.dialect).write_response(outcome)
    text = json.dumps(answer, indent=2, ensure_ascii=False)
    return SafeString(highlight(text, JsonLexer(), HtmlFormatter(nowrap=True)))
