"""What each server that speaks OpenAI's images API does differently: one row for each, named by a spec's `x-profile`.

The names and limits of the parameters are in the spec files. Here is what a spec file cannot say. Sources, and how sure
each is:

- vLLM-Omni: its pages about the image generation and image edit API. Sure.
- SGLang: its page about the OpenAI API, and its source (`entrypoints/openai/protocol.py`). Sure.
- LocalAI: its page about image generation. Sure; that `ref_images` takes Base64 is known from its source.
- mlx-openai-server: its source (`app/schemas/openai.py`). Sure for version 1; names of models may differ.
- oMLX: third-party notes only, so everything that is not OpenAI's own is uncertain.
- Together: its OpenAPI document. Sure, but whether `reference_images` takes data URLs is uncertain.
- OpenRouter: third-party clients of its images API, so everything is uncertain; it tolerates unknown parameters.

Together and OpenRouter are public hosts. They are rows of this table and not dialects of their own, because they differ
from the others by these rows only. An account has one address and one key for each dialect, so a person enters
`https://api.together.ai` or `https://openrouter.ai/api` as the address of their server: a key then belongs to the
address that it was entered with, and never reaches another host.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import urlsplit

# How pictures are sent: as files of a form, or in JSON as Base64, as data URLs, or as objects with data URLs.
type Pictures = Literal["files", "base64", "data URLs", "objects"]


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of server.

    `base_url` is where its documentation has it, for printed code. `sends_model` is False where a server has one model
    and its documentation names none in a request. With `has_sides` the request has `width` and `height`; otherwise
    `size`, such as `1024x768`. `constants` are sent with every request. `picture_name` is what the request calls the
    pictures, `address_name` what a form calls their addresses. `key_path` answers 401 or 403 to an invalid key.
    `extension` is that of the files in the server's own format, which it makes where a request names none.
    `is_free` says that people run the server themselves, so that no picture costs anything.
    """

    base_url: str
    needs_key: bool = False
    is_free: bool = False
    sends_model: bool = True
    has_sides: bool = False
    generations: str = "/v1/images/generations"
    edits: str = "/v1/images/edits"
    pictures: Pictures = "files"
    picture_name: str = "image"
    address_name: str = "url"
    key_path: str = "/v1/models"
    extension: str = ".png"
    # Without it, some of the servers answer with an address, and SGLang refuses to unless it has a storage.
    constants: Mapping[str, Any] = MappingProxyType({"response_format": "b64_json"})


# For spec files that name no profile: what OpenAI itself documents.
OPENAI = Profile("https://api.openai.com", needs_key=True, picture_name="image[]", constants=MappingProxyType({}))

PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "openai": OPENAI,
        "vllm-omni": Profile("http://localhost:8091", is_free=True),
        "sglang": Profile(
            "http://localhost:30000", is_free=True, sends_model=False, picture_name="image[]", extension=".jpg"
        ),
        "localai": Profile("http://localhost:8080", is_free=True, pictures="base64", picture_name="ref_images"),
        "mlx-openai-server": Profile("http://localhost:8000", is_free=True),
        "omlx": Profile("http://localhost:8000", is_free=True),
        "together": Profile(
            "https://api.together.ai",
            needs_key=True,
            has_sides=True,
            pictures="data URLs",
            picture_name="reference_images",
            constants=MappingProxyType({"response_format": "base64"}),
        ),
        "openrouter": Profile(
            "https://openrouter.ai/api",
            needs_key=True,
            generations="/v1/images",
            pictures="objects",
            picture_name="input_references",
            # The list of its models is public, so it says nothing about a key.
            key_path="/v1/key",
            constants=MappingProxyType({}),
        ),
    }
)


def profile_named(name: str) -> Profile:
    """Return the profile, or OpenAI's own for an unknown name."""
    return PROFILES.get(name, OPENAI)


def profile_at(base_url: str) -> Profile:
    """Return the profile of a public host, or OpenAI's own for any other address."""
    host = urlsplit(base_url).hostname
    return next((found for found in PROFILES.values() if urlsplit(found.base_url).hostname == host), OPENAI)
