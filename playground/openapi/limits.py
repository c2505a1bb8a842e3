"""The limits on request bodies, which the API enforces and the document states."""

from playground.imaging.uploads import MOST_BYTES

MEGABYTE = 1024 * 1024
# Pictures are sent as references or as files of their own, so JSON contains little more than a prompt. One of 2 MB gets
# the message that names its length and the limit of the model.
MAX_JSON_BYTES = 3 * MEGABYTE
# Many programs write each letter that is not ASCII as an escape like \u0436, three times as long as the letter.
MAX_ESCAPED_JSON_BYTES = 7 * MEGABYTE
# The same limit as for uploads on the pages, because both are decoded by the same code.
MAX_FILE_BYTES = MOST_BYTES
