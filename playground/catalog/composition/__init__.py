"""A prompt as fields, and the text that they make: subject, action, style, setting, texts, colours, camera, light.

The prompt is what is sent and stored; its fields are read from it again. `write_prose` and `write_json` write nothing
that `read_text` does not read back, so no composition is stored beside a prompt: each way by which a prompt comes back,
such as a share link or a picture file, brings its fields back, too. `static/js/composition.js` has the same rules.
"""

from playground.catalog.composition.fields import Colour, Composition, TextRow
from playground.catalog.composition.json_prompt import write_json
from playground.catalog.composition.prose import write_prose
from playground.catalog.composition.reading import Reading, read_text
from playground.catalog.composition.stored import InvalidComposition, from_json, to_json

__all__ = [
    "Colour",
    "Composition",
    "InvalidComposition",
    "Reading",
    "TextRow",
    "from_json",
    "read_text",
    "to_json",
    "write_json",
    "write_prose",
]
