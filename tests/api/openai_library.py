"""OpenAI's library for JavaScript, which npm installs once into a temporary folder."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.programs import miss, need_program

VERSION = "7.59.0"


def install() -> Path:
    """Return the folder whose `node_modules` has the library. Without npm the test is skipped, but in CI it fails."""
    need_program("node")
    npm = need_program("npm")
    folder = Path(tempfile.gettempdir()) / f"playground-openai-{VERSION}-{os.getuid()}"
    if not (folder / "node_modules" / "openai" / "package.json").exists():
        _install(npm, folder)
    # Anybody can make a folder of this name in a shared temporary folder.
    if folder.stat().st_uid != os.getuid():
        miss(f"a temporary folder of its own: {folder} belongs to another user")
    return folder


def _install(npm: str, folder: Path) -> None:
    # Installed beside and moved: a test that starts meanwhile never sees half of it.
    new = Path(tempfile.mkdtemp(prefix=folder.name, dir=folder.parent))
    options = ["--no-package-lock", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    # npm keeps what it has downloaded. With this, a later run with another temporary folder needs no network.
    options.append("--prefer-offline")
    command = [npm, "install", "--prefix", str(new), *options, f"openai@{VERSION}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0:
        shutil.rmtree(new)
        miss(f"OpenAI's npm package {VERSION}: {done.stderr[-500:]}")
    try:
        new.rename(folder)
    except OSError:
        # Another test was faster.
        shutil.rmtree(new)
