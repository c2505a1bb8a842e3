"""Names for picture files: unguessable in URLs, readable for downloads."""

import re
import secrets
import unicodedata
from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2s
from pathlib import PurePath
from uuid import UUID

_LONGEST_WORDS = 40
_LONGEST_DOWNLOAD = 80
_FEWEST_LETTERS = 8
_TOKEN_LETTERS = 5
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_EXTENSION = re.compile(r"\.(png|jpe?g|webp|gif|avif)$", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = str.maketrans("", "", "'’`")
# Latin letters that Unicode does not decompose into a letter and an accent.
_LETTERS = str.maketrans(
    {"ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "đ": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)


def wire_name(words: str, format: str, now: datetime, token: str | None = None) -> str:
    """Return a path like `images/2026_03_27_10_00_05_001_summer-fest-<token>.png`.

    `words` is the prompt or a file name, of which at most 40 characters are kept. `now` is used as it is, without
    conversion of the time zone. Without `token`, a random one with 128 bits is used.
    """
    token = token or b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=").lower()
    moment = f"{now:%Y_%m_%d_%H_%M_%S}_{now.microsecond // 1000:03d}"
    return f"images/{moment}_{make_slug(_EXTENSION.sub('', words.strip()), _LONGEST_WORDS)}-{token}.{format}"


def download_name(words: str, facts: Sequence[str], token: str, format: str) -> str:
    """Return a file name of about 80 characters at most, like `slow-pour-festival-9x16-g4-s1203-k3f7q.png`.

    `facts` tell pictures with the same words apart for the reader, and `token` tells apart those with the same facts.
    All parts are lower-case ASCII, so that the name means one file on Windows and macOS, too, and needs no quotes in a
    shell.
    """
    ending = "".join(f"-{part}" for part in (*facts, token)) + f".{format}"
    return make_slug(words, max(_LONGEST_DOWNLOAD - len(ending), _FEWEST_LETTERS)) + ending


def shorten_file_name(name: str, longest: int) -> str:
    """Return the name with at most that many characters, and with its ending."""
    path = PurePath(name)
    return name if len(name) <= longest else path.stem[: longest - len(path.suffix)] + path.suffix[:longest]


def name_shape(ratio: str, width: int, height: int) -> str:
    """Return the shape for the name of a file: the ratio like `9x16`, or without one the size in pixels."""
    return ratio.replace(":", "x") or f"{width}x{height}"


def short_token(id: UUID) -> str:
    """Return five letters and digits for an id; one pair of 33 million different ids has the same."""
    # Hashed, because ids of the same moment begin alike. Crockford's alphabet has no letters that look like digits.
    number = int.from_bytes(blake2s(id.bytes, digest_size=4).digest())
    return "".join(_CROCKFORD[number >> 5 * place & 31] for place in range(_TOKEN_LETTERS))


def make_slug(words: str, longest: int) -> str:
    """Return lower-case ASCII words joined by hyphens, cut between words if possible, or "picture"."""
    # A prompt can have thousands of characters; a name needs only the first.
    letters = unicodedata.normalize("NFKD", words[: 20 * longest].lower().translate(_LETTERS))
    plain = letters.translate(_APOSTROPHES).encode("ascii", "ignore").decode("ascii")
    slug = _BETWEEN_WORDS.sub("-", plain.lower()).strip("-")
    if len(slug) > longest:
        whole = slug[: longest + 1].rpartition("-")[0]
        slug = whole or slug[:longest]
    return slug or "picture"
