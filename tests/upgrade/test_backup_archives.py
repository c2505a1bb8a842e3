"""A file that is not a backup, or a damaged or hostile one, is refused before anything is touched."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.generations.backups.archive import MANIFEST, ArchiveWriter, BackupRefused, Manifest, read_manifest

type Change = Callable[[tarfile.TarFile, ArchiveWriter], None]


@pytest.fixture
def build(tmp_path: Path) -> Callable[[Change], Path]:
    """Return a function that makes an archive with something more in it than a small sound one has."""

    def act(change: Change) -> Path:
        path = tmp_path / "backup.tar"
        with path.open("wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
            writer = ArchiveWriter(tar)
            writer.add("secret_key", b"secret")
            writer.add("files/images/cat.png", b"a picture")
            change(tar, writer)
            writer.finish(Manifest(created="now", database="sqlite", migrations=[]))
        return path

    return act


def nothing(tar: tarfile.TarFile, writer: ArchiveWriter) -> None:
    """Change nothing."""


def test_reads_an_intact_archive(build: Callable[[Change], Path]) -> None:
    assert read_manifest(build(nothing)).members["secret_key"][0] == 6


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "files/../../evil", "files//evil", "files/", "evil", "rows/a/b.copy", "files/a\\b"]
)
def test_refuses_names_that_lead_out_of_the_home(build: Callable[[Change], Path], name: str) -> None:
    with pytest.raises(BackupRefused, match="is not part of a backup"):
        read_manifest(build(lambda tar, writer: writer.add(name, b"evil")))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_refuses_links_and_devices(build: Callable[[Change], Path], kind: bytes) -> None:
    def change(tar: tarfile.TarFile, writer: ArchiveWriter) -> None:
        info = tarfile.TarInfo("files/link")
        info.type, info.linkname = kind, "/etc/passwd"
        tar.addfile(info)

    with pytest.raises(BackupRefused, match="is not part of a backup"):
        read_manifest(build(change))


def test_refuses_a_duplicate_name(build: Callable[[Change], Path]) -> None:
    with pytest.raises(BackupRefused, match="twice"):
        read_manifest(build(lambda tar, writer: writer.add("secret_key", b"other")))


def test_refuses_members_that_the_manifest_does_not_list(build: Callable[[Change], Path]) -> None:
    def change(tar: tarfile.TarFile, writer: ArchiveWriter) -> None:
        writer.add("files/extra", b"more")
        del writer.members["files/extra"]

    with pytest.raises(BackupRefused, match="damaged: 'files/extra'"):
        read_manifest(build(change))


def test_detects_a_single_wrong_byte(build: Callable[[Change], Path]) -> None:
    path = build(nothing)
    path.write_bytes(path.read_bytes().replace(b"a picture", b"a pictura"))
    with pytest.raises(BackupRefused, match=r"damaged: 'files/images/cat\.png'"):
        read_manifest(path)


def test_refuses_an_archive_without_its_end(build: Callable[[Change], Path]) -> None:
    path = build(nothing)
    path.write_bytes(path.read_bytes()[:2048])
    with pytest.raises(BackupRefused, match=r"end is missing|damaged"):
        read_manifest(path)


@pytest.mark.parametrize("content", [b"", b"no archive" * 100, b"\x1f\x8b\x08\x00"])
def test_refuses_a_file_that_is_not_an_archive(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.tar"
    path.write_bytes(content)
    with pytest.raises(BackupRefused, match=r"not a backup|end is missing"):
        read_manifest(path)
    with pytest.raises(BackupRefused, match="No such file"):
        read_manifest(tmp_path / "nowhere.tar")


@pytest.mark.parametrize("manifest", [b"{", b"[]", b'{"other": 1}', json.dumps({"created": "", "version": 9}).encode()])
def test_refuses_an_unknown_manifest(tmp_path: Path, manifest: bytes) -> None:
    path = tmp_path / "file.tar"
    with tarfile.open(path, "w") as tar:
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(manifest)
        tar.addfile(info, io.BytesIO(manifest))
    with pytest.raises(BackupRefused, match=r"cannot be read|version 9"):
        read_manifest(path)
