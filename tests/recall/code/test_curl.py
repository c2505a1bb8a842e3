"""Every option of curl takes its value along, and forms are said not to be read."""

import pytest

from playground.recall.code.pasted import read_pasted
from tests.specs import SPECS

ALL = list(SPECS.values())
URL = "https://api.bfl.ai/v1/flux-2-flex"


@pytest.mark.parametrize(
    "options",
    ["--etag-save e", "--etag-compare e", "--ssl-sessions f --ech x", "--proxy-cert c:p", "--not-known-yet v"],
)
def test_the_value_of_an_option_is_no_address(options: str) -> None:
    found = read_pasted(f'curl {options} {URL} -d \'{{"prompt": "a cat"}}\'', ALL)
    assert found.spec == SPECS["bfl/flux-2-flex/generate"]
    assert found.remarks == ()


def test_a_form_is_said_not_to_be_read() -> None:
    found = read_pasted(f"curl {URL} -F prompt='a cat'", ALL)
    assert found.problem == (
        "The code sends a form (--form or --data-urlencode), which is not read. Paste a request with JSON."
    )


def test_the_address_of_a_picture_in_a_form_uploads_it_for_the_request() -> None:
    upload = "IMAGE=$(curl https://api.apiframe.ai/v2/uploads -F 'file=@fox.png' | jq -r .url)\n"
    body = '{"prompt": "a cat", "model": "flux-2-flex", "fluxParams": {"input_images": ["\'"$IMAGE"\'"]}}'
    found = read_pasted(f"{upload}curl https://api.apiframe.ai/v2/images/generate -d '{body}'", ALL)
    assert found.spec == SPECS["apiframe/flux-2-flex/generate"]
    assert (found.fields.pictures, found.remarks) == (("fox.png",), ())
