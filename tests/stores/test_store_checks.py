"""Combinations of variables that cannot work, or only on one machine, are named with a hint."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as own_settings

from playground.stores.checks import ROLES, check_stores
from playground.stores.settings import read_stores
from tests.stores.test_reading_stores import DATABASE, NAMES, REDIS

SECRETS = ("PLAYGROUND_SECRET_KEY", "PLAYGROUND_ENCRYPTION_KEYS")
BUCKET = {"S3_BUCKET": "play", "DATABASE_URL": DATABASE} | dict.fromkeys(SECRETS, "given")
KEYS = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}
HERE = "postgres://anna:secret@127.0.0.1:5432/play"
SERVER = {"S3_ENDPOINT_URL": "https://s3.example"}


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, []),
        ({"DATABASE_URL": DATABASE} | dict.fromkeys(SECRETS, "given"), []),
        ({"DATABASE_URL": DATABASE, SECRETS[0]: "given"}, ["stores.W004"]),
        ({"DATABASE_URL": DATABASE}, ["stores.W004", "stores.W004"]),
        ({"REDIS_URL": REDIS}, ["stores.W003"]),
        ({"DATABASE_URL": HERE, "REDIS_URL": "redis://localhost:6379/0"}, []),
        ({"DATABASE_URL": "postgres:///play?host=/run/postgresql"}, []),
        ({"DATABASE_URL": HERE, "REDIS_URL": REDIS}, ["stores.W004", "stores.W004"]),
        ({"DATABASE_URL": HERE, "S3_BUCKET": "play"} | KEYS, ["stores.W004", "stores.W004"]),
        (SERVER, ["stores.W001"]),
        (BUCKET | KEYS, []),
        (BUCKET | KEYS | SERVER, []),
        (BUCKET | {"AWS_PROFILE": "play"}, []),
        (BUCKET, ["stores.W002"]),
        (BUCKET | SERVER, ["stores.E002"]),
        (BUCKET | {"AWS_ACCESS_KEY_ID": "id"}, ["stores.E001"]),
        (BUCKET | {"AWS_SECRET_ACCESS_KEY": "secret"}, ["stores.E001"]),
        ({"S3_BUCKET": "play"} | KEYS, ["stores.W003"]),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
def test_what_does_not_go_together_is_named(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, variables: dict[str, str], expected: list[str]
) -> None:
    for name in (*NAMES, *SECRETS, *ROLES):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings.STORES = read_stores(tmp_path, 4)
    messages = check_stores(None)
    assert [message.id for message in messages] == expected
    assert all(message.hint for message in messages)


def test_the_stores_of_these_tests_have_no_error() -> None:
    assert own_settings.STORES is not None
    assert [message.id for message in check_stores(None) if message.is_serious()] == []
