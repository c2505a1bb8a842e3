"""The tag `{% icon "copy" %}`."""

import re
from functools import cache

from django import template
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString, mark_safe

DRAWING = re.compile(r'<symbol id="([a-z-]+)" viewBox="0 0 20 20">(.*?)</symbol>', re.DOTALL)

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, style: str = "") -> SafeString:
    """Return an icon of `templates/icons.svg`, with one more class if it is given.

    It is drawn in the page, since a file of drawings would be one more request and, for browsers, one more document.
    A page has dozens of icons, and they are always the same: rendering each time would take a tenth of the whole page.
    """
    return render_to_string("_icon.html", {"drawing": drawings()[name], "style": style})


@cache
def drawings() -> dict[str, SafeString]:
    """Return the drawing of each icon, on a square of 20."""
    source = str(get_template("icons.svg").template.source)  # type: ignore[attr-defined]
    # The drawings are our own. Browsers would keep the ends of lines.
    return {name: mark_safe(" ".join(drawing.split())) for name, drawing in DRAWING.findall(source)}  # noqa: S308
