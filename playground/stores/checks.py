"""The system checks of where things are kept: combinations of variables that cannot work, or not as it seems."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004

from playground.configuration.environment import read_text
from playground.stores.settings import Stores

# By any of these boto3 finds a key that is not in the environment itself.
ROLES = ("AWS_PROFILE", "AWS_ROLE_ARN", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")


@register("stores")
def check_stores(app_configs: Sequence[Any] | None, **kwargs: object) -> list[CheckMessage]:
    """Return what is wrong with the stores that the environment names."""
    stores: Stores = settings.STORES
    return [*_check_bucket(stores), *_check_machines(stores)]


def _check_bucket(stores: Stores) -> Iterator[CheckMessage]:
    endpoint = read_text("S3_ENDPOINT_URL")
    keys = [name for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") if read_text(name)]
    if not stores.has_bucket:
        if endpoint:
            hint = "Set S3_BUCKET, or unset S3_ENDPOINT_URL."
            yield Warning("S3_ENDPOINT_URL names a server, but no bucket there is used.", hint=hint, id="stores.W001")
    elif len(keys) == 1:
        hint = (
            "Set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or none where the machine's role opens the bucket."
        )
        yield Error(f"S3_BUCKET comes with {keys[0]} alone.", hint=hint, id="stores.E001")
    elif not keys and endpoint:
        hint = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: only Amazon's machines have roles."
        yield Error("S3_BUCKET at S3_ENDPOINT_URL comes without a key.", hint=hint, id="stores.E002")
    elif not keys and not any(read_text(name) for name in ROLES):
        hint = "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, unless the role of this machine opens the bucket."
        yield Warning("S3_BUCKET comes without a key.", hint=hint, id="stores.W002")


def _check_machines(stores: Stores) -> Iterator[CheckMessage]:
    """Look at what several machines have in common, which is what servers are for."""
    if not stores.has_postgres and (stores.has_redis or stores.has_bucket):
        hint = "Set DATABASE_URL before there is a second machine; on one machine all is well."
        yield Warning("The database is a file, which one machine alone can use.", hint=hint, id="stores.W003")
    if stores.has_postgres:
        names = ("PLAYGROUND_SECRET_KEY", "PLAYGROUND_ENCRYPTION_KEYS")
        for name in (name for name in names if not read_text(name)):
            hint = f"Set {name} to the same on all machines; on one machine all is well."
            yield Warning(f"Without {name} each machine makes its own secret.", hint=hint, id="stores.W004")
