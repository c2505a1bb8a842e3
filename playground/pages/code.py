"""The code panel: for the form while a person types, and for past generations."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.own_servers import is_own_server
from playground.accounts.owners import find_owner
from playground.catalog.spec import ModelSpec
from playground.pages.draft_values import posted_values
from playground.pages.forms import SpecForm
from playground.pages.lookups import find_generation
from playground.pages.panel import find_spec
from playground.pages.quoting import quote_form, read_source
from playground.pages.snippet import generation_code_context, size_context, snippet_context


@require_POST
def form_code(request: HttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Print the current form as code, with what else follows from it.

    This only reads, so it may be called with every keystroke.
    """
    form = _read_form(request, find_spec(dialect, slug, mode))
    return render(request, "studio/code.html", snippet_context(request, form) | _find_facts(request, form))


@require_POST
def form_facts(request: HttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Show what follows from the current form besides the code, for a page whose code panel is closed."""
    form = _read_form(request, find_spec(dialect, slug, mode))
    return render(request, "studio/facts.html", _find_facts(request, form))


def _read_form(request: HttpRequest, spec: ModelSpec) -> SpecForm:
    pictures = spec.by_role("picture")
    # Needed only for pictures and own servers: finding the owner takes as long as everything else together.
    needs_owner = is_own_server(spec.dialect) or (pictures is not None and request.POST.get(pictures.name))
    owner = find_owner(request) if needs_owner else None
    return SpecForm(spec, owner, posted_values(request, spec))


def _find_facts(request: HttpRequest, form: SpecForm) -> dict[str, object]:
    """Return the size, the price and the remarks, and the sizes of the shapes if they have changed."""
    context: dict[str, object] = size_context(form) | {"remarks": form.remarks}
    context["quote"] = quote_form(form, read_source(request))
    if request.POST.get("shown_area", form.chosen_area) != form.chosen_area:
        context["shape_sizes"] = form.shape_sizes()
    return context


@require_safe
def generation_code(request: HttpRequest, id: UUID) -> HttpResponse:
    """Print the request of a past generation; `seed=none` omits its seed."""
    generation = find_generation(request, id)
    context = generation_code_context(request, generation)
    if context["snippet"] is None:
        raise Http404("This model is no longer available.")
    return render(request, "generation/_code.html", context)
