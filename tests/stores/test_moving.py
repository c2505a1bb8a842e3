"""`manage.py move_from_sqlite`: a SQLite file's rows in another database, which is what the tests run on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.homes import Home, empty_home

pytestmark = pytest.mark.thorough

# What a person leaves behind: an account, a session, a draft, and pictures: edited, shared, and from the API.
LIFE = """
from tests.cast import EDIT, JOB
from tests.conftest import sign_in
from playground.accounts.api_keys import create_key
from playground.generations.models import Share
alice = sign_in("alice@example.com")
first = alice.make(prompt="a red fox in the snow, naïve, 🦊", guidance=2.5)
edited = alice.make(EDIT, imageUrl=first.pictures.get().key)
alice.make(EDIT, imageUrl=alice.upload().key)
alice.ask(JOB, steps=30)
alice.ask().cancel()
alice.post("save_draft", *EDIT.split("/"), prompt="a draft")
Share.objects.create(generation=edited)
create_key(alice.owner, "laptop")
print(alice.client.session.session_key)
"""
# A line for each model: its name, and its rows with every field.
ROWS = """
import json
from playground.stores.moving import moved_models
for model in moved_models():
    rows = [{**row} for row in model._base_manager.order_by("pk").values()]
    print(model._meta.label, json.dumps(rows, default=str))
"""
# The person goes on: sees the history, and makes something new.
GOING_ON = """
from django.test import Client
from playground.accounts.models import User
client = Client()
client.cookies["sessionid"] = "{session}"
print(client.get("/history/").content.decode().count('data-status="done"'))
print(User.objects.create_user("bob@example.com").pk)
"""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, str]:
    """Return a home with somebody's life in SQLite, and the key of their session."""
    home = Home(tmp_path_factory.mktemp("old"))
    home.manage("prepare_home")
    return home, home.shell(LIFE)[-1]


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Home]:
    """Yield a prepared home with an empty database of the kind that the tests run on."""
    with empty_home(tmp_path) as home:
        home.manage("prepare_home")
        yield home


def refuses_what_is_no_old_database(new: Home) -> None:
    contents = {"nowhere": None, "empty": b"", "text": b"this is not a database" * 100}
    sentences = {"nowhere": "There is no file", "empty": "old database is not at the newest", "text": "cannot be read"}
    for name, content in contents.items():
        if content is not None:
            (new.folder / name).write_bytes(content)
        assert sentences[name] in new.refusal("move_from_sqlite", str(new.folder / name))
    if new.file.exists():
        assert "is the database that is in use. Set DATABASE_URL" in new.refusal("move_from_sqlite")


def test_every_row_arrives_as_it_was_and_its_owner_goes_on(old: tuple[Home, str], new: Home) -> None:
    source, session = old
    refuses_what_is_no_old_database(new)
    bytes_before, rows_before = source.file.read_bytes(), source.shell(ROWS)
    output = new.manage("move_from_sqlite", str(source.file))
    assert "generations.Generation: 5" in output
    assert new.shell(ROWS) == rows_before
    filled = {line.split(" ")[0] for line in rows_before if not line.endswith("[]")}
    assert filled >= {"accounts.User", "accounts.Owner", "accounts.ApiKey", "sessions.Session", "generations.Draft"}
    assert filled >= {f"generations.{name}" for name in ("Generation", "Picture", "Asset", "Input", "Share", "Worker")}
    assert source.file.read_bytes() == bytes_before
    # Sessions and links are signed by the secret in the home folder, which moves along.
    (new.folder / "secret_key").write_text((source.folder / "secret_key").read_text())
    done, number = new.shell(GOING_ON.format(session=session))
    assert (done, int(number) > 1) == ("3", True)
    assert "not empty: there are rows of" in new.refusal("move_from_sqlite", str(source.file))
