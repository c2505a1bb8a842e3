"""Loads templates without the spaces that indent their lines."""

import re

from django.template import Origin
from django.template.loaders.filesystem import Loader as FilesystemLoader

INDENT = re.compile(r"\n[ \t]+")


class Loader(FilesystemLoader):
    """Django's loader. What it loads keeps its lines, so that errors name the right ones.

    A quarter of a page would be spaces otherwise, which would have to be rendered, kept in caches, and compressed. No
    template has an element over several lines in which spaces are shown, such as `<pre>`.
    """

    def get_contents(self, origin: Origin) -> str:
        """Return the source of a template without its indents."""
        # The line break stays, because it separates inline elements like a space does.
        return INDENT.sub("\n", super().get_contents(origin))
