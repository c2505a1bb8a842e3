"""The static files with hashed names, whose addresses are looked up once a process."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class RememberedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage. A page names a good dozen of files, and what they are called never changes meanwhile."""

    # Scripts import each other by relative names, which become hashed names, too.
    support_js_module_import_aggregation = True

    @cache  # noqa: B019 – there is one storage a process
    def url(self, name: str, force: bool = False) -> str:
        """Return the address of a file by its name in the sources."""
        return str(super().url(name, force))
