"""The buttons above the form that choose API, mode and model."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from playground.catalog.spec import ModelSpec
from playground.dialects.registry import get_dialect


@dataclass(frozen=True, slots=True)
class SpecChoice:
    """One button: the spec that it selects, its label, whether it is selected, and the URL to post the form to."""

    spec: ModelSpec
    label: str
    current: bool
    switch_url: str

    @property
    def short(self) -> str:
        """The part of the label that differs: `klein 4B` of `FLUX.2 [klein] 4B`, "" without a bracket."""
        return self.label.partition("[")[2].replace("]", "")

    @property
    def prefix(self) -> str:
        """The part of the label before the bracket."""
        return self.label.partition("[")[0]


def make_chooser(current: ModelSpec, models: Sequence[ModelSpec]) -> dict[str, list[SpecChoice]]:
    """Return the choices of API, mode and model for a spec; each changes as little else as possible."""
    url = reverse("switch_spec", args=current.id.split("/"))
    dialects = dict.fromkeys(spec.dialect for spec in models)
    modes = dict.fromkeys(spec.mode for spec in models if spec.dialect == current.dialect)
    same = [spec for spec in models if (spec.dialect, spec.mode) == (current.dialect, current.mode)]
    return {
        "dialects": [
            SpecChoice(_closest(current, models, dialect=name), get_dialect(name).title, name == current.dialect, url)
            for name in dialects
        ],
        "modes": [
            SpecChoice(
                _closest(current, models, dialect=current.dialect, mode=mode),
                mode.capitalize(),
                mode == current.mode,
                url,
            )
            for mode in modes
        ],
        "models": [SpecChoice(spec, spec.title, spec == current, url) for spec in same],
    }


def _closest(current: ModelSpec, models: Sequence[ModelSpec], **wanted: str) -> ModelSpec:
    """Return the spec with the wanted values that has most in common with the current one."""
    fitting = [spec for spec in models if all(getattr(spec, name) == value for name, value in wanted.items())]
    # The same model in another mode is closer than another model in the same mode, so the model counts twice.
    return max(fitting, key=lambda spec: 2 * (spec.slug == current.slug) + (spec.mode == current.mode))
