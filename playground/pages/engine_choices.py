"""The choice of engine for the next picture."""

from dataclasses import dataclass

from playground.accounts.models import Owner
from playground.accounts.own_servers import find_own_server_dialect, is_own_server
from playground.accounts.remote_keys import Source, possible_sources, preferred_source
from playground.dialects.registry import get_dialect

LABELS: dict[Source, str] = {"sketch": "Sketch", "server": "Server’s key", "own": "Your key"}
# For an API whose server somebody runs themselves.
SERVER_LABELS: dict[Source, str] = {"sketch": "Sketch", "server": "Shared server", "own": "Your server"}
SKETCHES = "Sketches, drawn by this server at no cost"


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """One engine on the page: its label, its description, and whether it is selected."""

    source: Source
    label: str
    title: str
    current: bool


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines that are available for an API, and the selected one.

    `own_server` is the section on the page of keys where people enter a server of their own, or "" where they may not.
    """

    choices: tuple[EngineChoice, ...]
    source: Source
    api: str
    is_own_server: bool
    own_server: str

    @property
    def is_sketch(self) -> bool:
        """Whether the sketch engine is selected."""
        return self.source == "sketch"

    @property
    def has_own(self) -> bool:
        """Whether the person's own key is available."""
        return any(choice.source == "own" for choice in self.choices)


def find_engines(owner: Owner | None, dialect: str) -> Engines:
    """Return the engines for an API, with one query, or none for a person without keys."""
    possible = possible_sources(owner, dialect)
    chosen = preferred_source(owner, dialect, possible)
    is_server = is_own_server(dialect)
    titles, labels = _titles(get_dialect(dialect).title, is_server), SERVER_LABELS if is_server else LABELS
    choices = tuple(EngineChoice(source, labels[source], titles[source], source == chosen) for source in possible)
    return Engines(choices, chosen, get_dialect(dialect).title, is_server, find_own_server_dialect())


def _titles(api: str, is_server: bool) -> dict[Source, str]:
    if is_server:
        return {
            "sketch": SKETCHES,
            "server": f"Real pictures by {api}, on the server of this playground",
            "own": f"Real pictures by {api}, on your own server",
        }
    return {
        "sketch": SKETCHES,
        "server": f"Real pictures through {api}, paid with this server’s key",
        "own": f"Real pictures through {api}, paid with your key",
    }
