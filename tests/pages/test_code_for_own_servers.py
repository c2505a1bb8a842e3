"""Code for a server of one's own is for the address that its person saved; a share has the documented one."""

from typing import Any

from playground.accounts.models import Verdict
from playground.accounts.remote_keys import save_key
from playground.generations.models import Share
from tests.cast import Person
from tests.pages.test_form_code import shown_code

SPEC = "sdcpp/loaded-model/generate"
KEY = "proxy-key-91aa"


def test_it_has_the_saved_address_and_the_name_of_the_key(bob: Person, settings: Any) -> None:
    settings.OWN_SERVERS = "private"
    assert "http://127.0.0.1:1234/sdcpp" in shown_code(bob, SPEC, prompt="a fox")
    save_key(bob.owner, "sdcpp", KEY, Verdict.UNKNOWN, address="http://10.0.0.9:81/sd")
    code = shown_code(bob, SPEC, prompt="a fox")
    assert "http://10.0.0.9:81/sd/sdcpp/v1/img_gen" in code
    assert "$SDCPP_API_KEY" in code
    assert KEY not in code
    made = bob.make(SPEC, prompt="a fox")
    assert "http://10.0.0.9:81/sd/" in bob.get("generation_code", made.id).content.decode()
    link = Share.objects.create(generation=made)
    shared = bob.client.get(link.get_absolute_url()).content.decode()
    assert "http://127.0.0.1:1234/sdcpp" in shared
    assert "10.0.0.9" not in shared
    save_key(bob.owner, "sdcpp", "", Verdict.UNKNOWN, address="http://10.0.0.9:81/sd")
    assert "API_KEY" not in shown_code(bob, SPEC, prompt="a fox")
