"""Settings come from the environment; a value of the wrong kind stops the start with one sentence."""

import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from playground import __version__
from playground.configuration.environment import (
    read_choice,
    read_flag,
    read_list,
    read_number,
    read_seconds,
    read_secret,
    read_secrets,
    read_text,
    read_user_agent,
)
from playground.configuration.mail import read_mailers

ROOT = Path(__file__).resolve().parents[2]
NAME = "PLAYGROUND_TESTED"


@pytest.mark.parametrize(("text", "value"), [("true", True), ("TRUE", True), ("False", False), (" false ", False)])
def test_a_flag_must_be_true_or_false(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv(NAME, text)
    assert read_flag(NAME, not value) is value


@pytest.mark.parametrize(
    ("read", "texts"),
    [
        (lambda: read_flag(NAME, True), ["yes", "1", "on", ""]),
        (lambda: read_number(NAME, 4, minimum=1), ["0", "-1", "1.5", "many", "", "１", "1_0"]),
        (lambda: read_seconds(NAME, 1), ["-1", "soon", "nan", "inf", "90000", ""]),
        (lambda: read_choice(NAME, "a", ("a", "b")), ["c", "A", ""]),
    ],
)
def test_a_value_of_the_wrong_kind_names_the_variable_and_the_value(
    monkeypatch: pytest.MonkeyPatch, read: Callable[[], object], texts: list[str]
) -> None:
    for text in texts:
        monkeypatch.setenv(NAME, text)
        with pytest.raises(ImproperlyConfigured, match=NAME) as caught:
            read()
        assert repr(text) in str(caught.value)


def test_each_kind_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "7")
    assert (read_number(NAME, 1), read_seconds(NAME, 1), read_text(NAME)) == (7, 7.0, "7")
    assert read_choice(NAME, "1", ("1", "7")) == "7"
    monkeypatch.setenv(NAME, " a.example, b.example ,,")
    assert read_list(NAME) == ["a.example", "b.example"]


def test_without_a_value_the_default_applies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    assert (read_flag(NAME, True), read_number(NAME, 3), read_list(NAME, "a,b")) == (True, 3, ["a", "b"])
    assert (read_text(NAME), read_seconds(NAME, 0.5), read_choice(NAME, "b", ("a", "b"))) == ("", 0.5, "b")


def test_a_value_may_be_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "value"
    file.write_text("from the file\n")
    monkeypatch.setenv(f"{NAME}_FILE", str(file))
    monkeypatch.setenv(NAME, "from the environment")
    assert read_text(NAME) == "from the file"


def test_the_secret_is_created_once_and_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(NAME, raising=False)
    file = tmp_path / "home" / "secret_key"
    secret = read_secret(NAME, file)
    assert len(secret) >= 50
    assert read_secret(NAME, file) == secret
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setenv(NAME, "given")
    assert read_secret(NAME, file) == "given"


def test_several_secrets_are_read_newest_first_or_one_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(NAME, raising=False)
    file = tmp_path / "encryption_key"
    (made,) = read_secrets(NAME, file)
    assert read_secrets(NAME, file) == [made]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setenv(NAME, "new, old")
    assert read_secrets(NAME, file) == ["new", "old"]


def test_a_secret_that_another_process_is_writing_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    file.touch()
    writing = threading.Timer(0.05, file.write_text, ["written late"])
    writing.start()
    assert read_secret(NAME, file) == "written late"
    writing.join()


def test_an_empty_secret_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(NAME, raising=False)
    file = tmp_path / "secret_key"
    file.touch()
    with pytest.raises(ImproperlyConfigured, match="is empty"):
        read_secret(NAME, file)


def test_an_unwritable_home_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(NAME, raising=False)
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match="PLAYGROUND_HOME is"):
        read_secret(NAME, tmp_path / "file" / "home" / "secret_key")


def test_the_defaults_are_safe() -> None:
    assert settings.DEBUG is False
    assert "*" not in settings.ALLOWED_HOSTS
    assert settings.SECURE_CSP["default-src"] == [CSP.NONE]
    policy: dict[str, Any] = settings.SECURE_CSP
    assert not [value for values in policy.values() for value in values if "unsafe" in value]


