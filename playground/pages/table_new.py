"""Makes a table of requests from a file or a text: columns are parameters, each line is a request."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.models import Owner
from playground.accounts.owners import ensure_owner, find_owner
from playground.catalog.coercion import coerce_form
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.catalog.tables import MOST_BYTES, MOST_ROWS, Problem, TableRefused, decode_table, read_table
from playground.dialects.registry import get_dialect
from playground.generations.submission.allowance import count_noun
from playground.logs.context import with_cause
from playground.pages.draft_values import latest_spec, load_draft, posted_values, read_page_state, save_values
from playground.pages.field_text import as_text
from playground.pages.panel import find_spec, new_token
from playground.pages.posted_files import store_files
from playground.pages.requests import HtmxHttpRequest
from playground.pages.too_busy import person_of
from playground.sweeps.errors import SweepRefused
from playground.sweeps.models.sweep import LONGEST_NAME
from playground.sweeps.tables import NewTable, make_table
from playground.work_limits import WorkLimit

PAGE = "table/new.html"
# So many of the problems are listed; the others are counted.
MOST_LISTED = 100
# A longer table is not shown again in the box: its file is chosen again.
MOST_SHOWN = 200_000
NO_TABLE = "Choose a file, or paste a table."
# To check the largest table takes a processor for some seconds.
READINGS = WorkLimit(working=2, waiting=4, per_owner=2, per_address=4, one_per_owner=True)


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was sent, and what is wrong with it: with the whole in `refused`, and with its lines in `problems`."""

    spec: ModelSpec
    text: str = ""
    name: str = ""
    refused: str = ""
    problems: Sequence[Problem] = ()
    good: int = 0


@require_POST
def table_form(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Save the form, whose settings hold for every line, and go on to the page that takes the table."""
    # The person is determined before a new guest gets an owner; see `person_of`.
    person = person_of(request)
    spec = find_spec(dialect, slug, mode)
    owner = ensure_owner(request)
    values = posted_values(request, spec)
    store_files(request, owner, spec, values, person)
    save_values(owner, spec, values, read_page_state(request))
    address = f"{reverse('new_table')}?{urlencode({'for': spec.id})}"
    if request.htmx:
        # A page of its own, which htmx is not to put into this one.
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


@require_safe
def new_table(request: HttpRequest) -> HttpResponse:
    """Ask for a table."""
    return _show(request, _Typed(_choose_spec(request, find_owner(request))))


@require_POST
def make_table_here(request: HttpRequest) -> HttpResponse:
    """Check the table, and make it if nothing is wrong or if wrong lines are to be left out."""
    person = person_of(request)
    owner = ensure_owner(request)
    typed = _Typed(_choose_spec(request, owner), name=request.POST.get("name", ""))
    try:
        text, name = _read_posted(request)
        typed = _Typed(typed.spec, text, typed.name or name)
        with READINGS.take(person):
            return _make(request, owner, typed)
    except (TableRefused, SweepRefused) as error:
        return _show(request, _Typed(typed.spec, typed.text, typed.name, refused=error.sentence), status=422)


def _choose_spec(request: HttpRequest, owner: Owner | None) -> ModelSpec:
    asked = request.POST.get("spec") or request.GET.get("for", "")
    return specs().get(asked) or latest_spec(owner)


def _read_posted(request: HttpRequest) -> tuple[str, str]:
    """Return the text of the table and a name for it: those of the file, if one was chosen."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile) and file.size:
        stem = (file.name or "").rpartition(".")[0] or file.name or ""
        return decode_table(file.read(MOST_BYTES + 1)), stem
    text = request.POST.get("table", "")
    if not text.strip():
        raise TableRefused(NO_TABLE)
    if "\0" in text:
        raise TableRefused("The table has a character that is not text. Remove it.")
    return text, ""


def _make(request: HttpRequest, owner: Owner, typed: _Typed) -> HttpResponse:
    base = load_draft(owner, typed.spec)
    table = read_table(typed.spec, typed.text, base)
    good = [row.params for row in table.rows if not row.problems]
    if table.problems and not (good and "leave_out" in request.POST):
        shown = _Typed(typed.spec, typed.text, typed.name, problems=table.problems, good=len(good))
        return _show(request, shown, status=422)
    token = request.POST.get("token", "")
    made = make_table(owner, NewTable(typed.name.strip() or _name(good), typed.spec, good, token or new_token()))
    return HttpResponseRedirect(made.get_absolute_url())


def _name(lines: Sequence[object]) -> str:
    return f"Table of {count_noun(len(lines), 'line')}"


def _show(request: HttpRequest, typed: _Typed, status: int = 200) -> HttpResponse:
    spec = typed.spec
    names = [one.name for one in spec.form_parameters if one.kind not in ("image", "images")]
    wrong = len({problem.line for problem in typed.problems})
    context = {
        "spec": spec,
        "apis": _group_specs(),
        "typed": typed,
        "text": typed.text if len(typed.text) <= MOST_SHOWN else "",
        "is_long": len(typed.text) > MOST_SHOWN,
        "listed": typed.problems[:MOST_LISTED],
        "more": max(0, len(typed.problems) - MOST_LISTED),
        "wrong": wrong,
        "names": names,
        "kept": _list_kept(find_owner(request), spec),
        "longest_name": LONGEST_NAME,
        "most_rows": MOST_ROWS,
        "most_megabytes": MOST_BYTES // 2**20,
        "token": request.POST.get("token") or new_token(),
    }
    response = render(request, PAGE, context, status=status)
    return with_cause(response, "refused: table") if status != 200 else response


def _group_specs() -> dict[str, list[ModelSpec]]:
    found: dict[str, list[ModelSpec]] = {}
    for spec in specs().values():
        found.setdefault(get_dialect(spec.dialect).title, []).append(spec)
    return found


def _list_kept(owner: Owner | None, spec: ModelSpec) -> list[str]:
    """Return what comes from the form where the table has no column for it, such as `guidance 4`."""
    params, _ = coerce_form(spec, load_draft(owner, spec))
    prompt = spec.by_role("prompt")
    kept = []
    for name, value in params.items():
        parameter = spec.get(name)
        if parameter is None or parameter == prompt:
            continue
        shown = count_noun(len(value), "picture") if isinstance(value, list) else as_text(value)
        kept.append(parameter.title if parameter.kind == "image" else f"{parameter.title.lower()} {shown}")
    return kept
