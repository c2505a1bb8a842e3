"""Serves the pictures of a model's example prompts, which a worker draws when somebody first asks for them."""

import time

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from playground.catalog.spec import ModelSpec
from playground.generations.storage.idea_sheets import read_sheet, sheet_digest
from playground.generations.submission.idea_task import draw_ideas
from playground.pages.panel import find_spec

# A worker that is away does not get the same task with every request.
ASK_AGAIN_SECONDS = 60
_asked: dict[str, float] = {}

# The files of this process by name. Each has some kilobytes, and there are as many as models.
_sheets: dict[tuple[str, str], bytes] = {}

# Keeps the room until the picture is drawn. `idea-pictures.js` knows it by its width.
BLANK = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="1"/>'


@require_safe
def idea_pictures(request: HttpRequest, dialect: str, slug: str, mode: str, digest: str) -> HttpResponse:
    """Return the pictures of all ideas of a model, beside each other."""
    spec = find_spec(dialect, slug, mode)
    if digest != sheet_digest(spec):
        raise Http404("The ideas of this model have changed.")
    content = _sheets.get((spec.id, digest)) or read_sheet(spec)
    if content is None:
        # A page that waited for the picture would be loading for as long as the worker draws.
        _ask_worker(spec)
        return HttpResponse(BLANK, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})
    _sheets[spec.id, digest] = content
    return HttpResponse(
        content, content_type="image/webp", headers={"Cache-Control": "public, max-age=31536000, immutable"}
    )


def _ask_worker(spec: ModelSpec) -> None:
    now = time.monotonic()
    if now - _asked.get(spec.id, -ASK_AGAIN_SECONDS) >= ASK_AGAIN_SECONDS:
        _asked[spec.id] = now
        draw_ideas.enqueue(spec.id)
