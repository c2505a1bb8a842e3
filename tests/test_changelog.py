"""The version is written in one place, and the changelog has a section for it."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

from django.test import Client

import playground

ROOT = Path(__file__).resolve().parent.parent
RELEASES = re.findall(r"^## (\S+)(?: - (\d{4}-\d\d-\d\d))?$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)


def test_unreleased_changes_come_first() -> None:
    assert RELEASES[0] == ("Unreleased", "")


def test_every_release_has_a_date_and_the_newest_is_the_current_version() -> None:
    assert all(date for _, date in RELEASES[1:])
    assert RELEASES[1][0] == playground.__version__


def test_the_package_and_the_api_have_the_current_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "version" in project["dynamic"]
    assert version("playground") == playground.__version__
    assert Client().get("/api/openapi.json").json()["info"]["version"] == playground.__version__


def test_every_recorded_release_is_in_the_changelog() -> None:
    recorded = {folder.name for folder in (ROOT / "tests/upgrade/releases").iterdir()}
    assert recorded
    assert recorded <= {name for name, _ in RELEASES}
