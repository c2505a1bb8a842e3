"""Visits the administration as staff and others, in a process in which it is switched on."""

import re
from io import StringIO
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings

from playground.accounts.api_keys import create_key
from playground.accounts.membership import confirm_address
from playground.accounts.models import ApiKey, Owner, User
from playground.generations.models import Generation, Share
from playground.prices.caps import OWN, SERVER, find_cap
from tests.cast import EDIT, Person
from tests.conftest import list_files, sign_in

INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son[a-z]+=|<style", re.IGNORECASE)


def look() -> dict[str, Any]:
    """Return what each of the pages and actions does."""
    call_command("createsuperuser", email="root@example.com", interactive=False)
    root = User.objects.get(email="root@example.com")
    confirm_address(root)
    staff = Client()
    staff.force_login(root, "playground.accounts.backend.OwnerBackend")
    alice = sign_in("alice@example.com")
    first = alice.make()
    alice.make(EDIT, imageUrl=first.pictures.get().key)
    alice.upload()
    key, _ = create_key(alice.owner, "laptop")
    share = Share.objects.create(generation=first)
    found: dict[str, Any] = {"anonymous": ask(Client(), ""), "member": ask(alice.client, "")}
    found["pages"], found["inline"], found["secrets"] = walk(staff, alice, key, share)
    found["searches"] = [count(staff, text) for text in searches(alice, first)]
    found["capped"] = cap(staff, alice.owner)
    found["spending"] = cap_spending(staff, alice.owner)
    found["keys"] = end(staff, "accounts/apikey", key.pk), ApiKey.objects.alive().count()
    found["links"] = end(staff, "generations/share", share.pk), Client().get(share.get_absolute_url()).status_code
    act(staff, alice.owner, "suspend")
    found["suspended"] = alice.generate().status_code
    act(staff, alice.owner, "reinstate")
    found["reinstated"] = alice.generate().status_code
    act(staff, alice.owner, "delete_selected", post="yes")
    found["removed"] = [User.objects.filter(email="alice@example.com").count(), Generation.objects.count()]
    found["files"] = len(list(list_files("images")))
    return found


def place(path: str) -> str:
    return f"/{settings.ADMIN_PATH}/{path}"


def ask(client: Client, path: str) -> Any:
    answer = client.get(place(path), follow=True)
    return [answer.status_code, answer.redirect_chain[-1][0] if answer.redirect_chain else ""]


def walk(staff: Client, alice: Person, key: ApiKey, share: Share) -> tuple[list[int], list[str], list[str]]:
    """Return the states of all pages, what is inline in them, and which secrets they show."""
    owner = alice.owner.pk
    paths = ["", "accounts/owner/", f"accounts/owner/{owner}/change/", f"accounts/owner/{owner}/delete/"]
    paths += [f"accounts/owner/{owner}/history/", "accounts/apikey/", f"accounts/apikey/{key.pk}/change/", "jsi18n/"]
    paths += ["generations/share/", f"generations/share/{share.pk}/change/", "accounts/owner/?suspended__isempty=1"]
    answers = [staff.get(place(path)) for path in paths]
    texts = [answer.content.decode() for answer in answers]
    inline = [match[0] for text in texts[:7] + texts[8:] for match in INLINE.finditer(text)]
    secrets = [secret for secret in (key.digest, share.slug, "a red fox") for text in texts if secret in text]
    return [answer.status_code for answer in answers], inline, secrets


def searches(alice: Person, first: Generation) -> list[str]:
    ids = [alice.owner.pk, first.pk, first.wire_id, first.pictures.get().pk]
    return ["ALICE@example", *map(str, ids), "nobody", "01a2241c-1a44-718e-a054-1188a422f062"]


def count(staff: Client, text: str) -> int:
    page = staff.get(place("accounts/owner/"), {"q": text}).content.decode()
    return page.count('class="action-select"')


def cap(staff: Client, owner: Owner) -> list[Any]:
    page = place(f"accounts/owner/{owner.pk}/change/")
    data = {"pictures_a_day": "3", "storage_mb": "10"}
    answer = staff.post(page, data)
    refused = staff.post(page, {"pictures_a_day": "0", "storage_mb": ""})
    owner.refresh_from_db()
    return [answer.status_code, refused.status_code, owner.pictures_a_day, owner.storage_mb]


def cap_spending(staff: Client, owner: Owner) -> list[Any]:
    """Give an owner a cap in dollars, refuse one, look at it with lesser rights, and take it away."""
    page = place(f"accounts/owner/{owner.pk}/change/")
    staff.post(page, {"server_cap": "2.5", "refuses_unknown": "on"})
    found: list[Any] = [find_cap(owner, SERVER), find_cap(owner, OWN)]
    found.append('value="2.50"' in staff.get(page).content.decode())
    refused = staff.post(page, {"server_cap": "-1"})
    found += [refused.status_code, "The cap is negative; the minimum is 0." in refused.content.decode()]
    call_command("set_cap", "alice@example.com", "3", stdout=StringIO())
    reader = look_only()
    texts = [reader.get(path).content.decode() for path in (page, place("accounts/owner/"))]
    found += [find_cap(owner, SERVER), ["$3.00" in text for text in texts]]
    found.append(reader.post(page, {"server_cap": "9"}).status_code)
    staff.post(page, {"server_cap": ""})
    return [*found, find_cap(owner, SERVER)]


def look_only() -> Client:
    """Return the browser of a member of staff who may only look at owners."""
    user = User.objects.create_user("reader@example.com")
    user.is_staff = True
    user.save()
    confirm_address(user)
    user.user_permissions.add(Permission.objects.get(codename="view_owner"))
    reader = Client()
    reader.force_login(user, "playground.accounts.backend.OwnerBackend")
    return reader


def end(staff: Client, model: str, pk: object) -> int:
    return staff.post(place(f"{model}/"), {"action": "revoke", "_selected_action": str(pk)}).status_code


def act(staff: Client, owner: Owner, action: str, **more: str) -> None:
    data = {"action": action, "_selected_action": str(owner.pk)} | more
    answer = staff.post(place("accounts/owner/"), data)
    assert answer.status_code == 302, answer.content


def main() -> dict[str, Any]:
    with override_settings(HELD_REQUESTS=0):
        return look()
