"""What the documents' examples send, recorded: each request, written for every client that the documents show."""

import json
import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parent.parent / "dialects" / "samples"
# Where each API takes its requests, and the header that carries the key.
ROUTES = {"onemin": ("/api/features", "API-KEY"), "apiframe": ("/v2/images/generate", "X-API-Key")}

# The picture that the documents edit, which each server has under another name.
PICTURE = "development/images/2025_12_04_18_10_29_882_cat.png"


def write_long_curl(url: str, headers: Mapping[str, str], body: Any) -> str:
    """Return a command with long options, which follows redirects and leaves the method to curl."""
    named = [part for name, value in headers.items() for part in ("--header", f"{name}: {value}")]
    return shlex.join(["curl", "--location", url, *named, "--data", json.dumps(body, indent=2)])


def write_short_curl(url: str, headers: Mapping[str, str], body: Any) -> str:
    """Return a command with short options, which names the method."""
    named = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    return shlex.join(["curl", "-X", "POST", url, *named, "-d", json.dumps(body, indent=2)])


def write_javascript(url: str, headers: Mapping[str, str], body: Any) -> str:
    return (
        f'const answer = await fetch({json.dumps(url)}, {{method: "POST", headers: {json.dumps(headers)},\n'
        f"  body: JSON.stringify({json.dumps(body)})}});\nconsole.log(await answer.text());\n"
    )


def write_python(url: str, headers: Mapping[str, str], body: Any) -> str:
    return f"import requests\nprint(requests.post({url!r}, headers={dict(headers)!r}, json={body!r}).text)\n"


@dataclass(frozen=True)
class Language:
    """A client: the program that runs its code, and how a request is written for it."""

    command: list[str]
    write: Callable[[str, Mapping[str, str], Any], str]


LANGUAGES = {
    "curl-long": Language(["bash"], write_long_curl),
    "curl-short": Language(["bash"], write_short_curl),
    "javascript": Language(["node"], write_javascript),
    "python": Language([sys.executable], write_python),
}


@dataclass(frozen=True)
class Example:
    """One recorded request of an API, in one language."""

    name: str
    dialect: str
    language: str
    body: dict[str, Any]

    @property
    def command(self) -> list[str]:
        """The program that runs the code."""
        return LANGUAGES[self.language].command

    @property
    def program(self) -> str:
        """The program that must be installed."""
        return "curl" if self.language.startswith("curl") else self.command[0]

    def against(self, address: str, key: str, picture: str = PICTURE) -> str:
        """Return the code that sends the request, with this picture, to a server and prints its answer."""
        path, header = ROUTES[self.dialect]
        headers = {header: key, "Content-Type": "application/json"}
        body = json.loads(json.dumps(self.body).replace(PICTURE, picture))
        return LANGUAGES[self.language].write(address + path, headers, body)


def find_examples(dialect: str) -> list[Example]:
    """Return every recorded request of an API, in every language."""
    recorded = sorted(SAMPLES.glob(f"{dialect}_*.request.json"))
    return [
        Example(
            f"{path.name.removesuffix('.request.json')}-{language}", dialect, language, json.loads(path.read_text())
        )
        for path in recorded
        for language in LANGUAGES
    ]
