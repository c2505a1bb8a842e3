"""From a row to what the remote engine is given: parameters, pictures, the key."""

from collections.abc import Mapping, Sequence
from typing import Literal
from uuid import UUID

from playground.accounts.remote_keys import Access, KeyUnavailable, Reach, find_access, read_base_url
from playground.catalog.spec import ModelSpec, Value
from playground.dialects.base import Answer, Dialect
from playground.dialects.registry import get_dialect
from playground.engines.base import EngineRequest, InputPicture
from playground.engines.remote.base import Account, RemoteRequest, Webhook
from playground.generations.messages import charged, is_free
from playground.generations.models import Generation, Worker
from playground.generations.reports import report_address
from playground.generations.submission.inputs import image_keys, is_url, read_inputs
from playground.generations.worker.fetch_inputs import fetch_inputs, need_spec
from playground.generations.worker.progress import ProgressReport
from playground.generations.worker.remote.errors import KeyMissing, LeftBehind
from playground.generations.worker.remote.job_columns import read_accepted
from playground.stores.retry import persist

type Keys = dict[tuple[UUID, str, str], Access]


def prepare_all(rows: Sequence[Generation]) -> list[RemoteRequest | Exception]:
    """Return the request of each row, or why there is none; a key is decrypted once for all rows that use it."""
    keys: Keys = {}
    return [_try_to_prepare(row, keys) for row in rows]


def _try_to_prepare(row: Generation, keys: Keys) -> RemoteRequest | Exception:
    try:
        return persist(lambda: _prepare(row, keys))
    # An error in one row must not stop the others.
    except Exception as error:  # noqa: BLE001
        return error


def _prepare(row: Generation, keys: Keys) -> RemoteRequest:
    """Return the request, or raise an `EngineError`."""
    spec = need_spec(row)
    dialect = get_dialect(spec.dialect)
    accepted = read_accepted(row)
    # The row may have waited longer than the API recognises a repeat of its request.
    if not row.can_go_on:
        raise LeftBehind(charged(spec.id))
    account = _find_account(row, dialect, keys, accepted)
    # The pictures of a request that was accepted are not sent again.
    inputs = () if accepted else read_inputs(row, spec)
    # The id belongs to the row, so that another worker repeats the request under the same idempotency key.
    request = _make_engine_request(row, spec, inputs)
    address = report_address(row)
    return RemoteRequest(request, account, str(row.wire_id), accepted, Webhook(address) if address else None)


def fetch_foreign_inputs(row: Generation, worker: Worker) -> None:
    """Fetch the pictures that are named by URLs, or raise an `EngineError`; it may take a minute."""
    fetch_inputs(row, worker, ProgressReport(row, worker))


def has_foreign_inputs(row: Generation) -> bool:
    """Whether a picture is still to be fetched."""
    spec = row.spec
    return spec is not None and not row.is_accepted and any(map(is_url, image_keys(spec, row.resolved)))


def _find_account(row: Generation, dialect: Dialect, keys: Keys, accepted: Answer | None) -> Account:
    whose: Literal["server", "own"] = "own" if row.key_source == "own" else "server"
    try:
        access = _find_access(row, dialect, keys)
    except KeyUnavailable as error:
        policy = dialect.policy
        # Downloading pictures that are made takes no key, nor does every API. A server has an address, though.
        if (policy.needs_key or policy.is_own_server) and (accepted is None or not accepted.urls):
            late = f" It was already sent to {dialect.title}, so it may be charged." if row.sent else ""
            raise KeyMissing(error.sentence + ("" if is_free(row.spec_id) else late)) from error
        reach: Reach = "public" if policy.is_own_server else "configured"
        access = Access("", read_base_url(dialect.name, dialect.base_url), reach)
    return Account(access.address, access.key, whose, str(row.owner_id), access.reach)


def _find_access(row: Generation, dialect: Dialect, keys: Keys) -> Access:
    which = (row.owner_id, dialect.name, row.key_source)
    if which not in keys:
        keys[which] = find_access(row.owner, dialect.name, row.key_source, dialect.base_url, title=dialect.title)
    return keys[which]


def _make_engine_request(row: Generation, spec: ModelSpec, inputs: tuple[InputPicture, ...]) -> EngineRequest:
    return EngineRequest(
        spec=spec,
        resolved=row.resolved,
        seed=row.seed,
        size=row.size,
        inputs=inputs,
        count=row.count,
        params=_read_params(row, spec),
    )


def _read_params(row: Generation, spec: ModelSpec) -> Mapping[str, Value]:
    """Return the parameters that were set, and the seed where the model has one; never a default."""
    picture, seed = spec.by_role("picture"), spec.by_role("seed")
    params = {name: value for name, value in row.asked.items() if picture is None or name != picture.name}
    if seed is not None:
        params[seed.name] = row.seed
    if row.count > 1:
        counter = spec.by_role("count")
        params[counter.name if counter else "n"] = row.count
    return params
