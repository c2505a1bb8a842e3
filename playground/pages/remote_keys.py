"""People's own keys for the public APIs, and their own servers: save, test and remove. A key is never shown again."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from playground.accounts.models import Owner, RemoteKey, Verdict
from playground.accounts.own_servers import allows_own_servers, find_own_server_dialect, has_same_origin
from playground.accounts.owners import ensure_owner, find_owner
from playground.accounts.remote_keys import (
    KeyUnavailable,
    choose_source,
    find_own_key,
    has_server_key,
    is_readable,
    is_used,
    may_use_server_key,
    read_kept_key,
    read_key,
    remove_key,
    save_key,
)
from playground.catalog.loading import specs
from playground.catalog.narrowing import Offers, read_offers, write_offers
from playground.dialects.base import Dialect
from playground.dialects.registry import get_dialect
from playground.generations.key_test import verify_key
from playground.generations.submission.allowance import describe_left
from playground.pages.deletable import find_deletable, remember_deletion
from playground.pages.key_facts import KeyFacts, find_key_facts
from playground.pages.key_forms import Entered, RemoteKeyForm, make_key_form
from playground.pages.key_words import KeyWords, words_for
from playground.pages.too_busy import person_of


@dataclass(frozen=True, slots=True)
class Badge:
    """A label, and the class that colours it."""

    text: str
    style: str = ""


KEY_REMOVED = "The key that you saved was for the old address, so it was removed. Enter it again if it is for this one."
LOST = Badge("Enter it again", "badge-danger")
NOT_TESTED = Badge("Saved, not tested yet")
BADGES = {Verdict.ACCEPTED: Badge("Accepted", "badge-accent"), Verdict.REFUSED: Badge("Refused", "badge-danger")}


@dataclass(frozen=True, slots=True)
class ApiSection:
    """One API on the page: its form, the saved key, and whether the person may use a key of this server.

    `serves` means that their own key makes the next picture. `for_members` means that this server has a key, but only
    for people with an account. `may_enter` says whether people may enter what the form asks for.
    """

    dialect: Dialect
    facts: KeyFacts
    form: RemoteKeyForm
    key: RemoteKey | None
    serves: bool
    server: bool
    for_members: bool
    may_enter: bool

    @property
    def words(self) -> KeyWords:
        """What the page says of this kind of entry."""
        return words_for(is_own_server=self.is_own_server)

    @property
    def is_own_server(self) -> bool:
        return self.dialect.policy.is_own_server

    @property
    def model(self) -> str:
        """What the person's own server has loaded, or ""."""
        return read_offers(self.key.offers).model if self.key else ""

    @property
    def is_lost(self) -> bool:
        """Whether this server can no longer decrypt the saved key."""
        return self.key is not None and not is_readable(self.key)

    @property
    def badge(self) -> Badge | None:
        """The label beside the API's name: what is known of the key, if there is one."""
        if self.key is None or not self.may_enter:
            return None
        return LOST if self.is_lost else BADGES.get(Verdict(self.key.verdict), NOT_TESTED)

    @property
    def verdict(self) -> str:
        """The result of the last test, as the end of a sentence that begins with the name of the API."""
        return self.words.verdicts.get(Verdict(self.key.verdict), "") if self.key else ""

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
    if not _may_enter(api):
        raise Http404("This playground uses no servers of people's own.")
    form = make_key_form(api, request.POST)
    owner = _save_from_form(request, api, form)
    if owner is None:
        return _show(request, find_owner(request), form, api, status=422)
    return _back(api)


@sensitive_variables("entered")
def _save_from_form(request: HttpRequest, dialect: Dialect, form: RemoteKeyForm) -> Owner | None:
    """Save the key of a form and return its owner, or add an error to the form and return None."""
    entered = form.read()
    if entered is None:
        return None
    entered, removed = _keep_key(entered, find_own_key(find_owner(request), dialect.name))
    # Tested before the owner is created, so that a refused key of a visitor leaves nothing behind.
    result = verify_key(dialect.name, entered.key, person_of(request), address=entered.address)
    if result.verdict == "refused" and not form.cleaned_data["insist"]:
        form.is_refused = True
        form.refuse(form.main_field, result.sentence)
        return None
    owner, words = ensure_owner(request), form.words
    offers = _as_json(result.offers)
    save_key(owner, dialect.name, entered.key, result.verdict, address=entered.address, offers=offers)
    level = messages.SUCCESS if result.verdict == "accepted" else messages.WARNING
    said = (result.sentence, words.outcomes.get(Verdict(result.verdict), words.waits), removed)
    messages.add_message(request, level, " ".join(filter(None, said)))
    return owner


