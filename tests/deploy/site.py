"""The playground as it is deployed: web processes, nginx in front with the shipped file, visitors with addresses."""

import os
import re
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.launching import ROOT, TIMEOUT_SECONDS, environment, free_port
from tests.markup import parse
from tests.processes import bound
from tests.programs import need_program

NAME = "play.example.com"
SHIPPED = ROOT / "docs/deploy/nginx.conf"
PASSWORD = "correct-horse-battery"
# The pool of httpx may close a surplus or expired connection that it has just given to the request of another thread:
# "Bad file descriptor". Many threads share a visitor's client, so that it keeps every connection.
KEEP_ALL = httpx.Limits(max_keepalive_connections=None, keepalive_expiry=None)
# Around the shipped file, as Debian's nginx.conf is. A test may give a visitor an address that this machine lacks.
AROUND = """
{user}daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    set_real_ip_from 127.0.0.1; real_ip_header X-Tested-Address;
    include {folder}/playground.conf;
}}
"""


@cache
def any_certificate() -> ssl.SSLContext:
    """Return what trusts every certificate. It is made once, since that takes as long as a few requests."""
    return httpx.create_ssl_context(verify=False)


@dataclass(frozen=True)
class Visitor:
    """Somebody at an address of this machine, with cookies of their own."""

    client: httpx.Client
    origin: str

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send a request as a browser does that was told the site's public name."""
        host = self.origin.partition("//")[2]
        headers = {"Host": host, "Origin": self.origin, "Referer": f"{self.origin}/"} | more.pop("headers", {})
        return self.client.request(method, path, headers=headers, extensions={"sni_hostname": NAME}, **more)

    def submit(self, path: str, **fields: str) -> httpx.Response:
        """Open a page and send its form."""
        page = self.send("GET", path)
        assert page.status_code == 200, page
        token = parse(page.text).find("input", name="csrfmiddlewaretoken")["value"]
        return self.send("POST", path, data=fields | {"csrfmiddlewaretoken": token})

    def sign_up(self, email: str) -> bool:
        """Return whether there is an account now."""
        return self.submit("/account/signup/", email=email, password1=PASSWORD).status_code == 302

    def sign_in(self, email: str, password: str = PASSWORD, **headers: str) -> bool:
        """Return whether the visitor is signed in now."""
        page = self.send("GET", "/account/login/")
        token = parse(page.text).find("input", name="csrfmiddlewaretoken")["value"]
        fields = {"login": email, "password": password, "csrfmiddlewaretoken": token}
        return self.send("POST", "/account/login/", data=fields, headers=headers).status_code == 302


@contextmanager
def visit(address: str, origin: str, local_address: str = "127.0.0.1") -> Iterator[Visitor]:
    """Let somebody visit the server at an address from one of this machine's own."""
    transport = httpx.HTTPTransport(local_address=local_address, verify=any_certificate(), limits=KEEP_ALL)
    with httpx.Client(base_url=address, transport=transport, timeout=TIMEOUT_SECONDS) as client:
        yield Visitor(client, origin)


@contextmanager
def run_web(home: Path, port: int, processes: int, **variables: str) -> Iterator[None]:
    """Run this many web processes, which share the port."""
    surroundings = environment(home) | {"DJANGO_SETTINGS_MODULE": "tests.deploy.quick_settings"} | variables
    granian = str(Path(sys.executable).parent / "granian")
    command = [granian, "--interface", "rsgi", "--no-ws", "--port", str(port), "--workers", str(processes)]
    command += ["--log-level", "error", "playground.rsgi:application"]
    with run(command, surroundings, home / f"web-{port}.log", lambda: is_up(f"http://127.0.0.1:{port}/healthz")):
        yield


@contextmanager
def run_nginx(folder: Path, upstream: int, rates: str = "") -> Iterator[str]:
    """Run nginx with the shipped file in front of a port; give its address.

    `rates` replaces the file's own. Then none waits between `delay` and `burst`: that takes minutes at low rates.
    """
    program = need_program("nginx")
    folder.mkdir()
    port = free_port()
    write_certificate(folder)
    shipped = adapt(SHIPPED.read_text(), folder, upstream, port)
    if rates:
        shipped = re.sub(r"delay=\d+", "nodelay", re.sub(r"rate=\d+r/s", f"rate={rates}", shipped))
    (folder / "playground.conf").write_text(shipped)
    # Started by root it would change to a user who may not write the bodies of requests into this folder.
    user = "user root root; " if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
    command = [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    address = f"https://127.0.0.1:{port}"
    with run(command, os.environ, folder / "said.log", lambda: is_up(f"{address}/healthz")):
        yield address


def adapt(text: str, folder: Path, upstream: int, port: int) -> str:
    """Return the shipped file with ports, paths and certificate of this machine, and otherwise as it is."""
    text = re.sub(r"^\s*listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{port}", text)
    text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{free_port()}", text)
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}").replace("/etc/ssl/playground", str(folder))
    return text.replace("/var/lib/playground", str(folder.parent))


def write_certificate(folder: Path) -> None:
    """Write a certificate for the site's name that is signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, *plain))


@contextmanager
def run(command: list[str], surroundings: Mapping[str, str], log: Path, answers: Callable[[], bool]) -> Iterator[None]:
    """Run a process until the block ends; enter the block once it answers."""
    with (
        log.open("w") as file,
        subprocess.Popen(bound(command), cwd=ROOT, env=surroundings, stdout=file, stderr=file) as process,
    ):
        try:
            deadline = time.monotonic() + TIMEOUT_SECONDS
            while not answers():
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                threading.Event().wait(0.05)
            yield
        finally:
            process.terminate()
            process.wait(TIMEOUT_SECONDS)


def is_up(address: str) -> bool:
    """Return whether there is an answer at all."""
    try:
        with httpx.Client(verify=any_certificate()) as client:
            client.get(address, headers={"Host": NAME}, extensions={"sni_hostname": NAME}, timeout=5)
    except httpx.TransportError:
        return False
    return True
