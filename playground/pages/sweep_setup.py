"""The axes of a new sweep as people set them up: what differs, and by which values."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from playground.accounts.models import Owner
from playground.accounts.own_servers import find_offered
from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.generations.models import Asset, Picture
from playground.generations.submission.inputs import find_by_key, image_keys
from playground.generations.submission.submit import RANDOM_SEEDS
from playground.pages.field_text import as_text, list_bounds
from playground.pages.forms import SpecForm, as_raw
from playground.pages.picture_urls import thumbnail_url
from playground.pages.several_choices import SeveralChoice, list_choices
from playground.sweeps.axes import MOST_VALUES, Axis, has_words
from playground.sweeps.axis_values import check_number, check_values, read_lines, read_numbers
from playground.sweeps.errors import SweepRefused

PARAMETER = "parameter:"
MODEL, WORDS, REFERENCE = "model", "words", "reference"
# These have a form of their own, which is not a list of values.
UNLISTED = ("boxes", "loras", "picture", "pictures", "count")
USUAL_SEEDS = "random 4"
# How many of the newest uploads and pictures are offered as references.
MOST_OFFERED = 24


@dataclass(frozen=True, slots=True)
class Option:
    """A value with a check mark. `note` says why it cannot be checked, or what it leaves out."""

    value: str
    label: str
    detail: str = ""
    thumb: str = ""
    note: str = ""
    is_checked: bool = False
    is_disabled: bool = False


@dataclass
class AxisForm:
    """The fields of one axis. `prefix` begins the names of its fields."""

    prefix: str
    side: str
    what: str = ""
    parameter: Parameter | None = None
    text: str = ""
    find: str = ""
    keeps: bool = True
    place: int = 0
    checked: Sequence[str] = ()
    groups: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    places: int = 0
    problem: str = ""
    # A form that adds values to an axis.
    is_extension: bool = False

    @property
    def kind(self) -> str:
        """How its values are entered: `options`, `numbers`, `lines` or "" without an axis."""
        if not self.what:
            return ""
        if self.groups:
            return "options"
        return "numbers" if self.parameter and self.parameter.kind in ("integer", "number") else "lines"

    @property
    def title(self) -> str:
        """What its values are called in messages and labels."""
        names = {MODEL: "Models", WORDS: "Words", REFERENCE: "References"}
        return names.get(self.what) or (self.parameter.title if self.parameter else "Values")

    @property
    def bounds(self) -> str:
        return ", ".join(list_bounds(self.parameter)) if self.parameter else ""

    @property
    def example(self) -> str:
        """What can be typed into a field of numbers."""
        parameter = self.parameter
        if parameter is None:
            return ""
        if parameter.role == "seed":
            return "1, 2, 7 or 1-5 or random 4"
        least = parameter.minimum if parameter.minimum is not None else 1
        step = parameter.step or 1
        first, last = as_text(least), as_text(least + 4 * step)
        return f"{first}, {last} or {first}-{last} step {as_text(step)}"


class Setup:
    """The set-up of a sweep from a spec with params."""

    def __init__(self, owner: Owner | None, spec: ModelSpec, params: Mapping[str, Value]) -> None:
        self.owner = owner
        self.spec = find_offered(owner, spec)
        self.source = spec
        self.params = dict(params)

    @property
    def prompt(self) -> str:
        parameter = self.spec.by_role("prompt")
        return str(self.params.get(parameter.name, "")) if parameter else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What can differ, with its name on the page."""
        found = [(MODEL, "Models and APIs")]
        if self.prompt:
            found.append((WORDS, "Words of the prompt"))
        if self.spec.by_role("picture"):
            found.append((REFERENCE, "References"))
        listed = [one for one in self.spec.form_parameters if one.widget not in UNLISTED and one.role != "prompt"]
        prompt = self.spec.by_role("prompt")
        found += [(f"{PARAMETER}{prompt.name}", "Whole prompts")] if prompt else []
        return found + [(f"{PARAMETER}{one.name}", one.title) for one in listed]

    def usual(self) -> str:
        """Return what differs where nobody has chosen yet."""
        seed = self.spec.by_role("seed")
        return f"{PARAMETER}{seed.name}" if seed else MODEL

    def read(self, prefix: str, side: str, sent: QueryDict, usual: str = "") -> AxisForm:
        """Return the fields of one axis as they were sent; `usual` is what differs if nobody has chosen."""
        what = sent.get(f"{prefix}-what", usual)
        form = AxisForm(prefix, side, what if what in dict(self.choices) else "")
        form.parameter = self.spec.get(what.removeprefix(PARAMETER)) if what.startswith(PARAMETER) else None
        is_seed = form.parameter is not None and form.parameter.role == "seed"
        # What was typed for another parameter is of no use for this one.
        is_typed = sent.get(f"{prefix}-for", what) == what and f"{prefix}-text" in sent
        text = sent.get(f"{prefix}-text", "") if is_typed else USUAL_SEEDS if is_seed else ""
        form.text = text.replace("\0", "")
        form.find = sent.get(f"{prefix}-find", "").replace("\0", "").strip()
        # Before its box was shown, it could not be checked.
        form.keeps = f"{prefix}-find" not in sent or f"{prefix}-keeps" in sent
        place = sent.get(f"{prefix}-place", "0")
        form.place = int(place) if place.isascii() and place.isdecimal() and len(place) < 3 else 0
        form.checked = sent.getlist(f"{prefix}-value")[: 4 * MOST_VALUES]
        form.groups = self._groups(form)
        form.places = len(self._keys) if form.what == REFERENCE else 0
        return form

    def _groups(self, form: AxisForm) -> dict[str, list[Option]]:
        """Return the values with check marks, by the heading above them."""
        if form.what == MODEL:
            chosen = form.checked or [self.source.id]
            form_ = SpecForm(self.source, self.owner, as_raw(self.params))
            found = list_choices(form_, self.owner, list(specs().values()), chosen)
            return {api: [_offer_model(choice) for choice in choices] for api, choices in found.items()}
        if form.what == REFERENCE:
            return {"Pictures": self._offer_pictures(form)}
        parameter = form.parameter
        if parameter and parameter.kind == "boolean":
            return {parameter.title: [_offer(form, "true", "On"), _offer(form, "false", "Off")]}
        if parameter and parameter.choices:
            return {parameter.title: [_offer(form, choice, choice) for choice in parameter.choices]}
        return {}

    @property
    def place_choices(self) -> range:
        """The numbers of the references, from 1."""
        return range(1, len(self._keys) + 1)

    @property
    def _keys(self) -> list[str]:
        return image_keys(self.spec, self.params)

    def _offer_pictures(self, form: AxisForm) -> list[Option]:
        """Return the pictures of the form, those that are checked, and the newest ones."""
        if self.owner is None:
            return []
        named = find_by_key(self.owner, [*self._keys, *form.checked])
        newest: list[Asset | Picture] = [
            *Asset.objects.visible_to(self.owner).filter(lost=False).order_by("-created")[:MOST_OFFERED],
            *Picture.objects.visible_to(self.owner)
            .filter(lost=False)
            .select_related("generation")
            .order_by("-generation__created", "-generation__id")[:MOST_OFFERED],
        ]
        offered = named | {image.key: image for image in newest}
        return [_offer_picture(form, image) for image in offered.values()]

    def make_axis(self, form: AxisForm) -> Axis | None:
        """Return the axis, or None without one. Raises `SweepRefused`."""
        if not form.what:
            return None
        if form.what == MODEL:
            axis = Axis("model", "", tuple(self._checked(form)))
        elif form.what == REFERENCE:
            axis = Axis("reference", "", tuple(self._checked(form)), min(form.place, max(0, form.places - 1)))
        elif form.what == WORDS:
            axis = self._make_words(form)
        else:
            axis = Axis("parameter", form.parameter.name if form.parameter else "", tuple(self._read_values(form)))
        check_number(len(axis.values), form.title)
        return axis

    def _checked(self, form: AxisForm) -> list[str]:
        options = [option for group in form.groups.values() for option in group]
        return [option.value for option in options if option.is_checked]

    def _make_words(self, form: AxisForm) -> Axis:
        if not form.find:
            raise SweepRefused("Enter the words of the prompt that differ from cell to cell.")
        if not has_words(self.prompt, form.find):
            raise SweepRefused(f"The prompt does not contain “{form.find[:60]}”. Copy the words from the prompt.")
        lines = read_lines(form.text, "The list of words")
        return Axis("words", form.find, tuple(dict.fromkeys([*([form.find] if form.keeps else []), *lines])))

    def _read_values(self, form: AxisForm) -> list[Value]:
        parameter = form.parameter
        if parameter is None:
            return []
        values: list[Value]
        if form.kind == "options":
            checked = self._checked(form)
            values = [text == "true" for text in checked] if parameter.kind == "boolean" else list(checked)
        elif form.kind == "numbers":
            seeds = _random_seeds() if parameter.role == "seed" else None
            values = read_numbers(form.text, parameter, form.title, seeds)
        else:
            values = list(read_lines(form.text, form.title))
        check_values(self.spec, parameter, values, self.params)
        return values


def _random_seeds() -> Iterator[int]:
    while True:
        yield secrets.randbelow(RANDOM_SEEDS)


def _offer(form: AxisForm, value: str, label: str) -> Option:
    return Option(value, label, is_checked=value in form.checked)


def _offer_model(choice: SeveralChoice) -> Option:
    detail = choice.engine if choice.source == "sketch" else f"{choice.engine} · {choice.quote.text}"
    note = choice.refusal or " ".join(choice.losses)
    return Option(choice.spec.id, choice.name, detail, "", note, choice.is_chosen, bool(choice.refusal))


def _offer_picture(form: AxisForm, image: Asset | Picture) -> Option:
    name = image.name if isinstance(image, Asset) else image.generation.prompt[:60]
    return Option(
        image.key, name or "Picture", thumb=thumbnail_url(image, "small"), is_checked=image.key in form.checked
    )
