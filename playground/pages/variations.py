"""More pictures of a recipe at once: with new seeds, or in other shapes."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from playground.accounts.public_origin import public_origin
from playground.catalog.shapes import other_shapes, set_shape
from playground.errors import SubmissionRefused
from playground.generations.models import Generation
from playground.generations.models.lineage import Lineage, Relation
from playground.generations.submission.allowance import count_noun
from playground.generations.submission.inputs import roles_of
from playground.generations.submission.submit import Submission, submit
from playground.pages.action_tokens import action_token
from playground.pages.current_form import read_current_form
from playground.pages.first_wait import wait_for_end
from playground.pages.forms import VARIANTS
from playground.pages.listing import generated_context
from playground.pages.lookups import find_generation
from playground.pages.messages import GONE
from playground.pages.panel import run_url, studio_url
from playground.pages.recipes import stored_params
from playground.pages.requests import HtmxHttpRequest
from playground.pages.toasts import add_toast, refuse
from playground.pages.too_busy import person_of

ALL_SHAPES = "all"
# How many variations one click makes.
VARIATIONS = 4


@require_POST
def vary(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Make four pictures with the settings of this one and new seeds, however many its own click made."""
    found = find_generation(request, id)
    spec = found.spec
    if spec is None:
        return refuse(request, GONE, found.get_absolute_url())
    params = found.asked | stored_params(found, spec)
    number = spec.by_role("count")
    # Where the API has a number of pictures, four variations are still four pictures.
    for name in ("seed", number.name if number else ""):
        params.pop(name, None)
    submission = Submission(
        found.owner,
        spec,
        params,
        variants=VARIATIONS,
        token=action_token(request, found, "vary"),
        lineage=Lineage(Relation.VARIATION, found),
    )
    with_seeds = " with new seeds" if found.seed_param else ""
    return _make(request, found, submission, f"Making {VARIATIONS} variations{with_seeds}.")


@require_POST
def reroll(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Make as many pictures as the click that made this one, with the same settings and new seeds."""
    found = find_generation(request, id)
    if found.spec is None:
        return refuse(request, GONE, found.get_absolute_url())
    params = found.asked | stored_params(found, found.spec)
    params.pop("seed", None)
    number = _count_alike(found)
    submission = Submission(
        found.owner,
        found.spec,
        params,
        variants=number,
        count=found.count,
        token=action_token(request, found, "reroll"),
        lineage=Lineage(Relation.REROLL, found),
    )
    return _make(request, found, submission, _say_again(found, number))


@require_POST
def make_shapes(request: HtmxHttpRequest, id: UUID) -> HttpResponse:
    """Make the same picture in another shape, or in all others, with the same seed."""
    found = find_generation(request, id)
    spec = found.spec
    if spec is None:
        return refuse(request, GONE, found.get_absolute_url())
    offered = other_shapes(spec, found.resolved, found.size)
    asked = request.POST.getlist("shape")
    shapes = [shape for shape in offered if shape in asked or ALL_SHAPES in asked]
    if not shapes:
        return refuse(request, f"Choose one of the shapes {', '.join(offered)}.", studio_url(spec, show=str(id)))
    params = found.asked | stored_params(found, spec)
    each = [set_shape(spec, params, shape, found.size) for shape in shapes]
    token = action_token(request, found, f"shapes {' '.join(shapes)}")
    lineage = Lineage(Relation.SHAPE, found)
    submission = Submission(found.owner, spec, each[0], each=each, count=found.count, token=token, lineage=lineage)
    seed = f" with seed {found.seed}" if found.seed_param else ""
    return _make(request, found, submission, f"Making {', '.join(shapes)}{seed}.")


def _say_again(found: Generation, number: int) -> str:
    return f"Making {count_noun(number, 'picture')}{' with new seeds' if found.seed_param else ' again'}."


def _count_alike(found: Generation) -> int:
    """Return how many generations of the same click differ only in their seed; deleted ones count."""
    same = found.owner.generations.filter(batch=found.batch, spec_id=found.spec_id)
    recipes = [{**resolved, "seed": 0} for resolved in same.values_list("resolved", flat=True)]
    return min(recipes.count({**found.resolved, "seed": 0}), len(VARIANTS.choices))


def _make(request: HtmxHttpRequest, found: Generation, submission: Submission, sentence: str) -> HttpResponse:
    # A reference that was never stored stays an address, which is fetched again.
    whole = replace(submission, origin=public_origin(request), allow_urls=True, roles=roles_of(found))
    # Without script the page is loaded again: with the form that the person had, and what they had typed into it.
    shown = submission.spec if request.htmx else read_current_form(request, found.owner).spec
    try:
        rows = submit(whole)
    except SubmissionRefused as error:
        return refuse(request, error.sentence, studio_url(shown, show=str(found.id)))
    if not request.htmx:
        return HttpResponseRedirect(run_url(shown, rows))
    made = wait_for_end(rows, found.owner, person_of(request))
    return add_toast(render(request, "studio/generated.html", generated_context(made)), sentence)
