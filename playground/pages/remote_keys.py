"""People's own keys for the public APIs: entered, tested, removed; a key that was entered is never shown again."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.models import Owner, RemoteKey, Verdict
from playground.accounts.owners import ensure_owner, find_owner
from playground.accounts.remote_keys import (
    InvalidKey,
    KeyUnavailable,
    clean_key,
    find_own_key,
    has_server_key,
    is_readable,
    may_use_server_key,
    read_key,
    remove_key,
    save_key,
)
from playground.catalog.loading import specs
from playground.dialects.base import Dialect
from playground.dialects.registry import get_dialect
from playground.generations.key_test import verify_key
from playground.generations.submission.allowance import describe_left
from playground.pages.busy import person_of

AGAIN = "Nothing was saved, and what you pasted is not shown again: paste it once more."
VERDICTS = {
    Verdict.ACCEPTED: "accepted it",
    Verdict.REFUSED: "refused it",
    Verdict.UNTESTABLE: "has no free way to test it: the first picture will tell",
    Verdict.UNKNOWN: "gave no answer about it",
}


class RemoteKeyForm(forms.Form):
    """A key for one public API. The field is never filled again, whatever was wrong with what was typed."""

    key = forms.CharField(
        max_length=1000,
        error_messages={"required": "Paste a key."},
        widget=forms.PasswordInput(
            render_value=False, attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )
    insist = forms.BooleanField(required=False, label="Keep it although it is refused")
    # Whether the API has refused the key, so that the person may insist.
    is_refused = False

    def __init__(self, dialect: Dialect, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix=dialect.name)
        self.fields["key"].label = f"Key for {dialect.title}"


@dataclass(frozen=True, slots=True)
class ApiSection:
    """One API on the page: its form, the key that is kept for it, and whether this server has one to lend.

    `for_members` says that this server has one, but not for this person.
    """

    dialect: Dialect
    form: RemoteKeyForm
    key: RemoteKey | None
    server: bool
    for_members: bool

    @property
    def is_lost(self) -> bool:
        """Whether there is a key that this server can no longer decrypt."""
        return self.key is not None and not is_readable(self.key)

    @property
    def verdict(self) -> str:
        """What the API said of the key when it was tested, as the end of a sentence."""
        return VERDICTS.get(Verdict(self.key.verdict), "") if self.key else ""


@require_safe
def remote_keys(request: HttpRequest) -> HttpResponse:
    """List the public APIs with the state of one's key for each; the keys are not in it."""
    return _show(request, find_owner(request))


@sensitive_post_parameters()
@require_POST
def save_remote_key(request: HttpRequest, dialect: str) -> HttpResponseBase:
    """Test a key at its API and keep it; one that is refused is kept only where the person insists."""
    spoken = _find_dialect(dialect)
    form = RemoteKeyForm(spoken, request.POST)
    owner = _take(request, spoken, form)
    if owner is None:
        return _show(request, find_owner(request), form, spoken, status=422)
    return _back(spoken)


@sensitive_variables("key")
def _take(request: HttpRequest, dialect: Dialect, form: RemoteKeyForm) -> Owner | None:
    """Keep the key of a form and return whose it is now; None where it is refused, which the form then says."""
    if not form.is_valid():
        return None
    try:
        key = clean_key(form.cleaned_data["key"])
    except InvalidKey as error:
        form.add_error("key", f"{error.sentence} {AGAIN}")
        return None
    told = verify_key(dialect.name, key, person_of(request))
    if told.verdict == "refused" and not form.cleaned_data["insist"]:
        form.is_refused = True
        form.add_error("key", f"{told.sentence} {AGAIN}")
        return None
    owner = ensure_owner(request)
    save_key(owner, dialect.name, key, told.verdict)
    level = messages.WARNING if told.verdict == "refused" else messages.SUCCESS
    messages.add_message(request, level, f"{told.sentence} It is kept, encrypted, and serves your next click.")
    return owner


@require_POST
def test_remote_key(request: HttpRequest, dialect: str) -> HttpResponse:
    """Ask the API once more what it thinks of the key that is kept."""
    spoken = _find_dialect(dialect)
    key = find_own_key(find_owner(request), dialect)
    if key is None:
        raise Http404("There is no key.")
    try:
        told = verify_key(dialect, read_key(key, spoken.title), person_of(request))
    except KeyUnavailable as gone:
        messages.error(request, gone.sentence)
        return _back(spoken)
    key.record_verdict(told.verdict)
    level = messages.ERROR if told.verdict == "refused" else messages.SUCCESS
    messages.add_message(request, level, told.sentence)
    return _back(spoken)


@require_POST
def remove_remote_key(request: HttpRequest, dialect: str) -> HttpResponse:
    """Forget a key, at once and for good."""
    spoken = _find_dialect(dialect)
    owner = find_owner(request)
    if owner is None or not remove_key(owner, dialect):
        raise Http404("There is no key.")
    messages.success(request, f"Your key for {spoken.title} is removed.")
    return _back(spoken)


def _find_dialect(name: str) -> Dialect:
    if name not in {spec.dialect for spec in specs().values()}:
        raise Http404("There is no such API.")
    return get_dialect(name)


def _back(dialect: Dialect) -> HttpResponse:
    response = redirect("remote_keys")
    response["Location"] += f"#{dialect.name}"
    return response


def _show(
    request: HttpRequest,
    owner: Owner | None,
    form: RemoteKeyForm | None = None,
    at: Dialect | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    kept = {key.dialect: key for key in RemoteKey.objects.filter(owner=owner)} if owner else {}
    entries = []
    for name in dict.fromkeys(spec.dialect for spec in specs().values()):
        dialect = get_dialect(name)
        shown = form if form is not None and dialect is at else RemoteKeyForm(dialect)
        may_use = may_use_server_key(owner, name)
        entries.append(ApiSection(dialect, shown, kept.get(name), may_use, has_server_key(name) and not may_use))
    context = {
        "entries": entries,
        "a_day": settings.SERVER_KEYS_A_DAY,
        "left": describe_left(owner) if any(entry.server for entry in entries) else "",
    }
    response = render(request, "keys/remote_keys.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
