"""From a row to what the remote engine is asked: params, pictures, the key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from playground.accounts.remote_keys import KeyUnavailable, account_for, read_base_url
from playground.catalog.spec import ModelSpec, Value
from playground.dialects.base import Dialect
from playground.dialects.registry import get_dialect
from playground.engines.base import EngineRequest, InputPicture
from playground.engines.errors import Failed
from playground.engines.remote.base import Account, Ticket
from playground.generations.messages import charged, model_not_offered
from playground.generations.models import Generation, Worker
from playground.generations.submission.inputs import image_keys, is_url, read_inputs
from playground.generations.worker.fetch_inputs import gather_inputs
from playground.generations.worker.local import ProgressReport
from playground.generations.worker.remote.errors import KeyMissing, LeftBehind
from playground.generations.worker.remote.job_columns import read_ticket
from playground.stores.retry import persist

type Accounts = dict[tuple[UUID, str, str], Account]


@dataclass(frozen=True, slots=True)
class Order:
    """All that the remote engine is given for one generation; with a ticket nothing is sent any more."""

    request: EngineRequest
    account: Account
    ticket: Ticket | None


def prepare_all(rows: Sequence[Generation]) -> list[Order | Exception]:
    """Return the order of each row, or why there is none; a key is read once for all rows that use it."""
    accounts: Accounts = {}
    return [_try_to_prepare(row, accounts) for row in rows]


def _try_to_prepare(row: Generation, accounts: Accounts) -> Order | Exception:
    try:
        return persist(lambda: prepare(row, accounts))
    # Whatever is wrong with one row must not keep the others.
    except Exception as error:  # noqa: BLE001
        return error


def prepare(row: Generation, accounts: Accounts) -> Order:
    """Return the order, or raise an `EngineError`."""
    spec = row.spec
    if spec is None:
        raise Failed(model_not_offered(row.spec_id))
    dialect = get_dialect(spec.dialect)
    ticket = read_ticket(row)
    if not row.can_go_on:
        raise LeftBehind(charged(spec.dialect))
    try:
        account = _find_account(row, dialect, accounts)
    except KeyMissing:
        if ticket is None or ticket.answer is None:
            raise
        # To fetch what is made takes no key.
        account = Account(
            read_base_url(dialect.name, dialect.base_url),
            "",
            "own" if row.key_source == "own" else "server",
            str(row.owner_id),
        )
    return Order(_write_request(row, spec, inputs=() if ticket else read_inputs(row, spec)), account, ticket)


def gather(row: Generation, worker: Worker) -> None:
    """Fetch the pictures that are named by addresses elsewhere, or raise an `EngineError`; it may take a minute."""
    gather_inputs(row, worker, ProgressReport(row, worker))


def needs_gathering(row: Generation) -> bool:
    """Whether a picture is still to be fetched."""
    spec = row.spec
    return spec is not None and not row.has_ticket and any(map(is_url, image_keys(spec, row.resolved)))


def _find_account(row: Generation, dialect: Dialect, accounts: Accounts) -> Account:
    which = (row.owner_id, dialect.name, row.key_source)
    if which not in accounts:
        try:
            found = account_for(
                row.owner, dialect.name, row.key_source, default_base_url=dialect.base_url, title=dialect.title
            )
        except KeyUnavailable as error:
            late = f" It was sent to {dialect.title} already, so it may be charged." if row.sent else ""
            raise KeyMissing(error.sentence + late) from error
        accounts[which] = Account(found.base_url, found.key, found.whose, str(row.owner_id))
    return accounts[which]


def _write_request(row: Generation, spec: ModelSpec, *, inputs: tuple[InputPicture, ...]) -> EngineRequest:
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
    """Return what was asked, and the seed where the model takes one; never a default."""
    picture, seed = spec.by_role("picture"), spec.by_role("seed")
    params = {name: value for name, value in row.asked.items() if picture is None or name != picture.name}
    if seed is not None:
        params[seed.name] = row.seed
    if row.count > 1:
        params["n"] = row.count
    return params
