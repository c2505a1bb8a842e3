"""The JSON that the API would answer, or answered, for a generation."""

import json

from django.utils.safestring import SafeString
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import JsonLexer

from playground.dialects.registry import get_dialect
from playground.generations.models import Generation
from playground.generations.outcomes import make_outcome


def print_answer(generation: Generation, origin: str) -> SafeString:
    """Return the answer as highlighted JSON, or nothing."""
    outcome = make_outcome(generation, origin)
    if outcome is None:
        return SafeString("")
    answer = get_dialect(outcome.spec.dialect).write_response(outcome)
    text = json.dumps(answer, indent=2, ensure_ascii=False)
    return SafeString(highlight(text, JsonLexer(), HtmlFormatter(nowrap=True)))
