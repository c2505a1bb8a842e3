"""The keys of this server's API: list, create, rename and revoke. A key is shown only once, when it is created."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from playground.accounts.api_keys import create_key
from playground.accounts.models import ApiKey, Owner
from playground.accounts.owners import ensure_owner, find_owner, lock_owners
from playground.pages.deletable import find_deletable
from playground.pages.requests import HtmxHttpRequest
from playground.pages.snippet import KEY_VARIABLE

# Nobody can tell more keys than this apart.
MAX_KEYS = 50
TOO_MANY = f"You have {MAX_KEYS} keys, which is the maximum. Revoke one that you no longer need."


class KeyForm(forms.Form):
    """The name of a key, which reminds its owner where it is used."""

    name = forms.CharField(max_length=60, required=False, label="Name", widget=forms.TextInput(attrs={"dir": "auto"}))


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key in the list, with the form that renames it."""

    key: ApiKey
    form: KeyForm


@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponseBase:
    """List the owner's keys; POST creates one and shows it once."""
    if request.method == "POST":
        return _create(request)
    return _show(request, find_owner(request), KeyForm(auto_id="new_%s"))


@require_POST
def create_key_here(request: HtmxHttpRequest) -> HttpResponse:
    """Create a key from the code panel with one click, and show how to pass it to the code."""
    # Without JavaScript the page of keys shows the new key.
    if not request.htmx:
        return _create(request)
    owner = ensure_owner(request)
    raw = _create_unless_full(owner, "from the code panel")
    if raw is None:
        return HttpResponse(TOO_MANY, status=422, content_type="text/plain; charset=utf-8")
    return render(request, "keys/_made.html", {"raw": raw, "key_variable": KEY_VARIABLE})


@require_POST
def rename_key(request: HttpRequest, id: UUID) -> HttpResponse:
    """Rename a key; a name that is too long is shortened."""
    key = _find(request, id)
    key.rename(request.POST.get("name", "").strip()[:60])
    # The message names the key by its first characters, never the whole key, which is not stored.
    messages.success(
        request, f"Renamed the key {key} to {key.name}." if key.name else f"Removed the name of the key {key}."
    )
    return redirect("keys")


@require_POST
def revoke_key(request: HttpRequest, id: UUID) -> HttpResponse:
    key = find_deletable(request, ApiKey.objects.all(), pk=id)
    key.revoke()
    messages.success(request, f"Revoked the key {key}. Programs that still use it get status 401.")
    return redirect("keys")


def _create(request: HttpRequest) -> HttpResponse:
    owner = ensure_owner(request)
    form = KeyForm(request.POST, auto_id="new_%s")
    raw = _create_unless_full(owner, form.cleaned_data["name"]) if form.is_valid() else None
    if form.is_valid() and raw is None:
        form.add_error(None, TOO_MANY)
    if raw is None:
        return _show(request, owner, form, status=422)
    return _show(request, owner, KeyForm(auto_id="new_%s"), raw=raw)


def _create_unless_full(owner: Owner, name: str) -> str | None:
    """Return a new raw key, or None if the owner has as many keys as they may."""
    with transaction.atomic():
        # Without the lock, several requests at the same time could all count the same keys and pass the limit.
        lock_owners(owner)
        if ApiKey.objects.visible_to(owner).count() >= MAX_KEYS:
            return None
        return create_key(owner, name)[1]


def _show(
    request: HttpRequest, owner: Owner | None, form: KeyForm, *, raw: str = "", status: int = 200
) -> HttpResponse:
    found = ApiKey.objects.visible_to(owner).order_by("-created", "-id")
    entries = [ListedKey(key, KeyForm(initial={"name": key.name}, auto_id=f"key_{key.id}_%s")) for key in found]
    response = render(request, "keys/keys.html", {"entries": entries, "form": form, "raw": raw}, status=status)
    # The page may contain a key, so it must not be cached.
    response["Cache-Control"] = "no-store"
    return response


def _find(request: HttpRequest, id: UUID) -> ApiKey:
    return get_object_or_404(ApiKey.objects.visible_to(find_owner(request)), id=id)
