"""The running playground, for what a test does beside the browser."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    """Where it answers and where its data are."""

    address: str
    home: Path
    root: Path

    def manage(self, *arguments: str) -> None:
        """Run one of the server's own commands on its data."""
        environment = os.environ | {"PLAYGROUND_HOME": str(self.home)}
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
