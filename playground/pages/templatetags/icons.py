"""The tag `{% icon "copy" %}`."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, style: str = "") -> SafeString:
    """Return an icon of the sprite, with one more class if it is given.

    A page has a dozen of them, and they are always the same: rendering each time would take a tenth of the whole page.
    """
    return render_to_string("_icon.html", {"name": name, "style": style})
