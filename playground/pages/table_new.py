"""Makes a table of requests from a file or a text: columns are parameters, each line is a request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
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
from playground.pages.draft_values import latest_spec, load_draft, read_values
from playground.pages.field_text import say_value
from playground.pages.panel import find_spec, new_token
from playground.pages.requests import HtmxHttpRequest
from playground.pages.sent_form import lead_on
from playground.pages.too_busy import person_of
from playground.sweeps.errors import SweepRefused
from playground.sweeps.models.sweep import LONGEST_NAME
from playground.sweeps.tables import NewTable, make_table
from playground.work_limits import WorkLimit

PAGE = "table/new.html"
# At most this many problems are listed; the others are counted.
MOST_LISTED = 100
# The text of a longer file is not shown in the box: the file is chosen again. What was pasted is always shown.
MOST_SHOWN = 200_000
NO_TABLE = "Choose a file, or paste a table."
# To check the largest table takes a processor for some seconds.
READINGS = WorkLimit(working=2, waiting=4, per_owner=2, per_address=4, one_per_owner=True)


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was sent, and what is wrong with it: with the whole in `refused`, and with its lines in `problems`."""

    spec: ModelSpec
    base: Mapping[str, Sequence[str]]
    text: str = ""
    name: str = ""
    is_of_file: bool = False
    refused: str = ""
    problems: Sequence[Problem] = ()
    good: int = 0


@require_POST
def table_form(request: HtmxHttpRequest, dialect: str, slug: str, mode: str) -> HttpResponse:
    """Save the form, whose settings hold for every line, and go on to the page that takes the table."""
    return lead_on(request, find_spec(dialect, slug, mode), "new_table", "for", lambda _, values: _write_base(values))


@require_safe
def new_table(request: HttpRequest) -> HttpResponse:
    """Ask for a table."""
    return _show(request, _begin(request, find_owner(request)))


@require_POST
def make_table_here(request: HttpRequest) -> HttpResponse:
    """Check the table, and make it if nothing is wrong or if wrong lines are to be left out."""
    person = person_of(request)
    owner = ensure_owner(request)
    typed = _begin(request, owner)
    try:
        typed = _read_posted(request, typed)
        with READINGS.take(person):
            return _make(request, owner, typed)
    except (TableRefused, SweepRefused) as error:
        return _show(request, replace(typed, refused=error.sentence), status=422)


def _begin(request: HttpRequest, owner: Owner | None) -> _Typed:
    """Return what was sent beside the table: the model, the settings of its form, and the name."""
    sent = request.POST if request.method == "POST" else request.GET
    spec = specs().get(sent.get("spec") or sent.get("for", "")) or latest_spec(owner)
    # The page carries the settings that it shows, since another tab may change the draft. Another model has its own.
    is_carried = "base" in sent and sent.get("base_of", spec.id) == spec.id
    values = read_values(QueryDict(sent["base"]), spec) if is_carried else load_draft(owner, spec)
    known = {one.name for one in spec.parameters} - {prompt.name if (prompt := spec.by_role("prompt")) else ""}
    base = {name: texts for name, texts in values.items() if name in known}
    shown = request.POST.get("table", "").replace("\0", "\ufffd")
    return _Typed(spec, base, shown, request.POST.get("name", ""))


def _write_base(values: Mapping[str, Sequence[str]]) -> str:
    return urlencode(values, doseq=True)


def _read_posted(request: HttpRequest, typed: _Typed) -> _Typed:
    """Return what was sent with the text of the table and a name for it: those of the file, if one was chosen."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile) and file.size:
        stem = (file.name or "").rpartition(".")[0] or file.name or ""
        text = decode_table(file.read(MOST_BYTES + 1))
        return replace(typed, text=text, name=typed.name or stem, is_of_file=True)
    text = request.POST.get("table", "")
    if not text.strip():
        raise TableRefused(NO_TABLE)
    if "\0" in text:
        raise TableRefused("The table has a character that is not text. Remove it.")
    return typed


def _make(request: HttpRequest, owner: Owner, typed: _Typed) -> HttpResponse:
    table = read_table(typed.spec, typed.text, typed.base)
    good = [row.params for row in table.rows if not row.problems]
    if table.problems and not (good and "leave_out" in request.POST):
        return _show(request, replace(typed, problems=table.problems, good=len(good)), status=422)
    token = request.POST.get("token", "")
    made = make_table(owner, NewTable(typed.name.strip() or _name(good), typed.spec, good, token or new_token()))
    return HttpResponseRedirect(made.get_absolute_url())


def _name(lines: Sequence[object]) -> str:
    return f"Table of {count_noun(len(lines), 'line')}"


def _show(request: HttpRequest, typed: _Typed, status: int = 200) -> HttpResponse:
    spec = typed.spec
    names = [one.name for one in spec.form_parameters if one.kind not in ("image", "images")]
    wrong = len({problem.line for problem in typed.problems})
    is_long = typed.is_of_file and len(typed.text) > MOST_SHOWN
    context = {
        "spec": spec,
        "apis": _group_specs(),
        "typed": typed,
        "base": _write_base(typed.base),
        "text": "" if is_long else typed.text,
        "is_long": is_long,
        "listed": typed.problems[:MOST_LISTED],
        "more": max(0, len(typed.problems) - MOST_LISTED),
        "wrong": wrong,
        "names": names,
        "kept": _list_kept(spec, typed.base),
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


def _list_kept(spec: ModelSpec, base: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what comes from the form where the table has no column for it, such as `guidance 4`."""
    params, _ = coerce_form(spec, base)
    prompt = spec.by_role("prompt")
    kept = []
    for name, value in params.items():
        parameter = spec.get(name)
        if parameter is None or parameter == prompt:
            continue
        shown = count_noun(len(value), "picture") if isinstance(value, list) else say_value(value)
        kept.append(parameter.title if parameter.kind == "image" else f"{parameter.title.lower()} {shown}")
    return kept
