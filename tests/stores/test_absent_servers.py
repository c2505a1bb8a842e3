"""A server that is not there when the playground starts is one line."""

from pathlib import Path

import pytest

from tests.launching import free_port, launch

NONE_OF_IT = {
    "DATABASE_URL": "",
    "REDIS_URL": "",
    "S3_BUCKET": "",
    "S3_ENDPOINT_URL": "",
    "AWS_ACCESS_KEY_ID": "",
    "AWS_SECRET_ACCESS_KEY": "",
}
KEYS = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("variables", "line"),
    [
        (
            {"DATABASE_URL": "postgres://anna:hidden@127.0.0.1:9/play"},
            "Cannot connect to the database of DATABASE_URL: ",
        ),
        ({"REDIS_URL": "redis://:hidden@127.0.0.1:9/0"}, "Cannot connect to the queue: "),
        ({"S3_BUCKET": "b", "S3_ENDPOINT_URL": "http://127.0.0.1:9"} | KEYS, "Cannot store files: "),
        (
            {"S3_BUCKET": "b", "S3_ENDPOINT_URL": "http://127.0.0.1:9"},
            "S3_BUCKET and S3_ENDPOINT_URL are set",
        ),
        ({"DATABASE_URL": "mysql://host/hidden"}, "DATABASE_URL must be like postgres://"),
    ],
    ids=["postgres", "redis", "bucket", "no key", "another database"],
)
def test_it_is_one_line(tmp_path: Path, variables: dict[str, str], line: str) -> None:
    said = launch(tmp_path, "--port", str(free_port()), **(NONE_OF_IT | variables))
    assert said.startswith(f"playground: {line}")
    assert "hidden" not in said
