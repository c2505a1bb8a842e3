"""The archive of a backup: a plain tar file whose last member, the manifest, describes all other members.

It is not compressed: pictures would not become smaller, and a damaged or hostile archive cannot unpack to more bytes
than the file has.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from playground.errors import SentenceError

VERSION = 1
MANIFEST = "manifest.json"
SQLITE = "database.sqlite3"
SECRETS = ("secret_key", "encryption_keys")
# The manifest names every file with its digest. This is enough for a million files.
MAX_MANIFEST_BYTES = 256 * 1024 * 1024
MAX_NAME_LENGTH = 400
CHUNK = 1024 * 1024


class BackupRefused(SentenceError):
    """Nothing was backed up or restored; `sentence` says why."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of a backup.

    `database` is `sqlite` or `postgresql`; `migrations` lists the applied ones as `app.name`; `tables` has the columns
    of each table copied from PostgreSQL; `bucket` names the bucket with the pictures when they are not in the archive;
    `members` has the size and the SHA-256 of each other member.
    """

    created: str
    database: str
    migrations: list[str]
    bucket: str = ""
    tables: dict[str, list[str]] = field(default_factory=dict)
    members: dict[str, list[Any]] = field(default_factory=dict)
    version: int = VERSION


class ArchiveWriter:
    """Adds members one by one and the manifest at the end."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, list[Any]] = {}

    def add(self, name: str, content: bytes) -> None:
        self.add_file(name, io.BytesIO(content), len(content))

    def add_file(self, name: str, file: IO[bytes], size: int) -> None:
        """Add a member; the file must have exactly `size` bytes."""
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        source = _HashingReader(file)
        self._tar.addfile(info, source)  # type: ignore[arg-type]
        self.members[name] = [size, source.digest]

    def finish(self, manifest: Manifest) -> None:
        """Add the manifest; an archive without it is incomplete and cannot be restored."""
        content = json.dumps(asdict(manifest) | {"members": self.members}, indent=1).encode()
        self.add(MANIFEST, content)


class _HashingReader:
    """Wraps a file and computes the digest of what is read, so that large files are read only once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int) -> bytes:
        content = self._file.read(size)
        self._hash.update(content)
        return content

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def open_archive(path: Path) -> Iterator[Iterator[tuple[str, IO[bytes], int]]]:
    """Open an archive and iterate over the name, content and size of its members.

    Raises `BackupRefused` when the file cannot be read, is damaged, or has a member that no backup has.
    """
    try:
        # With `stream` the members are not remembered, so memory does not grow with the archive.
        with tarfile.TarFile(path, stream=True) as tar:
            yield _members(tar, path)
    except tarfile.TarError as error:
        raise BackupRefused(f"{path} is not a backup, or it is damaged: {error}.") from error
    except OSError as error:
        raise BackupRefused(f"Cannot read {path}: {error.strerror or error}.") from error


def _members(tar: tarfile.TarFile, path: Path) -> Iterator[tuple[str, IO[bytes], int]]:
    for member in tar:
        # Links could lead to files outside the home, and no backup contains devices.
        content = tar.extractfile(member) if member.isreg() and is_allowed(member.name) else None
        if content is None:
            raise BackupRefused(
                f"{path} contains {member.name[:100]!r}, which is not part of a backup. Nothing was restored."
            )
        yield member.name, content, member.size


def is_allowed(name: str) -> bool:
    """Return whether a backup may contain a member with this name: the database, a secret, or a file in `files/`."""
    # An archive may come from somebody else. A name such as `../../.ssh/authorized_keys` must never be unpacked.
    parts = name.split("/")
    if name in (MANIFEST, SQLITE, *SECRETS):
        return True
    is_table = len(parts) == 2 and parts[0] == "rows" and name.endswith(".copy")
    is_file = len(parts) > 1 and parts[0] == "files"
    is_plain = all(part not in {"", ".", ".."} for part in parts) and not set(name) & set("\\\0")
    return is_plain and (is_table or is_file) and len(name) <= MAX_NAME_LENGTH and not PurePosixPath(name).is_absolute()


def read_manifest(path: Path) -> Manifest:
    """Read the whole archive and return its manifest; raise `BackupRefused` unless every member matches it."""
    found: dict[str, list[Any]] = {}
    manifest: Manifest | None = None
    with open_archive(path) as members:
        for name, content, size in members:
            # A second member with the same name would replace the one whose digest was checked.
            if manifest is not None or name in found:
                raise BackupRefused(f"{path} contains {name!r} twice or after its manifest. Nothing was restored.")
            if name == MANIFEST:
                manifest = _parse(path, content, size)
            else:
                found[name] = [size, hashlib.file_digest(content, "sha256").hexdigest()]  # type: ignore[arg-type]
    if manifest is None:
        raise BackupRefused(f"{path} is not a complete backup: the manifest at its end is missing.")
    _check_members(path, manifest.members, found)
    return manifest


def _parse(path: Path, content: IO[bytes], size: int) -> Manifest:
    try:
        if size > MAX_MANIFEST_BYTES:
            raise ValueError
        manifest = Manifest(**json.loads(content.read()))
    except (TypeError, ValueError) as error:
        raise BackupRefused(f"{path} is not a backup of the playground: its manifest cannot be read.") from error
    if manifest.version != VERSION:
        raise BackupRefused(f"{path} is a backup of version {manifest.version!r}; this code reads version {VERSION}.")
    return manifest


def _check_members(path: Path, expected: Mapping[str, list[Any]], found: Mapping[str, list[Any]]) -> None:
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if wrong:
        raise BackupRefused(f"{path} is damaged: {wrong[0]!r} does not match its manifest. Use another backup.")
