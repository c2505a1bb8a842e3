"""Values that are known only when the code runs are named, and never guessed, fetched or opened."""

from pathlib import Path

import pytest

from playground.recall.code.pasted import Pasted, read_pasted
from tests.specs import SPECS

ALL = list(SPECS.values())
URL = "https://api.bfl.ai/v1/flux-2-flex"


def read(code: str) -> Pasted:
    found = read_pasted(code, ALL)
    assert found.problem == ""
    return found


@pytest.mark.parametrize(
    "code",
    [
        f"curl {URL} -d @body.json",
        f"curl {URL} --data-binary @body.json -H 'x-key: $KEY'",
        f"curl.exe {URL} `\n -d '@body.json'",
        f"Invoke-RestMethod -Uri {URL} -Method Post -InFile body.json",
    ],
)
def test_a_file_with_the_body_is_named(code: str) -> None:
    found = read_pasted(code, ALL)
    assert found.spec is None
    assert found.problem == (
        "The code sends the file body.json, which is not part of what you pasted. Paste its text instead."
    )


@pytest.mark.parametrize(
    ("code", "source"),
    [
        (f'curl {URL} -d "{{\\"prompt\\": \\"a cat\\", \\"steps\\": $STEPS}}"', "$STEPS"),
        (f'fetch("{URL}", {{body: JSON.stringify({{prompt: "a cat", steps: settings.steps}})}})', "settings.steps"),
        (f'import requests\nrequests.post("{URL}", json={{"prompt": "a cat", "steps": int(sys.argv[1])}})', "int(…)"),
        (f"irm {URL} -Body (@{{ prompt = 'a cat'; steps = $steps }} | ConvertTo-Json)", "$steps"),
    ],
)
def test_a_value_that_is_computed_is_left_out_and_named(code: str, source: str) -> None:
    found = read(code)
    assert found.fields.params == {"prompt": "a cat"}
    assert found.fields.remarks == (f"steps comes from {source} in the code, so it is not in the form.",)


@pytest.mark.parametrize(
    "code",
    [
        f'curl {URL} -d "{{\\"prompt\\": \\"a $ANIMAL in the snow\\"}}"',
        f"fetch(`{URL}`, {{body: JSON.stringify({{prompt: `a ${{$ANIMAL}} in the snow`}})}})",
        f'irm {URL} -Body (@{{ prompt = "a $ANIMAL in the snow" }} | ConvertTo-Json)',
    ],
)
def test_a_prompt_keeps_its_words_around_what_is_computed(code: str) -> None:
    found = read(code)
    assert found.fields.params == {"prompt": "a {$ANIMAL} in the snow"}
    remark = "prompt contains {$ANIMAL}, whose value is known only when the code runs. Replace it."
    assert found.fields.remarks == (remark,)


def test_of_a_loop_over_prompts_the_first_is_taken() -> None:
    code = f'import httpx\nfor p in ["a cat", "a dog"]:\n    httpx.post("{URL}", json={{"prompt": p}})'
    found = read(code)
    assert found.fields.params == {"prompt": "a cat"}
    assert found.fields.variants == 2
    assert found.fields.remarks == ("prompt has 2 values in the code. The form has the first one.",)


def test_more_pictures_than_one_click_makes_are_said() -> None:
    code = f'for SEED in 1 2 3 4 5 6; do curl {URL} -d \'{{"prompt": "a cat", "seed": \'"$SEED"\'}}\'; done'
    found = read(code)
    assert (found.fields.params, found.fields.variants) == ({"prompt": "a cat", "seed": 1}, 4)
    assert found.fields.remarks == ("The code makes 6 pictures. One click makes at most 4.",)


def test_of_several_requests_the_first_is_taken() -> None:
    one = f'curl {URL} -d \'{{"prompt": "%s"}}\''
    found = read(f"{one % 'a cat'}\n{one % 'a dog'}")
    assert found.fields.params == {"prompt": "a cat"}
    assert found.remarks == ("The code has 2 requests for pictures. This is the first one.",)


@pytest.mark.parametrize(
    "code",
    [
        f'curl {URL} -d "{{\\"prompt\\": \\"$(touch ran)\\"}}"',
        f'import os, requests\nrequests.post("{URL}", json={{"prompt": str(open("ran", "w"))}})',
        f'fetch("{URL}", {{body: JSON.stringify({{prompt: require("fs").writeFileSync("ran", "")}})}})',
        f"irm {URL} -Body (@{{ prompt = $(New-Item ran) }} | ConvertTo-Json)",
    ],
)
def test_nothing_is_run(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read(code).spec
    assert list(tmp_path.iterdir()) == []


def test_what_is_null_is_not_set() -> None:
    for code in (
        f'curl {URL} -d \'{{"prompt": "a cat", "seed": null}}\'',
        f'import requests\nrequests.post("{URL}", json={{"prompt": "a cat", "seed": None}})',
    ):
        found = read(code)
        assert (found.fields.params, found.fields.issues) == ({"prompt": "a cat"}, ())


def test_the_reason_is_that_of_the_language_which_the_code_is_in() -> None:
    code = 'import Library from "library";\nconst output = await new Library().run("flux", { prompt: "a cat" });'
    assert read_pasted(code, ALL).problem == (
        "There is no call in the JavaScript code that sends a request to an address."
    )


def test_pasted_python_prints_no_warning(recwarn: pytest.WarningsRecorder) -> None:
    read(f'import requests\nrequests.post("{URL}", json={{"prompt": "a cat"}})\nx = "\\d" is 1')
    assert not recwarn.list