def read_settings(home: Path, expression: str, **environment: str) -> str:
    """Return what an expression over fresh settings prints."""
    code = f"from django.conf import settings; print(repr({expression}))"
    own = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
    own |= {"DJANGO_SETTINGS_MODULE": "playground.settings", "PLAYGROUND_HOME": str(home)} | environment
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=own, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_an_https_address_keeps_cookies_to_https(tmp_path: Path) -> None:
    expression = "(settings.SESSION_COOKIE_SECURE, settings.CSRF_TRUSTED_ORIGINS, settings.SECURE_HSTS_SECONDS > 0)"
    shown = read_settings(tmp_path, expression, PLAYGROUND_PUBLIC_URL="https://play.example/")
    assert shown == "(True, ['https://play.example'], True)"
    assert read_settings(tmp_path, expression) == "(False, [], False)"


def test_an_https_address_keeps_cookies_to_this_host(tmp_path: Path) -> None:
    names = "[settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.FIRST_VISIT_COOKIE_NAME]"
    # By this beginning a browser demands Secure, the path / and no domain.
    demands = "(settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN)"
    shown = read_settings(tmp_path, f"({names}, {demands})", PLAYGROUND_PUBLIC_URL="https://play.example")
    assert shown == "(['__Host-sessionid', '__Host-csrftoken', '__Host-first_visit'], (True, '/', None))"
    assert read_settings(tmp_path, names) == "['sessionid', 'csrftoken', 'first_visit']"


def test_a_wrong_value_stops_the_start_with_its_name(tmp_path: Path) -> None:
    shown = read_settings(tmp_path, "settings.DEBUG", PLAYGROUND_DEBUG="perhaps")
    assert shown.endswith("PLAYGROUND_DEBUG must be true or false, not 'perhaps'.")


def test_a_mail_server_makes_verification_mandatory(tmp_path: Path) -> None:
    expression = "settings.ACCOUNT_EMAIL_VERIFICATION"
    assert read_settings(tmp_path, expression) == "'none'"
    assert read_settings(tmp_path, expression, PLAYGROUND_EMAIL_HOST="mail.example") == "'mandatory'"


@pytest.mark.parametrize(
    ("port", "tls", "expected"),
    [("587", "true", (True, False)), ("465", "true", (False, True)), ("465", "false", (False, False))],
)
def test_mail_on_port_465_is_encrypted_from_the_first_byte(
    monkeypatch: pytest.MonkeyPatch, port: str, tls: str, expected: tuple[bool, bool]
) -> None:
    for name, value in {"HOST": "mail.example", "PORT": port, "TLS": tls}.items():
        monkeypatch.setenv(f"PLAYGROUND_EMAIL_{name}", value)
    options = read_mailers()["default"]["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["use_tls"], options["use_ssl"]) == expected


def test_on_a_public_server_a_sketch_waits_at_most_ten_seconds(tmp_path: Path) -> None:
    expression = "settings.SKETCH_LONGEST_WAIT"
    assert read_settings(tmp_path, expression) == "120"
    assert read_settings(tmp_path, expression, PLAYGROUND_ALLOWED_HOSTS="192.0.2.7") == "10"


def test_the_user_agent_names_product_version_and_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    product = f"flux-playground/{__version__}"
    assert read_user_agent("") == product
    assert read_user_agent("https://play.example.com") == f"{product} (+https://play.example.com)"
    monkeypatch.setenv("PLAYGROUND_CONTACT", "ana@example.com")
    assert read_user_agent("https://play.example.com") == f"{product} (+ana@example.com)"


@pytest.mark.parametrize("text", ["ana", "Ana <ana at example>", "ana@example.com)", "änna@example.com", "a@b\nX: y"])
def test_a_contact_that_no_header_can_have_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PLAYGROUND_CONTACT", text)
    with pytest.raises(ImproperlyConfigured, match="PLAYGROUND_CONTACT must be an email address or a URL"):
        read_user_agent("")
