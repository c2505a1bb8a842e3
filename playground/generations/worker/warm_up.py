"""Loads what the first generation would otherwise wait for: about a fifth of a second."""

import logging
import threading

from django.conf import settings

from playground.catalog.coercion import resolve
from playground.catalog.loading import specs
from playground.catalog.spec import Size
from playground.engines.base import EngineRequest
from playground.engines.registry import get_engine
from playground.imaging.containers import embed_recipe

logger = logging.getLogger(__name__)

# Large enough for every part of an engine to be used, and quickly drawn.
SIZE = Size(256, 256)


def start_warm_up() -> threading.Thread:
    """Warm up in a thread, so that the worker takes tasks meanwhile."""
    thread = threading.Thread(target=_try_to_warm_up, name="warm-up", daemon=True)
    thread.start()
    return thread


def _try_to_warm_up() -> None:
    try:
        warm_up()
    # Without it only the first generation takes longer. If something is wrong, that one reports it.
    except Exception:
        logger.warning("the engine %s could not be warmed up", settings.ENGINE, exc_info=True)


def warm_up() -> None:
    """Load the catalog, and make a picture that is thrown away."""
    spec = next(iter(specs().values()))
    resolved = resolve(spec, {"prompt": "a lighthouse"}, 0)
    request = EngineRequest(spec=spec, resolved=resolved, seed=0, size=SIZE)
    for picture in get_engine(settings.ENGINE).run(request, lambda fraction, stage: None).pictures:
        embed_recipe(picture.content, picture.format, {"spec": spec.id})
