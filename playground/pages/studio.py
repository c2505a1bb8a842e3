"""The studio page: choose a model, fill in its form, generate."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from playground.accounts.first_visits import has_visited
from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner, find_owner
from playground.accounts.public_origin import public_origin
from playground.catalog.spec import ModelSpec
from playground.errors import SubmissionRefused
from playground.generations.models import Generation
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.generations.submission.repeats import LONGEST_TOKEN
from playground.generations.submission.submit import Submission, submit
from playground.logs.context import with_cause
from playground.pages import form_lineage
from playground.pages.cards import make_cards
from playground.pages.code_drawer import read_drawer
from playground.pages.draft_values import (
    KEY_HIDDEN,
    find_draft,
    has_hidden_key,
    latest_spec,
    posted_values,
    read_page_state,
    save_values,
)
from playground.pages.engine_choices import find_engines
from playground.pages.first_page import read_sheet
from playground.pages.first_wait import wait_for_end
from playground.pages.forms import SpecForm
from playground.pages.listing import (
    CARD,
    FRAME,
    SUMMARY,
    HistoryPage,
    Stage,
    generated_context,
    load_page,
    make_stage,
)
from playground.pages.panel import find_spec, panel_context, run_url
from playground.pages.posted_files import store_files
from playground.pages.prompt_expansion import is_confirmed
from playground.pages.quoting import quote_form
from playground.pages.reference_roles import read_roles
from playground.pages.requests import HtmxHttpRequest
from playground.pages.shared_stage import show_shared
from playground.pages.toasts import add_toast
from playground.pages.too_busy import person_of

# As many generations as one click makes: alternatives make the most.
MOST_IN_RUN = 100


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Show the studio of the most recently used spec, or of the first spec in the catalog."""
    # A redirect would cost a phone a sixth of a second on its first visit.
    return _show_studio(request, latest_spec(find_owner(request)))


