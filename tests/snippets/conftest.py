"""Runs every case's code once in each language, one process a language, against a recording server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from playground.snippets.job import CodeOptions
from playground.snippets.registry import print_snippet
from tests.programs import need_program
from tests.snippets.cases import BIG, CASES, FILES, content_of
from tests.snippets.recorder import SPACINGS, Arrival, Ran, Recorder, recording

RUN_CURL = """
set -eu
for file in ./*.snippet; do . "$file"; done
"""
RUN_JAVASCRIPT = """
import { readdirSync } from "node:fs";
for (const file of readdirSync(".")) if (file.endsWith(".snippet.mjs")) await import(`./${file}`);
"""
RUN_PYTHON = """
import pathlib, runpy
for file in pathlib.Path().glob("*.snippet"): runpy.run_path(str(file))
"""


@dataclass(frozen=True)
class How:
    """The command, the language it runs, the ending of a snippet's file, and the program that runs them all."""

    command: list[str]
    language: str
    ending: str
    main: str
    without_jq: bool = False


@pytest.fixture(scope="session")
def recorder() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="session")
def ran(recorder: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Give the arrivals by case for a language, or for cURL under another shell; run at the first time of asking."""
    done: dict[str, dict[str, list[Arrival]]] = {}

    def arrivals_of(runner: str) -> dict[str, list[Arrival]]:
        how = runner_of(runner)
        if runner not in done:
            # Should the run fail, the other tests fail at once instead of running it again.
            done[runner] = {}
            run_all(runner, how, recorder, tmp_path_factory.mktemp(runner))
            prefix = f"{runner}."
            found = {case: list(those) for case, those in recorder.arrivals.items() if case.startswith(prefix)}
            done[runner] = {case.removeprefix(prefix): those for case, those in found.items()}
        return done[runner]

    return arrivals_of


def run_all(runner: str, how: How, recorder: Recorder, folder: Path) -> None:
    """Print every case, each in its turn with another spacing of the answers, and run them all in one process."""
    for name in (*FILES, BIG):
        (folder / name).write_bytes(content_of(name))
    for place, case in enumerate(CASES):
        spacing = list(SPACINGS)[place % len(SPACINGS)]
        plan = case.plan(recorder.base_url(f"{runner}.{case.name}", spacing))
        code = print_snippet(how.language, plan, CodeOptions(without_jq=how.without_jq))
        (folder / f"{case.name}{how.ending}").write_text(code + "\n", encoding="utf-8")
    (folder / "main.mjs").write_text(how.main)
    finished = run_file(how, folder, "main.mjs")
    assert finished.returncode == 0, finished.stderr


def run_file(how: How, folder: Path, name: str) -> "subprocess.CompletedProcess[str]":
    """Run a file of the folder to its end."""
    environment = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    command = [*how.command, name]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def runner_of(runner: str) -> How:
    """Return how to run the language. If its program is missing, skip the test, or fail in CI."""
    if runner == "python":
        return How([sys.executable], "python", ".snippet", RUN_PYTHON)
    if runner == "javascript":
        return How([need_program("node")], "javascript", ".snippet.mjs", RUN_JAVASCRIPT)
    shell, _, option = runner.partition("-")
    without_jq = option == "without-jq"
    for program in ("curl",) if without_jq else ("curl", "jq"):
        need_program(program)
    return How([need_program(shell)], "curl", ".snippet", RUN_CURL, without_jq)
