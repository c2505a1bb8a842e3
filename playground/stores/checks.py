"""System checks of the stores: combinations of variables that cannot work, or that do not do what they seem to do."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004

from playground.configuration.environment import read_text
from playground.stores.settings import Stores

# With any of these variables boto3 finds a key that is not in the environment itself.
ROLES = ("AWS_PROFILE", "AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")

# A host without a name is a socket. Neither can be reached by another machine under this address.
THIS_MACHINE = ("", "localhost", "127.0.0.1", "::1")


@register("stores")
def check_stores(app_configs: Sequence[Any] | None, **kwargs: object) -> list[CheckMessage]:
    """Return errors and warnings about the stores that the environment names."""
    stores: Stores = settings.STORES
    return [*_check_bucket(stores), *([] if _is_one_machine(stores) else _check_machines(stores))]


def _check_bucket(stores: Stores) -> Iterator[CheckMessage]:
    endpoint = read_text("S3_ENDPOINT_URL")
    keys = [name for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") if read_text(name)]
    if not stores.has_bucket:
        if endpoint:
            hint = "Set S3_BUCKET, or unset S3_ENDPOINT_URL."
            yield Warning("S3_ENDPOINT_URL is set, but S3_BUCKET is not.", hint=hint, id="stores.W001")
    elif len(keys) == 1:
        hint = "Set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither if the instance role gives access."
        yield Error(
            f"S3_BUCKET is set, but of the two parts of the key only {keys[0]} is.", hint=hint, id="stores.E001"
        )
    elif not keys and endpoint:
        hint = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: only machines at Amazon have instance roles."
        yield Error("S3_BUCKET and S3_ENDPOINT_URL are set without a key.", hint=hint, id="stores.E002")
    elif not keys and not any(read_text(name) for name in ROLES):
        hint = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, unless the instance role gives access."
        yield Warning("S3_BUCKET is set without a key.", hint=hint, id="stores.W002")


def _is_one_machine(stores: Stores) -> bool:
    """Return whether every store is on this machine, so that nothing suggests a second one."""
    # Every command prints the warnings, so a needless one would come by mail from each nightly backup.
    hosts = [stores.database.get("HOST", ""), urlsplit(stores.queue.get("url", "")).hostname or ""]
    is_near = all(host in THIS_MACHINE or host.startswith("/") for host in hosts)
    return is_near and not stores.has_bucket


def _check_machines(stores: Stores) -> Iterator[CheckMessage]:
    """Check what several machines must share; a server for one store suggests that there are several machines."""
    if not stores.has_postgres and (stores.has_redis or stores.has_bucket):
        hint = "Set DATABASE_URL before you add a second machine. For one machine nothing needs to change."
        yield Warning("The database is a file, which only one machine can use.", hint=hint, id="stores.W003")
    if stores.has_postgres:
        names = ("PLAYGROUND_SECRET_KEY", "PLAYGROUND_ENCRYPTION_KEYS")
        for name in (name for name in names if not read_text(name)):
            hint = f"Set {name} to the same value on all machines. For one machine nothing needs to change."
            yield Warning(f"Without {name} each machine creates a secret of its own.", hint=hint, id="stores.W004")
