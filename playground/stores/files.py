"""Picture files in an S3 bucket: private objects, read and written by one client that all threads share."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage
from urllib3.exceptions import HTTPError

NOT_FOUND, FORBIDDEN = 404, 403
# What a key has to be allowed for each operation. Without s3:ListBucket, Amazon answers 403 for a file that is missing.
PERMISSIONS = {
    "GetObject": "s3:GetObject on the files and s3:ListBucket on the bucket",
    "HeadObject": "s3:GetObject on the files and s3:ListBucket on the bucket",
    "PutObject": "s3:PutObject on the files",
    "DeleteObject": "s3:DeleteObject on the files",
    "ListObjects": "s3:ListBucket on the bucket",
    "ListObjectsV2": "s3:ListBucket on the bucket",
}


class BucketUnreachable(OSError):
    """The bucket cannot be reached, or refuses access; the files in it are unchanged."""


@contextmanager
def _translated(name: str) -> Iterator[None]:
    """Raise the errors that a folder of files would raise in place of the library's."""
    try:
        yield
    except ClientError as error:
        # S3 also answers 404 when the bucket is missing. That is a wrong setting, not the loss of every picture.
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status == NOT_FOUND and error.response["Error"]["Code"] != "NoSuchBucket":
            raise FileNotFoundError(f"The bucket has no file {name}.") from error
        raise BucketUnreachable(f"{error}{_explain_refusal(status, error.operation_name)}") from error
    # A connection that breaks off within a body may raise an error of the library below.
    except (BotoCoreError, HTTPError) as error:
        raise BucketUnreachable(str(error)) from error


def _explain_refusal(status: int, operation: str) -> str:
    """Return which permission the key needs, for an operation that it may not do."""
    needed = PERMISSIONS.get(operation, "")
    return f". Allow the key {needed}." if status == FORBIDDEN and needed else ""


def _configure(own_server: bool) -> Config:
    """Return the client's settings. Other servers than Amazon's need the bucket in the path, and no newer checksums."""
    return Config(
        s3={"addressing_style": "path" if own_server else "auto"},
        signature_version="s3v4",
        # By default the client waits for a minute each time, during which a web thread serves nobody.
        connect_timeout=5,
        read_timeout=10,
        retries={"max_attempts": 3, "mode": "standard"},
        # The default of ten connections is too few for the threads that share this client.
        max_pool_connections=32,
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


class BucketStorage(S3Storage):
    """S3Storage that reads a file with one request, has short timeouts, and raises the errors of a folder of files."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        super().__init__(client_config=_configure(bool(options.get("endpoint_url"))), **options)
        self._lock = threading.Lock()
        self._shared: Any = None

    @property
    def connection(self) -> Any:  # noqa: ANN401
        """The connection that all threads share. It is made at the first use, since that takes tens of milliseconds."""
        # The library makes one connection for each thread, which would cost that time in every thread.
        with self._lock:
            if self._shared is None:
                self._shared = super().connection
            return self._shared

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        if mode != "rb":
            raise ValueError("Files in the bucket can only be opened for reading.")
        with _translated(name):
            # The library's own way sends a HEAD request first and writes the content to a temporary file.
            return ContentFile(self.bucket.Object(self._normalize_name(name)).get()["Body"].read(), name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        with _translated(name):
            # The library's `upload_fileobj` starts threads for each file, which one request for a few megabytes does
            # not need.
            parameters = self._get_write_parameters(name, content)
            self.bucket.put_object(Key=self._normalize_name(name), Body=content.read(), **parameters)
        return name

    def exists(self, name: str) -> bool:
        """Return whether the file exists."""
        with _translated(name):
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        """Return the size of the file in bytes."""
        with _translated(name):
            return int(super().size(name))

    def delete(self, name: str) -> None:
        """Delete the file, if it exists."""
        with _translated(name):
            super().delete(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        """Return the folders and the files in a folder."""
        with _translated(name):
            folders, files = super().listdir(name)
            return list(folders), list(files)

    def get_modified_time(self, name: str) -> datetime:
        """Return when the file was written."""
        with _translated(name):
            written: datetime = super().get_modified_time(name)
            return written
