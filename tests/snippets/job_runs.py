"""Runs the code of all whole jobs of a language in one process, each in a folder of its own."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from playground.dialects.registry import get_dialect
from playground.snippets.registry import print_snippet
from tests.snippets.conftest import runner_of
from tests.snippets.jobs import JOBS, JobCase, JobStandin, content_of, serve

# Each runs the code in every folder, with the variables in its file `environment`, and leaves what the code printed,
# what it said as it failed, and its exit code.
RUN_SHELL = """
for folder in */; do
  cd "$folder"
  ( set -a; . ./environment; set +a; . ./code ) > printed 2> said
  echo $? > code.status
  cd ..
done
"""
RUN_JAVASCRIPT = """
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
for (const entry of readdirSync(".", { withFileTypes: true }).filter((found) => found.isDirectory())) {
  process.chdir(entry.name);
  const lines = readFileSync("environment", "utf8").split("\\n").filter(Boolean).map((line) => line.split("="));
  Object.assign(process.env, Object.fromEntries(lines));
  const printed = [];
  console.log = (text) => printed.push(text);
  let said = "";
  try {
    await import(`${process.cwd()}/code.mjs`);
  } catch (error) {
    said = String(error.stack);
  }
  writeFileSync("printed", printed.map((text) => `${text}\\n`).join(""));
  writeFileSync("said", said);
  writeFileSync("code.status", said ? "1" : "0");
  process.chdir("..");
}
"""
RUN_PYTHON = """
import contextlib, io, os, pathlib, runpy, traceback
for folder in sorted(path for path in pathlib.Path().resolve().iterdir() if path.is_dir()):
    os.chdir(folder)
    os.environ.update(line.split("=") for line in pathlib.Path("environment").read_text().splitlines())
    printed, said = io.StringIO(), ""
    with contextlib.redirect_stdout(printed):
        try:
            runpy.run_path("code")
        except SystemExit as error:
            said = str(error.code)
        except Exception:
            said = traceback.format_exc()
    pathlib.Path("printed").write_text(printed.getvalue())
    pathlib.Path("said").write_text(said)
    pathlib.Path("code.status").write_text("1" if said else "0")
"""
MAINS = {"bash": RUN_SHELL, "sh": RUN_SHELL, "javascript": RUN_JAVASCRIPT, "python": RUN_PYTHON}


@dataclass(frozen=True)
class Run:
    """What the code of a case left behind."""

    folder: Path
    standin: JobStandin

    @property
    def status(self) -> int:
        return int(self._read("code.status"))

    @property
    def printed(self) -> list[str]:
        return self._read("printed").splitlines()

    @property
    def said(self) -> str:
        return self._read("said")

    @property
    def saved(self) -> list[Path]:
        return sorted(self.folder.glob("picture-*"))

    def _read(self, name: str) -> str:
        return (self.folder / name).read_text()


def is_run(runner: str, case: JobCase) -> bool:
    """Return whether the case is run in the language.

    The code for all shells is the same. Of what the strictest runs, bash runs one API, and an edit and a batch of each.
    """
    is_sample = case.name in (f"{case.dialect}-poll-edit", f"{case.dialect}-wait-edit", f"{case.dialect}-batch")
    return runner != "bash" or case.dialect == "apiframe" or is_sample


type Runs = Callable[[str, JobCase], Run]


@pytest.fixture(scope="session")
def standins() -> Iterator[dict[tuple[str, str, str], JobStandin]]:
    with ExitStack() as stack:
        yield {server: stack.enter_context(serve(*server)) for server in {case.server for case in JOBS}}


@pytest.fixture(scope="session")
def job_runs(standins: dict[tuple[str, str, str], JobStandin], tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Give the run of a case in a language; all cases are run at the first time of asking."""
    folders: dict[str, Path] = {}

    def run_of(runner: str, case: JobCase) -> Run:
        if runner not in folders:
            folders[runner] = tmp_path_factory.mktemp(f"jobs-{runner}")
            _run_all(runner, folders[runner], standins)
        return Run(folders[runner] / case.name, standins[case.server])

    return run_of


def _run_all(runner: str, folder: Path, standins: dict[tuple[str, str, str], JobStandin]) -> None:
    how = runner_of(runner)
    for case in filter(partial(is_run, runner), JOBS):
        own = folder / case.name
        own.mkdir()
        for name in case.files:
            (own / name).write_bytes(content_of(name))
        key, standin = case.key(runner), standins[case.server]
        if case.needs_key and case.fault != "key":
            standin.keys.add(key)
        (own / "environment").write_text(f"{get_dialect(case.dialect).key_variable}={key}\n")
        code = print_snippet(how.language, case.plan(standin.address, runner), case.options)
        (own / ("code.mjs" if runner == "javascript" else "code")).write_text(code + "\n")
    (folder / "main.mjs").write_text(MAINS[runner])
    environment = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    command = [*how.command, "main.mjs"]
    finished = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert finished.returncode == 0, finished.stderr
