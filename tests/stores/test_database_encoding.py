"""An empty database that cannot store every text is refused before it has any table."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.homes import empty_home


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_with_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    if not settings.STORES.has_postgres:
        pytest.skip("needs PostgreSQL: python -m tests.servers --only postgres pytest …")
    with empty_home(tmp_path, options=f"ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0") as home:
        said = home.refusal("prepare_home")
    assert f"has the encoding {encoding}; it must be UTF8. Make an empty one with createdb" in said
