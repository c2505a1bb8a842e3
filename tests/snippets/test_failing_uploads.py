"""Where an upload fails, the printed code stops before the request, and says why."""

from pathlib import Path

import pytest

from playground.snippets.job import CodeOptions
from playground.snippets.registry import print_snippet
from tests.snippets.cases import Case
from tests.snippets.conftest import run_file, runner_of
from tests.snippets.recorder import FAILURES, Recorder
from tests.snippets.test_running_code import RUNNERS
from tests.specs import SPECS

FILE = "my cat.png"
UPLOADED = Case("failing", SPECS["onemin/flux-2-flex/edit"], {"prompt": "a fox"}, (FILE, "second.png"))
ENCODED = Case("missing", SPECS["bfl/flux-2-pro/generate"], {"prompt": "a fox"}, (FILE,))


def run_case(runner: str, case: Case, recorder: Recorder, folder: Path, answers: str) -> tuple[str, list[str]]:
    """Run the code of the case; return what it said as it failed, and the paths that it requested."""
    how, name = runner_of(runner), f"{runner}-{case.name}-{answers}"
    plan = case.plan(recorder.base_url(name, answers))
    (folder / "code.mjs").write_text(print_snippet(how.language, plan, CodeOptions(without_jq=how.without_jq)) + "\n")
    finished = run_file(how, folder, "code.mjs")
    assert finished.returncode != 0, finished.stdout
    return finished.stderr, [arrival.path for arrival in recorder.arrivals[name]]


@pytest.mark.parametrize("answers", FAILURES)
@pytest.mark.parametrize("runner", RUNNERS)
def test_a_failed_upload_stops_the_code_with_its_cause(
    runner: str, recorder: Recorder, tmp_path: Path, answers: str
) -> None:
    (tmp_path / FILE).write_bytes(b"a picture")
    said, requested = run_case(runner, UPLOADED, recorder, tmp_path, answers)
    assert requested == ["/api/assets"]
    status, content = FAILURES[answers]
    if runner == "javascript":
        assert f"Error: {FILE}: {status} {content.decode()}" in said
    assert content.decode() in said


@pytest.mark.parametrize("case", [UPLOADED, ENCODED], ids=lambda case: case.name)
@pytest.mark.parametrize("runner", RUNNERS)
def test_a_missing_file_stops_the_code_before_any_request(
    runner: str, recorder: Recorder, tmp_path: Path, case: Case
) -> None:
    said, requested = run_case(runner, case, recorder, tmp_path, "line")
    assert requested == []
    assert FILE in said or "Failed to open" in said
