"""Where things are kept follows from three variables, each alone or together; one that cannot be read is a sentence."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from playground.stores.settings import Stores, read_stores

DATABASE = "postgres://anna:p%40ss@db.example:5433/play?sslmode=require"
REDIS = "rediss://:secret@redis.example:6380/2"
NAMES = (
    "DATABASE_URL",
    "REDIS_URL",
    "S3_BUCKET",
    "S3_ENDPOINT_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_DEFAULT_REGION",
)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def kinds(stores: Stores) -> list[str]:
    """Return the last words of database, queue, cache, files and news."""
    paths = [stores.database["ENGINE"], stores.queue["huey_class"], stores.cache["BACKEND"], stores.files["BACKEND"]]
    return [str(path).rpartition(".")[2] for path in (*paths, stores.news)]


def test_without_a_variable_all_is_in_the_home_folder(tmp_path: Path) -> None:
    stores = read_stores(tmp_path, 4)
    assert kinds(stores) == ["sqlite3", "TolerantSqliteHuey", "CountersCache", "FolderStorage", "SqliteNews"]
    assert stores.counters is not None
    places = [
        stores.database["NAME"],
        stores.counters["NAME"],
        stores.queue["filename"],
        stores.files["OPTIONS"]["location"],
    ]
    assert {Path(place).parent for place in places} == {tmp_path}
    assert {stores.has_postgres, stores.has_redis, stores.has_bucket} == {False}


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        (
            {"DATABASE_URL": DATABASE},
            ["postgresql", "TolerantPostgresHuey", "CountersCache", "FolderStorage", "PostgresNews"],
        ),
        ({"REDIS_URL": REDIS}, ["sqlite3", "TolerantRedisHuey", "SharedCache", "FolderStorage", "RedisNews"]),
        ({"S3_BUCKET": "play"}, ["sqlite3", "TolerantSqliteHuey", "CountersCache", "BucketStorage", "SqliteNews"]),
        (
            {"DATABASE_URL": DATABASE, "REDIS_URL": REDIS, "S3_BUCKET": "play"},
            ["postgresql", "TolerantRedisHuey", "SharedCache", "BucketStorage", "RedisNews"],
        ),
    ],
    ids=["postgres", "redis", "bucket", "all"],
)
def test_each_variable_moves_its_part(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variables: dict[str, str], expected: list[str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert kinds(read_stores(tmp_path, 4)) == expected


def test_a_database_is_read_with_its_parameters(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", DATABASE)
    database = read_stores(tmp_path, 4).database
    parts = [database[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")]
    assert parts == ["play", "anna", "p@ss", "db.example", "5433"]
    assert database["OPTIONS"]["sslmode"] == "require"


def test_a_database_has_room_for_all_threads_of_a_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", DATABASE)
    assert read_stores(tmp_path, 40).database["OPTIONS"]["pool"]["max_size"] > 40


def test_a_bucket_is_read_with_its_server_and_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {
        "S3_BUCKET": "play",
        "S3_ENDPOINT_URL": "https://s3.example",
        "AWS_ACCESS_KEY_ID": "id",
        # A secret may have quotation marks of its own.
        "AWS_SECRET_ACCESS_KEY": '"secret"',
        "AWS_DEFAULT_REGION": "eu-1",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    options = read_stores(tmp_path, 4).files["OPTIONS"]
    names = ("bucket_name", "endpoint_url", "access_key", "secret_key", "region_name")
    assert [options[name] for name in names] == list(given.values())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://root:hidden@host/name"),
        ("DATABASE_URL", "postgres://anna:hidden@host:port/name"),
        ("DATABASE_URL", "postgres://anna:hidden@host"),
        ("DATABASE_URL", "hidden"),
        ("REDIS_URL", "http://:hidden@redis.example"),
        ("REDIS_URL", "hidden:6379"),
    ],
)
def test_an_address_that_cannot_be_read_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} must be") as caught:
        read_stores(tmp_path, 4)
    assert "hidden" not in str(caught.value)


def test_a_bucket_server_without_a_scheme_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("S3_BUCKET", "play")
    monkeypatch.setenv("S3_ENDPOINT_URL", "s3.example")
    with pytest.raises(ImproperlyConfigured, match=r"^S3_ENDPOINT_URL must begin with"):
        read_stores(tmp_path, 4)
