"""The choice of engine for the next picture."""

from dataclasses import dataclass

from playground.accounts.models import Owner
from playground.accounts.remote_keys import Source, possible_sources, preferred_source
from playground.dialects.registry import get_dialect

LABELS: dict[Source, str] = {"sketch": "Sketch", "server": "Server’s key", "own": "Your key"}


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """One engine on the page: its label, its description, and whether it is selected."""

    source: Source
    label: str
    title: str
    current: bool


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines that are available for an API, and the selected one."""

    choices: tuple[EngineChoice, ...]
    source: Source
    api: str

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
    title = get_dialect(dialect).title
    titles: dict[Source, str] = {
        "sketch": "Sketches, drawn by this server at no cost",
        "server": f"Real pictures through {title}, paid with this server’s key",
        "own": f"Real pictures through {title}, paid with your key",
    }
    choices = tuple(EngineChoice(source, LABELS[source], titles[source], source == chosen) for source in possible)
    return Engines(choices, chosen, title)
