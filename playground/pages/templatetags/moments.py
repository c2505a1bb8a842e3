"""The tag `{% local_time created "short" %}`."""

from datetime import datetime

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

register = template.Library()

# A day needs no zone: it is the same for most readers, and nobody counts the hours of such a date.
PATTERNS = {"long": "j F Y, H:i \\U\\T\\C", "short": "j M, H:i \\U\\T\\C", "day": "j F Y"}


@register.simple_tag
def local_time(moment: datetime, style: str = "long") -> SafeString:
    """Return a moment in UTC, which a script shows in the reader's time zone.

    A template would add a space after it, which a full stop must not have before it.
    """
    return format_html(
        '<local-time data-format="{}" data-module="{}"><time datetime="{}">{}</time></local-time>',
        style,
        static("js/local-time.js"),
        localtime(moment).isoformat(timespec="seconds"),
        date_format(localtime(moment), PATTERNS[style]),
    )
