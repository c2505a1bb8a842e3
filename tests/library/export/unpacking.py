"""Reads the archive of an export."""

import zipfile
from io import BytesIO
from typing import Any

from tests.cast import Person


def download(person: Person, **sent: Any) -> dict[str, bytes]:
    """Return the files of the archive, by name."""
    chosen = {} if "ids" in sent else {"everything": "on"}
    response = person.post("download_export", **({"pattern": ""} | chosen | sent))
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len({name.casefold() for name in names}) == len(names)
        return {name: archive.read(name) for name in names}


EVERYTHING = {"recipes": "on", "sheet": "on", "table": "on"}
