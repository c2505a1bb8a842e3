"""What Python does with values before it sends them is carried out, or said not to be known."""

import pytest

from playground.recall.code.pasted import Pasted, read_pasted
from tests.specs import SPECS

ALL = list(SPECS.values())
URL = "https://api.bfl.ai/v1/flux-2-flex"
CAT = {"prompt": "a cat"}
CLASS = f"""
import requests
class Api:
    def __init__(self):
        self.url = "{URL}"
    def make(self):
        return requests.post(self.url, json={{"prompt": "a cat"}})
"""


def read(code: str) -> Pasted:
    found = read_pasted(code, ALL)
    assert found.problem == ""
    return found


@pytest.mark.parametrize(
    "code",
    [
        f'    import requests\n    requests.post("{URL}", json={{"prompt": "a cat"}})\n',
        'import requests\nrequests.post("%s/v1/%s" % ("https://api.bfl.ai", "flux-2-flex"), json={"prompt": "a cat"})',
        f'import requests\np = {{"prompt": "a cat", "seed": 4}}\ndel p["seed"]\nrequests.post("{URL}", json=p)',
        f'import requests\np = {{"prompt": "a cat", "seed": 4}}\np.pop("seed", None)\nrequests.post("{URL}", json=p)',
        CLASS,
    ],
    ids=["indented", "percent", "del", "pop", "class"],
)
def test_it_is_read_as_it_would_run(code: str) -> None:
    found = read(code)
    assert (found.fields.params, found.remarks, found.fields.remarks) == (CAT, (), ())


@pytest.mark.parametrize(
    ("code", "remark"),
    [
        (
            f'import requests\nrequests.post("{URL}", json={{"prompt": "a cat", **options}})',
            "The code also sends options, whose value is known only when the code runs.",
        ),
        (
            f'fetch("{URL}", {{method: "POST", body: JSON.stringify({{prompt: "a cat", ...extra}})}})',
            "The code also sends extra, whose value is known only when the code runs.",
        ),
        (
            f'import httpx\nif x:\n m = "a dog"\nelse:\n m = "a cat"\nhttpx.post("{URL}", json={{"prompt": m}})',
            "Several branches of the code set m. The value of the last one was read.",
        ),
        (
            f'import httpx as r\ndef make(p):\n r.post("{URL}", json={{"prompt": p}})\nmake("a cat")\nmake("a dog")',
            "The code calls make() several times. Only the first call was read.",
        ),
    ],
    ids=["spread", "spread in JavaScript", "branches", "calls"],
)
def test_what_is_not_known_is_said(code: str, remark: str) -> None:
    found = read(code)
    assert (found.fields.params, found.remarks) == (CAT, (remark,))


@pytest.mark.parametrize("library", ["replicate", "fal_client", "openai"])
def test_a_client_library_is_said_not_to_be_read(library: str) -> None:
    found = read_pasted(f'import {library}\n{library}.run("flux", input={{"prompt": "a cat"}})', ALL)
    assert found.problem == (
        f"The client library {library} makes the request, and is not read. Paste the request as cURL or JSON."
    )


def test_an_address_that_comes_later_is_said_not_to_be_known() -> None:
    code = f'await fetch(API_URL, {{method: "POST", body: "{{}}"}}); const API_URL = "{URL}";'
    assert read_pasted(code, ALL).problem == (
        "The address API_URL is not known where the code sends the request. Replace it with the address itself."
    )