@require_http_methods(["GET", "HEAD", "POST"])
def studio(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponseBase:
    """Show the form of a spec with the stage, the filmstrip and the code panel; POST generates."""
    spec = find_spec(dialect, slug, mode)
    if request.method == "POST":
        return _generate(request, spec)
    return _show_studio(request, spec)


def _show_studio(request: HttpRequest, spec: ModelSpec) -> HttpResponse:
    owner = find_owner(request)
    draft = find_draft(owner, spec)
    form = SpecForm(spec, owner, draft.values if draft else {})
    is_first = not has_visited(request)
    context = _page_context(request, form) | {
        "draft_version": draft.version if draft else 0,
        "sheet": read_sheet() if is_first else "",
    }
    response = render(request, "studio/studio.html", context)
    if is_first:
        # All other pages cut themselves off from the window that opened them, for which browsers start another process.
        # That is a sixth of the wait for this one, and a newcomer has nothing to hide from that window.
        response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def _page_context(request: HttpRequest, form: SpecForm) -> dict[str, object]:
    page = load_page(form.owner, request)
    return panel_context(request, form) | {
        "page": page,
        "stage": _on_stage(request, form.owner, page),
        "drawer": read_drawer(request),
        "active": page.active,
    }


def _on_stage(request: HttpRequest, owner: Owner | None, page: HistoryPage) -> Stage:
    """Return the cards of the newest batch, or of what the query names: a generation, a run or a share link."""
    shared = show_shared(request.GET["shared"]) if "shared" in request.GET else None
    if shared is not None:
        return shared
    asked, run = request.GET.get("show", ""), request.GET.get("run", "")
    if not (asked or run):
        # The page of the filmstrip has these rows already: a batch has fewer rows than a page, so none is cut off.
        newest = [row for row in page.rows if row.batch == page.rows[0].batch][::-1]
        page.load((page.rows, FRAME), (page.rows, SUMMARY), (newest, CARD))
        return page.stage(newest)
    visible = Generation.objects.visible_to(owner)
    try:
        shown = _in_run(visible, UUID(run)) if run else visible.filter(id=UUID(asked))
    except ValueError:
        shown = visible.none()
    return make_stage(make_cards(shown))


def _in_run(visible: GenerationQuerySet, batch: UUID) -> GenerationQuerySet:
    # In two queries: with a condition on owner and batch, SQLite would read all rows of the owner.
    ids = list(Generation.objects.filter(batch=batch).values_list("id", flat=True)[:MOST_IN_RUN])
    return visible.filter(id__in=ids).order_by("variant")


def _generate(request: HtmxHttpRequest, spec: ModelSpec) -> HttpResponseBase:
    # The person is determined before a new guest gets an owner; see `person_of`.
    person = person_of(request)
    owner = ensure_owner(request)
    values = posted_values(request, spec)
    refused = store_files(request, owner, spec, values, person)
    # The draft is saved even if the form is refused, so that a reload does not lose what was typed. It is not saved if
    # another tab has changed it since: these values are still on the page, which will say so.
    save_values(owner, spec, values, read_page_state(request))
    form = SpecForm(spec, owner, values, bound=True)
    for issue in refused:
        form.add_error(issue.field, issue.message)
    # The prompts that alternatives make are seen before anything is sent.
    asked = _ask(request, form) if form.is_valid() else ""
    rows = [] if asked else _submit(request, owner, form)
    is_hidden = has_hidden_key(request.POST, spec, values)
    if not rows:
        response = _show_errors(request, form, [asked] if asked else [])
        return add_toast(response, KEY_HIDDEN) if is_hidden and request.htmx else response
    # What the person changes and generates next is not made from it any more.
    filled_from = values.pop(form_lineage.FIELD, None)
    if filled_from:
        save_values(owner, spec, values, read_page_state(request))
    if not request.htmx:
        if is_hidden:
            messages.info(request, KEY_HIDDEN)
        return redirect(run_url(spec, rows))
    context = generated_context(wait_for_end(rows, owner, person)) | {"forget_origin": bool(filled_from)}
    response = render(request, "studio/generated.html", context)
    return add_toast(response, KEY_HIDDEN) if is_hidden else response


def _ask(request: HttpRequest, form: SpecForm) -> str:
    """Return what is said to somebody who has not seen the prompts or what they cost, or ""."""
    if not form.expansion.has_alternatives:
        return ""
    # As it is now, whatever the page named: the engine may have been chosen in another tab.
    price = quote_form(form, find_engines(form.owner, form.spec.dialect).source)
    return "" if is_confirmed(form.expansion, price, request.POST) else form.expansion.ask(price)


def _submit(request: HttpRequest, owner: Owner, form: SpecForm) -> list[Generation]:
    """Return the new rows, or add an error to the form and return an empty list."""
    if not form.is_valid():
        return []
    expansion = form.expansion
    submission = Submission(
        owner=owner,
        spec=form.spec,
        params=expansion.write(form.params),
        each=expansion.write_each(form.params) if expansion.has_alternatives else (),
        alternatives=expansion.labels() if expansion.has_alternatives else (),
        variants=form.variants,
        # Without NUL and cut to the length of the column, because PostgreSQL refuses more, which SQLite stores.
        token=request.POST.get("token", "").replace("\0", "")[:LONGEST_TOKEN],
        origin=public_origin(request),
        lineage=form_lineage.find_lineage(form),
        roles=read_roles(form.values),
    )
    try:
        return submit(submission)
    except SubmissionRefused as error:
        form.add_error(error.field or None, error.sentence)
    return []


def _show_errors(request: HtmxHttpRequest, form: SpecForm, notices: list[str]) -> HttpResponse:
    more = {"notices": notices, "is_asked": bool(notices)}
    if not request.htmx:
        response = render(request, "studio/studio.html", _page_context(request, form) | more, status=422)
        return with_cause(response, _name_errors(form))
    context = panel_context(request, form) | more
    if state := read_page_state(request):
        # The page has not seen what another tab may have saved meanwhile.
        context["draft_version"] = state.version
    response = render(request, "studio/_panel.html", context, status=422)
    # On success the response goes to the stage; errors belong to the form.
    response["HX-Retarget"] = "#panel"
    response["HX-Reswap"] = "outerHTML"
    return with_cause(response, _name_errors(form))


def _name_errors(form: SpecForm) -> str:
    """Return the names of the fields with errors for the log; the messages may repeat what the person typed."""
    if not form.errors:
        return "asked: alternatives"
    return f"refused: {', '.join(name if name != NON_FIELD_ERRORS else 'the form' for name in form.errors)}"
