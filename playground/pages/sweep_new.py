"""Sets up a new sweep, from the form or from a picture."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_POST

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner, find_owner
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec, Value
from playground.catalog.values import find_unusable
from playground.generations.models import Generation
from playground.logs.context import with_cause
from playground.pages.draft_values import load_draft
from playground.pages.forms import SpecForm
from playground.pages.lookups import find_generation
from playground.pages.messages import GONE
from playground.pages.panel import find_spec, new_token, studio_url
from playground.pages.recipes import stored_params
from playground.pages.requests import HtmxHttpRequest
from playground.pages.sent_form import lead_on
from playground.pages.sweep_setup import AxisForm, Setup
from playground.pages.toasts import refuse
from playground.sweeps.axes import MOST_VALUES
from playground.sweeps.budget import read_budget
from playground.sweeps.errors import SweepRefused
from playground.sweeps.making import NewSweep, make_sweep
from playground.sweeps.models.sweep import LONGEST_NAME

PAGE = "sweep/new.html"
LONGEST_TITLE = 60


@dataclass(frozen=True)
class _Base:
    """What all cells have in common, and the picture that it was taken from."""

    spec: ModelSpec
    params: dict[str, Value]
    parent: Generation | None = None


@require_POST
def sweep_form(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Save the form, and go on to the set-up of a sweep from it."""
    spec = find_spec(dialect, slug, mode)
    return lead_on(request, spec, "new_sweep", "spec", lambda *sent: json.dumps(SpecForm(spec, *sent).coerced[0]))


@require_http_methods(["GET", "HEAD", "POST"])
def new_sweep(request: HtmxHttpRequest) -> HttpResponse:
    """Show the set-up, with what was chosen so far."""
    base = _read_base(request, find_owner(request))
    if base is None:
        return refuse(request, GONE, reverse("sweeps"))
    setup = Setup(find_owner(request), base.spec, base.params)
    return _show(request, base, setup, _read_axes(request, setup, setup.usual()))


@require_POST
def create_sweep(request: HtmxHttpRequest) -> HttpResponse:
    """Make the sweep, and lead to it."""
    base = _read_base(request, find_owner(request))
    if base is None:
        return refuse(request, GONE, reverse("sweeps"))
    setup = Setup(find_owner(request), base.spec, base.params)
    axes = _read_axes(request, setup)
    problems: list[str] = []
    return _make(request, base, setup, axes, problems) or _show(request, base, setup, axes, problems)


def _read_axes(request: HttpRequest, setup: Setup, usual: str = "") -> list[AxisForm]:
    return [setup.read("x", "column", request.POST, usual), setup.read("y", "row", request.POST)]


def _read_base(request: HtmxHttpRequest, owner: Owner | None) -> _Base | None:
    """Return what the page names: a picture, or the form of a model; None if the catalog has lost the model."""
    sent = request.POST if request.method == "POST" else request.GET
    parent = _find_parent(request, sent.get("picture", ""))
    if parent is not None:
        return _Base(parent.spec, stored_params(parent, parent.spec), parent) if parent.spec else None
    known = specs()
    spec = known.get(sent.get("spec", ""), next(iter(known.values())))
    if "base" in sent:
        return _Base(spec, _read_params(spec, sent["base"]))
    return _Base(spec, SpecForm(spec, owner, load_draft(owner, spec) if owner else {}).coerced[0])


def _find_parent(request: HttpRequest, text: str) -> Generation | None:
    try:
        return find_generation(request, UUID(text)) if text else None
    except ValueError:
        return None


def _read_params(spec: ModelSpec, text: str) -> dict[str, Value]:
    """Return the params that the page carries; nothing of what cannot be stored, or is not a parameter."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    known = {parameter.name: parameter for parameter in spec.parameters}
    pairs = read.items() if isinstance(read, dict) else ()
    return {name: value for name, value in pairs if name in known and not find_unusable(known[name], value)}


def _make(
    request: HttpRequest, base: _Base, setup: Setup, axes: list[AxisForm], problems: list[str]
) -> HttpResponse | None:
    """Make the sweep and lead to it, or add what is wrong to the axes and to the problems."""
    made = []
    for form in axes:
        try:
            made.append(setup.make_axis(form))
        except SweepRefused as error:
            form.problem = error.sentence
    if any(form.problem for form in axes):
        return None
    try:
        budget = read_budget(request.POST.get("budget", ""))
        name = request.POST.get("name", "") or _title(setup)
        chosen = [axis for axis in made if axis]
        new = NewSweep(name, base.spec, base.params, chosen, budget, base.parent, _read_token(request))
        return HttpResponseRedirect(make_sweep(ensure_owner(request), new).get_absolute_url())
    except SweepRefused as error:
        problems.append(error.sentence)
    return None


def _read_token(request: HttpRequest) -> str:
    """Return what makes the form that was sent unique: a second click sends the same, a changed form something else."""
    if not request.POST.get("token"):
        return ""
    sent = request.POST.copy()
    sent.pop("csrfmiddlewaretoken", None)
    return sent.urlencode()


def _title(setup: Setup) -> str:
    return Truncator(" ".join(setup.prompt.split())).chars(LONGEST_TITLE) or setup.spec.title


def _show(
    request: HtmxHttpRequest, base: _Base, setup: Setup, axes: list[AxisForm], problems: Sequence[str] = ()
) -> HttpResponse:
    is_wrong = bool(problems) or any(form.problem for form in axes)
    context = {
        "setup": setup,
        "axes": axes,
        "problems": problems,
        "base": json.dumps(base.params),
        "parent": base.parent,
        "studio_url": studio_url(base.spec),
        "name": request.POST.get("name", "") or _title(setup),
        "budget": request.POST.get("budget", ""),
        "longest_name": LONGEST_NAME,
        "most": MOST_VALUES,
        "token": request.POST.get("token") or new_token(),
    }
    template = f"{PAGE}#axes" if request.htmx else PAGE
    response = render(request, template, context, status=422 if is_wrong else 200)
    return with_cause(response, "refused: sweep") if is_wrong else response
