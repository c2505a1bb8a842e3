"""A server of one's own: entered without JavaScript, tested, used by the form, and guarded."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from playground.accounts.models import Owner, RemoteKey, Verdict
from playground.accounts.remote_keys import chosen_source, find_own_key, read_kept_key, save_key
from playground.catalog.narrowing import Offer, Offers, write_offers
from playground.configuration.environment import RemoteApi
from playground.generations.models import Generation
from playground.standins.sdcpp import SdcppStandin
from tests.cast import FLEX, Person
from tests.markup import Element, parse

SPEC = "sdcpp/loaded-model/generate"
KEY = "proxy-key-91aa"


@pytest.fixture(autouse=True)
def private(settings: Any) -> None:
    settings.OWN_SERVERS = "private"


@pytest.fixture
def server() -> Iterator[SdcppStandin]:
    with SdcppStandin() as standin:
        yield standin


def enter(person: Person, address: str, **more: str) -> Any:
    fields: dict[str, Any] = {f"sdcpp-{name}": value for name, value in ({"address": address} | more).items()}
    return person.post("save_remote_key", "sdcpp", **fields)


def section(person: Person) -> Element:
    return person.see("remote_keys").find("section", data_dialect="sdcpp")


def said(person: Person) -> str:
    return person.see("remote_keys").by_id("notice").text


def give(person: Person, **parameters: Offer) -> None:
    offers = write_offers(Offers("klein", parameters))
    save_key(person.owner, "sdcpp", "", Verdict.ACCEPTED, address="http://127.0.0.1:9", offers=offers)


def links(page: Element) -> dict[str, str]:
    return {link.text: link["href"] for link in page.by_id("engine").all("a")}


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_an_address_is_tested_saved_and_used(request: pytest.FixtureRequest, name: str, server: SdcppStandin) -> None:
    person: Person = request.getfixturevalue(name)
    response = enter(person, f" {server.address.removeprefix('http://')}/ ")
    assert (response.status_code, response["Location"]) == (302, "/account/keys/apis/#sdcpp")
    assert f"stable-diffusion.cpp at {server.address} answers. It has loaded flux-2-klein-4b-Q4_0." in said(person)
    shown = section(person)
    assert shown.has(data_verdict="accepted")
    assert "You saved an address on" in shown.text
    assert server.address in shown.text
    assert shown.control("sdcpp-address")["value"] == server.address
    assert chosen_source(person.owner, "sdcpp") == "own"
    assert (len(server.steps("key")), server.violations) == (1, [])


def test_the_form_follows_what_the_server_offers(bob: Person) -> None:
    page = bob.studio(SPEC)
    assert not page.control("sample_steps").get("value")
    assert page.has(name="scheduler")
    give(
        bob,
        sample_steps=Offer(default=4),
        width=Offer(minimum=64, maximum=1024, default=768),
        sample_method=Offer(choices=("euler", "heun")),
        scheduler=Offer(choices=()),
        ref_images=Offer(is_there=False),
    )
    page = bob.studio(SPEC)
    assert page.control("sample_steps")["value"] == "4"
    assert page.control("width")["value"] == "768"
    assert [option.text for option in page.control("sample_method").all("option")] == ["Auto", "euler", "heun"]
    assert not page.has(name="scheduler")
    assert not page.has(name="ref_images")
    refused = bob.post("studio", *SPEC.split("/"), prompt="a fox", width="2048")
    assert (refused.status_code, "the maximum is 1024" in refused.content.decode()) == (422, True)


def test_loras_are_chosen_from_those_of_the_server(bob: Person) -> None:
    assert bob.studio(SPEC).find(data_field="lora").all("select") == []
    give(bob, lora=Offer(choices=("ink wash.safetensors", "oil.safetensors")))
    bob.post("save_draft", *SPEC.split("/"), prompt="a", lora=["ink wash.safetensors", "0.8", "gone.safetensors", ""])
    selects = bob.studio(SPEC).find(data_field="lora").all("select")
    assert [select["aria-label"] for select in selects] == ["LoRA 1", "LoRA 2", "LoRA 3"]
    offered = ["None", "ink wash.safetensors", "oil.safetensors"]
    # What the server does not have is shown, and refused.
    assert [option.text for option in selects[1].all("option")] == ["None", "gone.safetensors", *offered[1:]]
    assert [option.text for option in selects[0].all("option")] == offered
    chosen = [option.text for select in selects for option in select.all("option") if "selected" in option]
    assert chosen == ["ink wash.safetensors", "gone.safetensors"]
    refused = bob.post("studio", *SPEC.split("/"), prompt="a", lora=["gone.safetensors", ""])
    assert refused.status_code == 422
    assert "which your server does not have; choose another." in refused.content.decode()
    bob.post("studio", *SPEC.split("/"), prompt="a", lora=["ink wash.safetensors", "0.8", "", ""])
    assert Generation.objects.get().asked["lora"] == "ink wash.safetensors 0.8"


def test_a_server_without_loras_is_not_asked_for_any(bob: Person) -> None:
    give(bob, lora=Offer(choices=()))
    assert not bob.studio(SPEC).has(name="lora")


def test_what_is_not_set_means_the_servers_default(bob: Person) -> None:
    give(bob, sample_steps=Offer(default=4), width=Offer(default=768), height=Offer(default=512))
    bob.post("studio", *SPEC.split("/"), prompt="a fox", sample_steps="4", width="768", height="")
    row = Generation.objects.get()
    assert (row.engine, row.key_source) == ("remote", "own")
    assert row.asked.keys() == {"prompt"}
    assert (row.resolved["sample_steps"], row.width, row.height) == (4, 768, 512)


def test_reading_again_what_the_server_offers(bob: Person, server: SdcppStandin) -> None:
    give(bob, sample_steps=Offer(default=20))
    RemoteKey.objects.update(address=server.address)
    assert bob.post("test_remote_key", "sdcpp").status_code == 302
    assert bob.studio(SPEC).control("sample_steps")["value"] == "4"


def test_a_key_for_a_proxy_is_sent_kept_and_never_shown(bob: Person) -> None:
    with SdcppStandin(keys=(KEY,)) as server:
        refused = enter(bob, server.address)
        assert refused.status_code == 422
        assert "requires a key (401). The address was not saved." in parse(refused).text
        assert parse(refused).has(name="sdcpp-insist")
        assert find_own_key(bob.owner, "sdcpp") is None
        assert enter(bob, server.address, key=f"Bearer {KEY}").status_code == 302
        assert section(bob).has(data_verdict="accepted")
        for answer in (bob.get("remote_keys"), bob.post("test_remote_key", "sdcpp"), bob.get("remote_keys")):
            assert KEY not in f"{answer.headers}{answer.content.decode()}"
        assert KEY not in str(RemoteKey.objects.values())


def test_a_corrected_address_keeps_the_key_for_its_own_host_only(bob: Person) -> None:
    with SdcppStandin(keys=(KEY,)) as server, SdcppStandin() as other:
        enter(bob, server.address, key=KEY)
        assert enter(bob, f"{server.address}/").status_code == 302
        assert section(bob).has(data_verdict="accepted")
        assert server.violations == []
        enter(bob, other.address)
        assert "The key that you saved was for the old address, so it was removed." in said(bob)
        assert other.violations == []
        row = find_own_key(bob.owner, "sdcpp")
        assert row is not None
        assert (row.address, read_kept_key(row)) == (other.address, "")


def test_what_the_server_no_longer_offers_stays_in_the_form(bob: Person) -> None:
    give(bob, sample_method=Offer(choices=("euler",)), scheduler=Offer(choices=()), sample_steps=Offer(is_there=False))
    bob.post("save_draft", *SPEC.split("/"), prompt="a", sample_method="heun", scheduler="karras", sample_steps="")
    page = bob.studio(SPEC)
    options = page.control("sample_method").all("option")
    assert [(each.text, "selected" in each) for each in options][-1] == ("heun (not available)", True)
    [lost] = page.all(data_unavailable=True)
    assert "Your server does not offer Scheduler now." in " ".join(lost.text.split())
    fields = page.by_id("spec-form").fields()
    assert (fields["sample_method"], fields["scheduler"]) == (["heun"], ["karras"])
    refused = bob.post("studio", *SPEC.split("/"), **{**fields, "prompt": "a fox"})
    assert refused.status_code == 422
    bob.post("studio", *SPEC.split("/"), prompt="a fox", sample_method="euler", scheduler="karras")
    assert Generation.objects.get().asked.keys() == {"prompt", "sample_method"}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Enter the address of your server"),
        ("ftp://gpu.example/", "must begin with http:// or https://"),
        ("http://user:secret@gpu.example/", "must not contain a user name or password"),
        ("http://gpu.example/?key=1", "without ? or #"),
    ],
)
def test_an_address_that_cannot_be_one_is_not_asked(bob: Person, address: str, words: str) -> None:
    response = enter(bob, address)
    assert response.status_code == 422
    problem = parse(response).find("section", data_dialect="sdcpp")
    assert words in problem.text
    assert problem.control("sdcpp-address").get("aria-invalid") == "true"
    assert not RemoteKey.objects.exists()


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "10.0.0.9", "169.254.169.254", "[::1]:8080"])
def test_on_a_playground_for_strangers_nothing_private_is_asked(
    bob: Person, settings: Any, server: SdcppStandin, host: str
) -> None:
    settings.OWN_SERVERS = "public"
    response = enter(bob, f"http://{host}/")
    assert response.status_code == 422
    assert "cannot be reached at a public internet address" in parse(response).text
    assert server.requests == []
    assert not RemoteKey.objects.exists()


def test_a_server_that_does_not_answer_is_saved_and_waits(bob: Person) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        assert enter(bob, f"http://127.0.0.1:{closed.getsockname()[1]}").status_code == 302
    assert "Until a test succeeds, or you choose it, it makes no pictures." in said(bob)
    assert section(bob).has(data_verdict="unknown")
    assert chosen_source(bob.owner, "sdcpp") == "sketch"
    bob.post("use_remote_key", "sdcpp")
    assert "Your server makes your next picture." in said(bob)
    assert chosen_source(bob.owner, "sdcpp") == "own"


def test_removing_a_server_removes_its_engine(bob: Person) -> None:
    give(bob)
    bob.post("remove_remote_key", "sdcpp")
    assert "Removed your server for stable-diffusion.cpp." in said(bob)
    assert chosen_source(bob.owner, "sdcpp") == "sketch"


def test_where_they_are_not_allowed_nobody_can_enter_one(bob: Person, settings: Any) -> None:
    give(bob)
    settings.OWN_SERVERS = "off"
    shown = section(bob)
    assert "http://127.0.0.1:9. This playground no longer uses people’s own servers" in " ".join(shown.text.split())
    assert [button.text for button in shown.all("button")] == ["Remove"]
    assert enter(bob, "http://127.0.0.1:1234").status_code == 404
    for name in ("test_remote_key", "use_remote_key"):
        assert bob.post(name, "sdcpp").status_code == 404
    assert links(bob.studio(SPEC)) == {}
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"sdcpp": RemoteApi("", "http://gpu:1234", 16)}
    settings.SERVER_KEYS_FOR = "everyone"
    shown = section(bob)
    assert "This playground also has a shared server that you may use" in " ".join(shown.text.split())
    assert not shown.has(name="sdcpp-address")
    bob.post("remove_remote_key", "sdcpp")
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"sdcpp": RemoteApi("", "", 16)}
    assert not bob.see("remote_keys").has("section", data_dialect="sdcpp")


def test_the_studio_links_to_it_beside_a_key(bob: Person, settings: Any) -> None:
    assert links(bob.studio(FLEX)) == {
        "Use a key": "/account/keys/apis/#onemin",
        "or my server": "/account/keys/apis/#sdcpp",
    }
    assert links(bob.studio(SPEC)) == {"Use a server of my own": "/account/keys/apis/#sdcpp"}
    settings.REMOTE_APIS = settings.REMOTE_APIS | {"sdcpp": RemoteApi("", "http://gpu:1234", 16)}
    settings.SERVER_KEYS_FOR = "everyone"
    page = bob.studio(SPEC)
    assert [button.text for button in page.by_id("engine").all("button")] == ["Sketch", "Shared server"]
    assert links(page) == {"Your server…": "/account/keys/apis/#sdcpp"}
    give(bob)
    assert [button.text for button in bob.studio(SPEC).by_id("engine").all("button")][-1] == "Your server"


def test_other_peoples_servers_are_not_accessible(bob: Person, charlie: Person, anonymous: Person) -> None:
    give(bob)
    for person in (charlie, anonymous):
        assert "127.0.0.1:9" not in section(person).text
        assert not section(person).control("sdcpp-address").get("value")
        assert person.post("remove_remote_key", "sdcpp").status_code == 404
    assert RemoteKey.objects.get().address == "http://127.0.0.1:9"


def test_a_visit_and_a_refused_address_create_no_owner(anonymous: Person) -> None:
    anonymous.see("remote_keys")
    enter(anonymous, "ftp://x")
    assert not Owner.objects.exists()


def test_refuses_an_address_posted_from_another_site(bob: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = bob.client.cookies
    posted = client.post(
        "/account/keys/apis/sdcpp/", {"sdcpp-address": "http://127.0.0.1:9"}, headers={"Accept": "text/html"}
    )
    assert posted.status_code == 403
    assert not RemoteKey.objects.exists()
    assert not Generation.objects.exists()
