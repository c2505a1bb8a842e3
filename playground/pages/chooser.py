"""The choice of API, mode and model above the form."""

from dataclasses import dataclass

from django.urls import reverse

from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.dialects.registry import get_dialect


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: the spec that it leads to, its label, whether it is the present one, where the form goes."""

    spec: ModelSpec
    label: str
    current: bool
    switch_url: str

    @property
    def short(self) -> str:
        """What tells the label from others: `klein 4B` in `FLUX.2 [klein] 4B`; nothing where there is no bracket."""
        return self.label.partition("[")[2].replace("]", "")

    @property
    def prefix(self) -> str:
        """The label's part before the bracket."""
        return self.label.partition("[")[0]


def make_chooser(current: ModelSpec) -> dict[str, list[Choice]]:
    """Return the choices of API, mode and model that are open from a spec; each keeps as much of the spec as it can."""
    url = reverse("switch_spec", args=current.id.split("/"))
    dialects = dict.fromkeys(spec.dialect for spec in specs().values())
    modes = dict.fromkeys(spec.mode for spec in specs().values() if spec.dialect == current.dialect)
    same = [spec for spec in specs().values() if (spec.dialect, spec.mode) == (current.dialect, current.mode)]
    return {
        "dialects": [
            Choice(_closest(current, dialect=name), get_dialect(name).title, name == current.dialect, url)
            for name in dialects
        ],
        "modes": [
            Choice(_closest(current, dialect=current.dialect, mode=mode), mode.capitalize(), mode == current.mode, url)
            for mode in modes
        ],
        "models": [Choice(spec, spec.title, spec == current, url) for spec in same],
    }


def _closest(current: ModelSpec, **wanted: str) -> ModelSpec:
    """Return the spec that has what is wanted and else shares most with the present one."""
    fitting = [spec for spec in specs().values() if all(getattr(spec, name) == value for name, value in wanted.items())]
    return max(fitting, key=lambda spec: 2 * (spec.slug == current.slug) + (spec.mode == current.mode))
