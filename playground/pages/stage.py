"""What goes onto the stage and into the filmstrip when generations are made or change."""

from playground.generations.models.finding import GenerationQuerySet
from playground.pages.cards import make_cards
from playground.pages.listing import render_card
from playground.pages.panel import new_token

CARD = "studio/_card.html"
FRAME = "history/_frame.html"
TILE = "history/_tile.html"


def generated_context(made: GenerationQuerySet) -> dict[str, object]:
    """Return the cards and frames of what was just asked for, and a new token for the form."""
    cards = make_cards(made, fresh=True)
    return {
        "cards": [render_card(card, CARD) for card in cards],
        "frames": [render_card(card, FRAME) for card in reversed(cards)],
        "token": new_token(),
    }
