"""The digest of a request: equal for two requests that ask the same engine for the same picture."""

import hashlib
import json
from collections.abc import Mapping

from playground.catalog.spec import ModelSpec, Value

DIGEST_LENGTH = 32


def digest_request(spec: ModelSpec, resolved: Mapping[str, Value], engine: str, key_source: str) -> str:
    """Return the digest of a resolved request. Whose key pays is part of it, since keys can lead to other servers.

    A model without a seed answers the same request differently each time. For it the seed, which only a sketch has,
    is left out.
    """
    seed = {} if spec.by_role("seed") else {"seed": None}
    return digest_values(spec.id, {**resolved, **seed}, engine, key_source)


def digest_values(spec_id: str, values: Mapping[str, object], engine: str, key_source: str) -> str:
    """Return the digest of these values, whatever their order is."""
    text = json.dumps([spec_id, dict(values), engine, key_source], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]
