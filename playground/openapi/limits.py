"""The limits on request bodies, which the API enforces and the document states."""

from playground.imaging.uploads import MOST_BYTES

MEGABYTE = 1024 * 1024
MAX_JSON_BYTES = MEGABYTE
MAX_FILE_BYTES = MOST_BYTES
