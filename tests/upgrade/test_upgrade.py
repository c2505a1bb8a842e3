"""The filled database of each recorded release, brought to the newest migration: everybody finds what was theirs."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.homes import Home, empty_home
from tests.upgrade.people import REMOTE_KEYS
from tests.upgrade.recorded import RELEASES, SECRETS, load

pytestmark = pytest.mark.thorough

READ_KEYS = "import json; from tests.upgrade import looking; print(json.dumps(looking.read_keys()))"
LOOK = "import json; from tests.upgrade import looking; looking.move_to_today(); print(json.dumps(looking.look({})))"
GO_ON = "import json; from tests.upgrade import looking; print(json.dumps(looking.go_on()))"


@dataclass(frozen=True)
class Upgraded:
    """A home with a release's database at the newest migration, and what was seen before and afterwards."""

    home: Home
    before: dict[str, list[str]]
    after: dict[str, list[str]]
    seen: dict[str, Any]


@pytest.fixture(scope="module", params=RELEASES, ids=lambda path: path.name)
def upgraded(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    """Load the release as it was recorded, then do what an update does."""
    release: Path = request.param
    with empty_home(tmp_path_factory.mktemp("upgrade"), SECRETS) as home:
        shutil.copytree(release / "files", home.folder / "files")
        load(home, release)
        before = ask(home, READ_KEYS)
        home.manage("prepare_home")
        after = ask(home, READ_KEYS)
        sessions = json.loads((release / "sessions.json").read_text())
        yield Upgraded(home, before, after, ask(home, LOOK.replace("{}", repr(sessions))))


def ask(home: Home, code: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(home.shell(code)[-1])
    return answer


def test_no_row_is_lost(upgraded: Upgraded) -> None:
    filled = {table for table, keys in upgraded.before.items() if keys}
    assert len(filled) >= 15
    lost = {table: set(upgraded.before[table]) - set(upgraded.after.get(table, ())) for table in filled}
    assert {table: keys for table, keys in lost.items() if keys} == {}


def test_people_keep_what_they_had(upgraded: Upgraded) -> None:
    seen = upgraded.seen
    assert seen["signs in"] == ["/", "/account/inactive/"]
    assert (seen["pages"], seen["codes"], seen["stranger"]) == ([200], [200], [404])
    assert seen["history"] >= 20
    assert (seen["guest"], seen["draft"], seen["session"]) == (True, True, 200)
    assert seen["files"] == []


def test_links_are_open_or_closed_as_before(upgraded: Upgraded) -> None:
    links = dict(upgraded.seen["links"])
    assert (links.pop("expired"), links.pop("revoked")) == (404, 404)
    assert set(links.values()) == {200}


def test_api_keys_keep_working(upgraded: Upgraded) -> None:
    assert upgraded.seen["jobs"] == [[200, 5], [401, 0]]
    assert upgraded.seen["remote keys"] == sorted([*REMOTE_KEYS.values(), REMOTE_KEYS["apiframe"]])
    assert upgraded.seen["sources"] == dict.fromkeys(REMOTE_KEYS, "sketch")


def test_work_continues_and_nothing_is_paid_for_twice(upgraded: Upgraded) -> None:
    outcome = ask(upgraded.home, GO_ON)
    queued = {prompt for prompt, status in outcome["states"].items() if status == "queued"}
    assert {"a job to ask after", "a job with an address", "an answer that was kept", "queued and not sent"} <= queued
    assert outcome["states"]["sent without a word"] == "failed"
    assert outcome["states"]["to be cancelled"] == "cancelled"
    assert outcome["waiting"] == 0
    gone = outcome["purged"]
    assert (gone["generations_generation"], gone["generations_picture"], gone["generations_asset"]) == (1, 1, 1)
    assert (gone["generations_idempotencykey"], gone["accounts_user"], gone["generations_share"]) == (1, 0, 0)
    state = dict(line.split(" ", 1) for line in upgraded.home.manage("show_state"))
    assert (state["waiting"], state["running"]) == ("0", "0")
