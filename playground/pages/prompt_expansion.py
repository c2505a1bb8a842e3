"""What the alternatives of a form's prompt make: shown in the form before anything is sent, confirmed by Generate."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from playground.catalog.alternative_groups import Prompt
from playground.catalog.alternatives import TooManyAlternatives, read_alternatives
from playground.catalog.spec import Issue, ModelSpec, Value
from playground.catalog.validation import find_issue, validate
from playground.generations.submission.allowance import count_noun
from playground.prices.quotes import Quote

# What the list shows of the words between two groups, which all prompts have alike.
LONGEST_BETWEEN = 48
# The field of the form with the number of prompts that are drawn instead of making all, and which draw it is: `4.2`.
SAMPLE = "sample"
# The field that says which prompts the person has seen, and at which price.
CONFIRMED = "expanded"
OFFERED_SAMPLE = 4
# No click makes more, however many may wait.
MOST_AT_ONCE = 100
# Of a prompt that makes more than may wait, this many are shown.
MOST_PREVIEWED = 12
LARGEST_SHOWN = 10**12

_SAMPLE = re.compile(r"([1-9][0-9]{0,2})(?:\.([0-9]{1,4}))?")


@dataclass(frozen=True, slots=True)
class Expansion:
    """The prompts that Generate makes, with the number of pictures.

    `count` is how many prompts the alternatives make; `sample` is how many of them are drawn, 0 for all, and `draw` is
    the number of the draw. With a `problem` nothing can be made, and `prompts` are only the first ones.
    """

    name: str
    prompts: Sequence[Prompt]
    has_alternatives: bool = False
    count: int = 1
    variants: int = 1
    pictures_each: int = 1
    sample: int = 0
    draw: int = 0
    problem: str = ""

    @property
    def times(self) -> int:
        """By how many prompts the pictures of the form are multiplied."""
        return 1 if self.problem else len(self.prompts)

    @property
    def pictures(self) -> int:
        """How many pictures Generate makes."""
        return self.times * self.variants * self.pictures_each

    def confirmation(self, price: Quote) -> str:
        """Return a digest of the prompts, the pictures of each and the price: what is seen before Generate."""
        shown = [*(prompt.text for prompt in self.prompts), str(self.variants * self.pictures_each), price.text]
        return hashlib.sha256("\0".join(shown).encode(errors="replace")).hexdigest()[:16]

    @property
    def words(self) -> str:
        """The line of the form: `6 prompts`, or `4 of 1,200 prompts`."""
        if self.sample:
            return f"{len(self.prompts)} of {say_count(self.count)} prompts"
        return count_noun(self.count, "prompt") if self.count < 1000 else f"{say_count(self.count)} prompts"

    def ask(self, price: Quote) -> str:
        """Return what is said to somebody who has not seen the prompts yet, or not with this price."""
        cost = "" if price.micros == 0 else f" for {price.text}" if price.known else ", whose price is unknown"
        return f"The alternatives make {self.words}{cost}. Look at them below, then press “Generate {self.pictures}”."

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the code says, which has one of the prompts."""
        return (f"The first of {len(self.prompts)} prompts.",) if len(self.prompts) > 1 else ()

    @property
    def field_value(self) -> str:
        """What the form keeps of the sample."""
        return f"{self.sample}.{self.draw}" if self.sample else ""

    @property
    def next_sample(self) -> str:
        """The field's value for another draw."""
        return f"{self.sample or OFFERED_SAMPLE}.{self.draw + 1 if self.sample else 0}"

    @property
    def offers_sample(self) -> bool:
        """Whether a sample would be fewer than all."""
        return not self.sample and self.count > OFFERED_SAMPLE and (not self.problem or self.count > 1)

    def write(self, params: Mapping[str, Value]) -> dict[str, Value]:
        """Return the params with the first prompt, or with the only one."""
        return {**params, self.name: self.prompts[0].text} if self.name in params else dict(params)

    def write_each(self, params: Mapping[str, Value]) -> list[dict[str, Value]]:
        """Return the params of each prompt."""
        return [{**params, self.name: prompt.text} for prompt in self.prompts]

    def lines(self) -> list[SafeString]:
        """Return the prompts as the list shows them: with the words that differ marked, and long others shortened."""
        return [format_html_join("", "{}", ([_mark(*piece)] for piece in prompt.pieces)) for prompt in self.prompts]

    def labels(self) -> list[str]:
        """Return for each prompt the words by which it differs, for its caption."""
        return [" · ".join(word or "–" for word in prompt.words) for prompt in self.prompts]


