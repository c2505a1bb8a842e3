"""Draws the pictures of a model's example prompts, for the cards of the first screen."""

from playground.catalog.coercion import resolve
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec, Size
from playground.engines.base import EngineRequest, InputPicture
from playground.engines.registry import get_engine
from playground.generations.storage.idea_sheets import has_sheet, keep_sheet
from playground.imaging.sheets import join_in_row

DRAWN = Size(480, 368)
# A little more than the room of a card on a desk, and twice its room on a phone.
SHOWN = Size(272, 204)
# The page has a card with a picture for as many.
MOST = 3
SEED = 7


def draw_sheet(spec_id: str) -> None:
    """Draw and store the file for a spec, unless it is there already."""
    spec = specs().get(spec_id)
    if spec is None or not spec.examples or has_sheet(spec):
        return
    pictures = [_draw(spec, example.prompt, _inputs(spec)) for example in spec.examples[:MOST]]
    keep_sheet(spec, join_in_row(pictures, SHOWN.width, SHOWN.height))


def _inputs(spec: ModelSpec) -> tuple[InputPicture, ...]:
    """Return a picture to edit: the first idea of the same model's other mode."""
    other = specs().get(f"{spec.dialect}/{spec.slug}/generate")
    if spec.mode != "edit" or other is None or not other.examples:
        return ()
    return (InputPicture(_draw(other, other.examples[0].prompt, ()), DRAWN),)


def _draw(spec: ModelSpec, prompt: str, inputs: tuple[InputPicture, ...]) -> bytes:
    words = spec.by_role("prompt")
    resolved = resolve(spec, {words.name: prompt} if words else {}, SEED)
    request = EngineRequest(spec=spec, resolved=resolved, seed=SEED, size=DRAWN, inputs=inputs)
    # The sketch engine whatever the server's own is: these pictures are labelled as sketches.
    return get_engine("sketch").run(request, lambda fraction, stage: None).pictures[0].content
