"""Reads the `Idempotency-Key` header, with which a client may send a request again."""

from collections.abc import Mapping
from typing import Any

from playground.api.endpoint import ApiRequest
from playground.dialects.errors import WireError
from playground.generations.submission.idempotency import LONGEST_IDEMPOTENCY_KEY, IdempotentRequest, digest_body


def read_idempotency(request: ApiRequest, body: Mapping[str, Any]) -> IdempotentRequest | None:
    """Return the key with the digest of the body, or None without a key; raise `WireError` with 400."""
    key = request.http.headers.get("Idempotency-Key", "").strip()
    if len(key) > LONGEST_IDEMPOTENCY_KEY or not key.isprintable():
        limit = f"the maximum is {LONGEST_IDEMPOTENCY_KEY}, all of them printable."
        sentence = f"Idempotency-Key has {len(key):,} characters; {limit}"
        raise WireError(sentence, field="Idempotency-Key")
    return IdempotentRequest(request.owner, key, digest_body(body)) if key else None
