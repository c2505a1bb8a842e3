"""People's own keys for the public APIs: save, test and remove. A saved key is never shown again."""

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
    choose_source,
    clean_key,
    find_own_key,
    has_server_key,
    is_readable,
    is_used,
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
from playground.pages.key_facts import KeyFacts, find_key_facts
from playground.pages.too_busy import person_of

PASTE_AGAIN = "The key was not saved. Paste it again."
WAITS = "Your key is saved, not tested yet. Until a test accepts it, or you choose it, it makes no pictures."
OUTCOMES = {
    Verdict.ACCEPTED: "It is saved and makes your next picture.",
    Verdict.UNTESTABLE: "Your key is saved, not tested yet. Press “Use it anyway” to make pictures with it.",
}
VERDICTS = {
    Verdict.ACCEPTED: "accepted it",
    Verdict.REFUSED: "refused it",
    Verdict.UNTESTABLE: "has no free way to test a key: the first picture will show whether it works",
    Verdict.UNKNOWN: "did not answer the test",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A label, and the class that colours it."""

    text: str
    style: str = ""


LOST = Badge("Enter it again", "badge-danger")
NOT_TESTED = Badge("Saved, not tested yet")
BADGES = {Verdict.ACCEPTED: Badge("Accepted", "badge-accent"), Verdict.REFUSED: Badge("Refused", "badge-danger")}


class RemoteKeyForm(forms.Form):
    """A key for one public API. After an error the field is left empty, so that no page contains a key."""

    key = forms.CharField(
        max_length=1000,
        error_messages={"required": "Paste a key."},
        widget=forms.PasswordInput(
            render_value=False, attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )
    insist = forms.BooleanField(required=False, label="Save it although it was refused")
    # Whether the API has refused the key. Only then the person may insist on saving it.
    is_refused = False

    def __init__(self, dialect: Dialect, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix=dialect.name)
        self.fields["key"].label = f"Key for {dialect.title}"


@dataclass(frozen=True, slots=True)
class ApiSection:
    """One API on the page: its form, the saved key, and whether the person may use a key of this server.

    `serves` means that their own key makes the next picture. `for_members` means that this server has a key, but only
    for people with an account.
    """

    dialect: Dialect
    facts: KeyFacts
    form: RemoteKeyForm
    key: RemoteKey | None
    serves: bool
    server: bool
    for_members: bool

    @property
    def is_lost(self) -> bool:
        """Whether this server can no longer decrypt the saved key."""
        return self.key is not None and not is_readable(self.key)

    @property
    def badge(self) -> Badge | None:
        """The label beside the API's name: what is known of the key, if there is one."""
        if self.key is None:
            return None
        return LOST if self.is_lost else BADGES.get(Verdict(self.key.verdict), NOT_TESTED)

    @property
    def verdict(self) -> str:
        """The result of the last test, as the end of a sentence that begins with the name of the API."""
        return VERDICTS.get(Verdict(self.key.verdict), "") if self.key else ""

    @property
    def was_tested(self) -> bool:
        """Whether there was a test, of which the time is worth saying."""
        return self.key is not None and self.key.verdict != Verdict.UNTESTABLE

    @property
    def waits(self) -> bool:
        """Whether the key makes no pictures until a test accepts it or the person chooses it."""
        return self.key is not None and not self.serves and self.key.verdict != Verdict.ACCEPTED


@require_safe
def remote_keys(request: HttpRequest) -> HttpResponse:
    """List the public APIs with the state of the person's keys, without the keys themselves."""
    return _show(request, find_owner(request))


# Django's reports of errors would otherwise contain the key.
@sensitive_post_parameters()
@require_POST
def save_remote_key(request: HttpRequest, dialect: str) -> HttpResponseBase:
    """Test a key at its API and save it; a refused key is saved only if the person insists."""
    api = _find_dialect(dialect)
    form = RemoteKeyForm(api, request.POST)
    owner = _save_from_form(request, api, form)
    if owner is None:
        return _show(request, find_owner(request), form, api, status=422)
    return _back(api)


@sensitive_variables("key")
def _save_from_form(request: HttpRequest, dialect: Dialect, form: RemoteKeyForm) -> Owner | None:
    """Save the key of a form and return its owner, or add an error to the form and return None."""
    if not form.is_valid():
        return None
    try:
        key = clean_key(form.cleaned_data["key"])
    except InvalidKey as error:
        form.add_error("key", f"{error.sentence} {PASTE_AGAIN}")
        return None
    # Tested before the owner is created, so that a refused key of a visitor leaves nothing behind.
    result = verify_key(dialect.name, key, person_of(request))
    if result.verdict == "refused" and not form.cleaned_data["insist"]:
        form.is_refused = True
        form.add_error("key", f"{result.sentence} {PASTE_AGAIN}")
        return None
    owner = ensure_owner(request)
    save_key(owner, dialect.name, key, result.verdict)
    level = messages.SUCCESS if result.verdict == "accepted" else messages.WARNING
    messages.add_message(request, level, f"{result.sentence} {OUTCOMES.get(Verdict(result.verdict), WAITS)}")
    return owner


@require_POST
def test_remote_key(request: HttpRequest, dialect: str) -> HttpResponse:
    """Test the saved key at its API again."""
    api = _find_dialect(dialect)
    owner, key = _find_key(request, dialect)
    try:
        result = verify_key(dialect, read_key(key, api.title), person_of(request))
    except KeyUnavailable as gone:
        messages.error(request, gone.sentence)
        return _back(api)
    # A key that waited for this test serves from now on. Somebody who chose sketches instead keeps them.
    if result.verdict == "accepted" and key.verdict != Verdict.ACCEPTED:
        choose_source(owner, dialect, "own")
    key.record_verdict(result.verdict)
    level = messages.ERROR if result.verdict == "refused" else messages.SUCCESS
    messages.add_message(request, level, result.sentence)
    return _back(api)


@require_POST
def use_remote_key(request: HttpRequest, dialect: str) -> HttpResponse:
    """Use the saved key for the next picture, whatever the test said."""
    api = _find_dialect(dialect)
    owner, _ = _find_key(request, dialect)
    choose_source(owner, dialect, "own")
    messages.success(request, f"Your key makes your next picture. {api.title} charges its owner.")
    return _back(api)


@require_POST
def remove_remote_key(request: HttpRequest, dialect: str) -> HttpResponse:
    api = _find_dialect(dialect)
    owner = find_owner(request)
    if owner is None or not remove_key(owner, dialect):
        raise Http404("There is no key.")
    messages.success(request, f"Removed your key for {api.title}.")
    return _back(api)


def _find_key(request: HttpRequest, dialect: str) -> tuple[Owner, RemoteKey]:
    owner = find_owner(request)
    key = find_own_key(owner, dialect)
    if owner is None or key is None:
        raise Http404("There is no key.")
    return owner, key


def _find_dialect(name: str) -> Dialect:
    # A dialect without a model has no section on the page, so its key would never be shown or used.
    if name not in {spec.dialect for spec in specs().values()}:
        raise Http404("There is no such API.")
    return get_dialect(name)


def _back(dialect: Dialect) -> HttpResponse:
    response = redirect("remote_keys")
    # The page has one section per API, and the person should see the result in the one that they used.
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
        entries.append(
            ApiSection(
                dialect=dialect,
                facts=find_key_facts(name),
                form=shown,
                key=kept.get(name),
                serves=is_used(owner, name),
                server=may_use,
                for_members=has_server_key(name) and not may_use,
            )
        )
    context = {
        "entries": entries,
        "a_day": settings.SERVER_KEYS_A_DAY,
        "left": describe_left(owner) if any(entry.server for entry in entries) else "",
    }
    response = render(request, "keys/remote_keys.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