def say_count(count: int) -> str:
    return f"{count:,}" if count <= LARGEST_SHOWN else f"more than {LARGEST_SHOWN:,}"


def expand_prompt(spec: ModelSpec, params: Mapping[str, Value], values: Mapping[str, Sequence[str]]) -> Expansion:
    """Return the prompts of params; the values of the form say how many pictures of each, and whether a sample."""
    parameter = spec.by_role("prompt")
    name = parameter.name if parameter else ""
    text = params.get(name)
    text = text if isinstance(text, str) else ""
    try:
        read = read_alternatives(text)
    except TooManyAlternatives as error:
        return Expansion(name, [Prompt(text)], has_alternatives=True, problem=error.sentence)
    if not read.groups:
        return Expansion(name, [Prompt(read.first)])
    variants, each = _read_variants(values), pictures_each(spec, params)
    most = max(1, _most_at_once() // variants)
    sample, draw = _read_sample(values)
    if sample and read.count > min(sample, most):
        prompts = read.sample(min(sample, most), draw)
        return Expansion(name, prompts, True, read.count, variants, each, len(prompts), draw)
    if read.count > most:
        first = read.expand(MOST_PREVIEWED)
        return Expansion(name, first, True, read.count, variants, each, problem=_refuse(read.count, variants))
    prompts = read.expand(most)
    return Expansion(name, prompts, True, len(prompts), variants, each)


def validate_each(spec: ModelSpec, params: Mapping[str, Value], values: Mapping[str, Sequence[str]]) -> list[Issue]:
    """Return the issues of the params with each of their prompts; of several with one the first."""
    expansion = expand_prompt(spec, params, values)
    issues = validate(spec, expansion.write(params))
    if expansion.problem:
        return [*issues, Issue(expansion.name, expansion.problem)]
    if not expansion.has_alternatives:
        return issues
    others = [issue for issue in issues if issue.field != expansion.name]
    found = enumerate((_find_issue(spec, each) for each in expansion.write_each(params)), start=1)
    wrong = next(((number, issue) for number, issue in found if issue), None)
    if wrong is None:
        return others
    where = f"{wrong[1].message.removesuffix('.')}, in prompt {wrong[0]} of {len(expansion.prompts)}."
    return [Issue(expansion.name, where), *others]


def _find_issue(spec: ModelSpec, params: Mapping[str, Value]) -> Issue | None:
    parameter = spec.by_role("prompt")
    return find_issue(spec, parameter, params) if parameter else None


def is_confirmed(expansion: Expansion, price: Quote, posted: QueryDict) -> bool:
    """Return whether the person has seen these prompts and their price, by the field that came with them."""
    return posted.get(CONFIRMED) == expansion.confirmation(price)


def _mark(text: str, is_chosen: bool) -> str:
    if is_chosen:
        return format_html("<mark>{}</mark>", text or "–")
    if len(text) <= LONGEST_BETWEEN:
        return text
    half = LONGEST_BETWEEN // 2
    # Whole words, where there are spaces.
    return f"{text[:half].rpartition(' ')[0] or text[:half]} … {text[-half:].partition(' ')[2] or text[-half:]}"


def _most_at_once() -> int:
    return min(settings.MOST_QUEUED, MOST_AT_ONCE)


def _refuse(count: int, variants: int) -> str:
    times = f", with {variants} pictures of each" if variants > 1 else ""
    most = count_noun(_most_at_once(), "picture")
    return (
        f"The alternatives make {say_count(count)} prompts{times}; one click makes at most {most}."
        " Make a sample, or remove some alternatives."
    )


def _read_sample(values: Mapping[str, Sequence[str]]) -> tuple[int, int]:
    found = _SAMPLE.fullmatch((values.get(SAMPLE) or [""])[-1])
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)


def _read_variants(values: Mapping[str, Sequence[str]]) -> int:
    asked = (values.get("variants") or ["1"])[-1]
    return int(asked) if asked in ("1", "2", "3", "4") else 1


def pictures_each(spec: ModelSpec, params: Mapping[str, Value]) -> int:
    """Return how many pictures the API makes for one request."""
    parameter = spec.by_role("count")
    asked = params.get(parameter.name) if parameter else None
    return asked if isinstance(asked, int) and not isinstance(asked, bool) and asked > 0 else 1