@sensitive_variables("entered", "key")
def _keep_key(entered: Entered, saved: RemoteKey | None) -> tuple[Entered, str]:
    """Return the entry with the saved key if it has none of its own, and a sentence if that one is removed instead.

    A page never contains a key, so the field is empty for a person who only corrects the address. No other host gets
    the key.
    """
    key = read_kept_key(saved) if saved and entered.address and not entered.key else ""
    if not key or saved is None:
        return entered, ""
    if has_same_origin(saved.address, entered.address):
        return replace(entered, key=key), ""
    return entered, KEY_REMOVED


def _as_json(offers: Offers | None) -> dict[str, object] | None:
    return None if offers is None else write_offers(offers)


@require_POST
def test_remote_key(request: HttpRequest, dialect: str) -> HttpResponse:
    """Test the saved key at its API again, or read again what the person's own server offers."""
    api = _find_dialect(dialect)
    owner, key = _find_key(request, dialect)
    try:
        result = verify_key(dialect, read_key(key, api.title), person_of(request), address=key.address)
    except KeyUnavailable as gone:
        messages.error(request, gone.sentence)
        return _back(api)
    # A key that waited for this test serves from now on. Somebody who chose sketches instead keeps them.
    if result.verdict == "accepted" and key.verdict != Verdict.ACCEPTED:
        choose_source(owner, dialect, "own")
    key.record_verdict(result.verdict, _as_json(result.offers))
    level = messages.ERROR if result.verdict == "refused" else messages.SUCCESS
    messages.add_message(request, level, result.sentence)
    return _back(api)


@require_POST
def use_remote_key(request: HttpRequest, dialect: str) -> HttpResponse:
    """Use the saved key for the next picture, whatever the test said."""
    api = _find_dialect(dialect)
    owner, _ = _find_key(request, dialect)
    choose_source(owner, dialect, "own")
    messages.success(request, _words(api).used.format(title=api.title))
    return _back(api)


@require_POST
def remove_remote_key(request: HttpRequest, dialect: str) -> HttpResponse:
    api = _find_dialect(dialect)
    # Without the key itself, which must not be remembered.
    found = find_deletable(request, RemoteKey.objects.only("owner"), dialect=dialect)
    remember_deletion(found, dialect=dialect)
    remove_key(found.owner, dialect)
    messages.success(request, _words(api).removed.format(title=api.title))
    return _back(api)


def _words(dialect: Dialect) -> KeyWords:
    return words_for(is_own_server=dialect.policy.is_own_server)


def _may_enter(dialect: Dialect) -> bool:
    return allows_own_servers() or not dialect.policy.is_own_server


def _find_key(request: HttpRequest, dialect: str) -> tuple[Owner, RemoteKey]:
    owner = find_owner(request)
    key = find_own_key(owner, dialect)
    if owner is None or key is None or not _may_enter(get_dialect(dialect)):
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
        dialect, key = get_dialect(name), kept.get(name)
        # Where nobody may enter a server, the section shows one that this playground has, and removes one that was
        # entered before.
        if not _may_enter(dialect) and not has_server_key(name) and key is None:
            continue
        blank = make_key_form(dialect, address=key.address if key else "")
        may_use = may_use_server_key(owner, name)
        entries.append(
            ApiSection(
                dialect=dialect,
                facts=find_key_facts(name),
                form=form if form is not None and dialect is at else blank,
                key=key,
                serves=is_used(owner, name),
                server=may_use,
                for_members=has_server_key(name) and not may_use,
                may_enter=_may_enter(dialect),
            )
        )
    context = {
        "entries": entries,
        "a_day": settings.SERVER_KEYS_A_DAY,
        "own_server": find_own_server_dialect(),
        "left": describe_left(owner) if any(entry.server for entry in entries) else "",
    }
    response = render(request, "keys/remote_keys.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
