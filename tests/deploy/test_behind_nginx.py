"""Behind nginx, with the shipped file, and without a proxy: limits count the visitor, and cookies are the host's."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.deploy.site import NAME, PASSWORD, Visitor, run_nginx, run_web, visit
from tests.launching import ROOT, environment, free_port
from tests.markup import parse

BAD_LOGINS = 24
BEHIND = {
    "PLAYGROUND_PUBLIC_URL": f"https://{NAME}",
    "PLAYGROUND_ALLOWED_HOSTS": NAME,
    "PLAYGROUND_BEHIND_PROXY": "true",
}


@dataclass
class Site:
    """Where it answers, and by which name visitors know it."""

    address: str
    origin: str
    stack: ExitStack

    def come_from(self, local_address: str) -> Visitor:
        """Return a visitor with that address."""
        return self.stack.enter_context(visit(self.address, self.origin, local_address))


@pytest.fixture(scope="module")
def stack() -> Iterator[ExitStack]:
    """End what the tests of this file have started."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that is ready for web processes."""
    home = tmp_path_factory.mktemp("deployed")
    command = [sys.executable, "manage.py", "prepare_home"]
    subprocess.run(command, cwd=ROOT, env=environment(home), check=True, capture_output=True)
    return home


@pytest.fixture(scope="module")
def behind_nginx(deployed: Path, stack: ExitStack) -> Site:
    """Start the playground behind nginx."""
    port = free_port()
    stack.enter_context(run_web(deployed, port, 2, **BEHIND))
    return Site(stack.enter_context(run_nginx(deployed / "nginx", port)), f"https://{NAME}", stack)


@pytest.fixture(scope="module")
def alone(deployed: Path, stack: ExitStack) -> Site:
    """Start the playground without a proxy."""
    port = free_port()
    stack.enter_context(run_web(deployed, port, 1))
    return Site(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port}", stack)


@pytest.fixture(params=["behind_nginx", "alone"])
def site(request: pytest.FixtureRequest) -> Site:
    """Return the playground in each of its places."""
    found: Site = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def new_address() -> Callable[[], str]:
    """Return a function that gives an address which no other test has come from."""
    return lambda: f"127.{next(NUMBERS)}.0.9"


NUMBERS = iter(range(1, 250))


def test_who_guesses_passwords_locks_out_nobody_else(site: Site, new_address: Callable[[], str]) -> None:
    email = f"{new_address()}@example.com"
    guessing, right = new_address(), new_address()
    assert site.come_from(new_address()).sign_up(email)
    guesser = site.come_from(guessing)
    # What a visitor says of their own address changes nothing.
    for number in range(BAD_LOGINS):
        spoken = {"X-Forwarded-For": f"203.0.113.{number}"}
        # Some guesses are for the very account.
        guessed = email if number % 3 == 0 else f"n{number}@example.org"
        assert not guesser.sign_in(guessed, "wrong", **spoken)
    assert not site.come_from(guessing).sign_in(email)
    assert site.come_from(right).sign_in(email)


def test_45_people_sign_up_at_once(site: Site, new_address: Callable[[], str]) -> None:
    visitors = {new_address(): f"{new_address()}@example.net" for _ in range(45)}
    with ThreadPoolExecutor(15) as pool:
        signed_up = list(pool.map(lambda entry: site.come_from(entry[0]).sign_up(entry[1]), visitors.items()))
    assert signed_up == [True] * 45


def test_45_people_in_one_room_sign_up_at_once_and_then_in(site: Site, new_address: Callable[[], str]) -> None:
    room = new_address()
    people = [f"{number}-{room}@example.net" for number in range(45)]
    with ThreadPoolExecutor(15) as pool:
        assert list(pool.map(lambda email: site.come_from(room).sign_up(email), people)) == [True] * 45
        assert list(pool.map(lambda email: site.come_from(room).sign_in(email), people[:10])) == [True] * 10


def test_with_https_no_cookie_can_come_from_elsewhere(behind_nginx: Site, new_address: Callable[[], str]) -> None:
    visitor = behind_nginx.come_from(new_address())
    set_cookies = visitor.send("GET", "/account/signup/").headers.get_list("Set-Cookie")
    token = parse(visitor.send("GET", "/account/signup/").text).find("input", name="csrfmiddlewaretoken")["value"]
    fields = {"email": f"{new_address()}@example.com", "password1": PASSWORD, "csrfmiddlewaretoken": token}
    set_cookies += visitor.send("POST", "/account/signup/", data=fields).headers.get_list("Set-Cookie")
    cookies = {cookie.partition("=")[0]: cookie.lower().split("; ")[1:] for cookie in set_cookies}
    assert set(cookies) == {f"__Host-{name}" for name in ("csrftoken", "first_visit", "sessionid", "messages")}
    for attributes in cookies.values():
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= set(attributes)
        assert not [attribute for attribute in attributes if attribute.startswith("domain")]


@pytest.mark.parametrize("sni", [NAME, "scanner.example"])
def test_another_host_name_gets_no_answer(behind_nginx: Site, sni: str) -> None:
    with visit(behind_nginx.address, behind_nginx.origin) as visitor:
        assert visitor.send("GET", "/healthz").status_code == 200
        with pytest.raises(httpx.TransportError):
            visitor.client.get("/healthz", headers={"Host": "scanner.example"}, extensions={"sni_hostname": sni})
