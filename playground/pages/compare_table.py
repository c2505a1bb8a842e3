"""The table of a comparison: what differs, and apart from it what is the same for all pictures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from playground.generations.models import Generation
from playground.library.comparison import ComparedValue, Comparison, compare_values
from playground.library.word_difference import WordDifference
from playground.pages.cards import Card
from playground.pages.compare_panes import Pane
from playground.pages.field_text import say_value
from playground.pages.lineage_line import name_model
from playground.pages.measured import ColourFact, list_measured
from playground.pages.picture_urls import thumbnail_url
from playground.prices.money import show

MARKED = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
# Of the values that say below a picture how it differs from the others.
MOST_SAID = 3
SKETCH = "sketch of this server"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a picture has in a row; `unusual` marks what most others do not have."""

    text: str
    unusual: bool = False
    # The thumbnails of input pictures.
    pictures: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PromptRow:
    """A prompt with what differs in it marked, and the numbers of the pictures that have it."""

    numbers: Sequence[int]
    text: SafeString | str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of what differs, the pairs of what is the same, and the prompts."""

    numbers: Sequence[int] = ()
    rows: Sequence[tuple[str, Sequence[Cell]]] = ()
    same: Sequence[tuple[str, str]] = ()
    prompts: Sequence[PromptRow] = ()
    # Whether any setting does.
    differs: bool = False
    # By the number of the picture.
    said: dict[int, str] = field(default_factory=dict)


def make_table(panes: Sequence[Pane]) -> Table:
    """Return what differs among the pictures; an upload has no settings."""
    made = [pane for pane in panes if pane.card]
    numbers = [pane.number for pane in made]
    cards = [pane.card for pane in made if pane.card]
    if not cards:
        return Table()
    comparison = Comparison([card.generation for card in cards])
    values = [*_list_facts(cards), *comparison.values]
    differing = [value for value in values if value.differs]
    outcomes = _list_outcomes(cards)
    rows = [(value.title, _cells(value)) for value in differing] + list(_list_inputs(cards))
    # Nobody chose what came of the request, so nothing of it is unusual.
    rows += [(title, [Cell(text or "—") for text in texts]) for title, texts in outcomes.items() if len(set(texts)) > 1]
    return Table(
        numbers=numbers,
        rows=rows + list(_list_colours(cards)),
        same=[(value.title, say_value(value.values[0])) for value in values if not value.differs]
        + [(title, texts[0]) for title, texts in outcomes.items() if texts[0] and len(set(texts)) == 1],
        prompts=[
            PromptRow(
                [numbers[place] for place in prompt.places],
                mark_words(prompt.words) if prompt.words else prompt.text,
            )
            for prompt in comparison.prompts
        ],
        differs=bool(differing),
        said=_say(numbers, differing),
    )


def mark_words(words: WordDifference) -> SafeString:
    """Return the text with what was removed and added marked, without a space that is not in it."""
    marked = []
    for part in words.parts:
        # A space at the end belongs to the text, and would be struck through or underlined.
        word = part.text.rstrip()
        marked.append((format_html(MARKED[part.kind], word) if word else "", part.text[len(word) :]))
    return format_html_join("", "{}{}", marked)


def _list_facts(cards: Sequence[Card]) -> Iterator[ComparedValue]:
    """Yield what shapes a picture beside its parameters."""
    facts: dict[str, Callable[[Card], str]] = {
        "Model": lambda card: name_model(card.generation),
        "Made by": lambda card: card.api_title or SKETCH,
        "Size": lambda card: str(card.generation.size),
    }
    for title, read in facts.items():
        yield compare_values(title, title, [read(card) for card in cards])


def _cells(value: ComparedValue) -> list[Cell]:
    return [Cell(say_value(one), unusual) for one, unusual in zip(value.values, value.unusual, strict=True)]


def _list_inputs(cards: Sequence[Card]) -> Iterator[tuple[str, list[Cell]]]:
    """Yield the row of the input pictures where they differ."""
    inputs = [_inputs_of(card.generation) for card in cards]
    if any(found != inputs[0] for found in inputs):
        yield "Input pictures", [Cell("" if found else "—", pictures=found) for found in inputs]


def _inputs_of(generation: Generation) -> list[str]:
    return [thumbnail_url(found.image, "small") for found in generation.inputs.all()]


def _list_outcomes(cards: Sequence[Card]) -> dict[str, list[str]]:
    """Return what came of each request, "" where it is not known."""
    outcomes: dict[str, Callable[[Card], str]] = {"Price": say_price, "Time": lambda card: card.seconds}
    return {title: [read(card) for card in cards] for title, read in outcomes.items()}


def _list_colours(cards: Sequence[Card]) -> Iterator[tuple[str, list[Cell]]]:
    """Yield for each colour that a prompt asks for the closest one in the first picture of each card."""
    measured = [list_measured(card.generation)[:1] for card in cards]
    found = [{colour.hex: colour for each in one for colour in each.colours} for one in measured]
    asked = {hex_code: colour.name for colours in found for hex_code, colour in colours.items()}
    for hex_code, name in asked.items():
        yield f"{hex_code} {name}".strip(), [Cell(_say_colour(colours.get(hex_code))) for colours in found]


def _say_colour(colour: ColourFact | None) -> str:
    return f"{colour.closest}, ΔE {colour.delta_e}, {colour.share}" if colour else "—"


def say_price(card: Card) -> str:
    """Return what the API said that it charged, or else what was computed before; "" where neither is known."""
    charged, quoted = card.generation.charged, card.generation.quoted
    if charged is None and card.cost:
        return card.cost
    known = quoted if charged is None else charged
    return "" if known is None else show(known)


def _say(numbers: Sequence[int], differing: Sequence[ComparedValue]) -> dict[int, str]:
    """Return for each picture how it differs, in a few words."""
    shown = differing[:MOST_SAID]
    return {
        number: " · ".join(_say_one(value, place) for value in shown if value.values[place] is not None)
        for place, number in enumerate(numbers)
    }


def _say_one(value: ComparedValue, place: int) -> str:
    said = say_value(value.values[place])
    # These values speak for themselves.
    return said if value.key in ("Model", "Made by", "Size", "ratio") else f"{value.title} {said}"
