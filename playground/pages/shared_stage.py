"""Keeps a shared picture on the stage after somebody opened its recipe in the playground."""

from django.http import Http404
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from playground.pages.arrangement import arrange
from playground.pages.cards import Card
from playground.pages.listing import Stage
from playground.pages.share import list_pictures
from playground.pages.shared_files import find_shared


def show_shared(slug: str) -> Stage | None:
    """Return the stage with the pictures of an open link, or None if the link shows no recipe or has ended."""
    try:
        link = find_shared(slug)
    except Http404:
        return None
    # Only a shared recipe can be opened, so for other links this address was made up.
    if link.picture_only:
        return None
    card = Card(link.generation)
    context = {"link": link, "card": card, "pictures": list_pictures(link, card)}
    html = SafeString(render_to_string("share/_on_stage.html", context))
    return Stage([html], arrange([shot.picture.width / shot.picture.height for shot in card.shots]))
