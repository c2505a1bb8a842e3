"""How large the body of a request may be: what the API holds clients to, and what the document says."""

from playground.imaging.uploads import MOST_BYTES

MEGABYTE = 1024 * 1024
MOST_JSON = MEGABYTE
MOST_FILE = MOST_BYTES
