"""Records a filled database of the code as it is now, for the upgrade tests of every later version.

`uv run python -m tests.upgrade.record_release 0.2.0` writes `releases/0.2.0/`: the rows as SQL for SQLite and for
PostgreSQL, and the pictures. Record one before a release changes the schema, and never change it afterwards.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers import find_postgres, servers
from tests.upgrade.people import ENCRYPTION_KEY, SECRET_KEY

ROOT = Path(__file__).resolve().parents[2]
RELEASES = Path(__file__).parent / "releases"
FILL = "import json; from tests.upgrade.filling import fill; print(json.dumps(fill()))"


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a home folder with the recorded secrets and nothing else of this machine's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLAYGROUND_", "DATABASE_"))}
    kept |= {"PLAYGROUND_HOME": str(home), "PLAYGROUND_ENGINE": "blank", "PLAYGROUND_ALLOWED_HOSTS": "testserver"}
    kept |= {"PLAYGROUND_SECRET_KEY": SECRET_KEY, "PLAYGROUND_ENCRYPTION_KEYS": ENCRYPTION_KEY}
    return kept | {"PYTHONPATH": str(ROOT)} | more


def manage(variables: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables, check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    """Fill SQLite, move the rows into PostgreSQL, write both down."""
    release = RELEASES / sys.argv[1]
    release.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder, servers(["postgres"]) as stores:
        home = Path(folder)
        manage(environment(home), "prepare_home")
        sessions = json.loads(manage(environment(home), "shell", "--verbosity", "0", "--command", FILL))
        with sqlite3.connect(home / "playground.sqlite3") as rows:
            lines = "\n".join(rows.iterdump())
        other = environment(home, **stores)
        manage(other, "prepare_home")
        manage(other, "move_from_sqlite")
        dump = [str(find_postgres() / "pg_dump"), "--inserts", "--no-owner", "--no-privileges", stores["DATABASE_URL"]]
        written = subprocess.run(dump, check=True, stdout=subprocess.PIPE, text=True).stdout
        # Newer versions of pg_dump write commands for psql, which a driver cannot read.
        plain = [line for line in written.splitlines() if not line.startswith(("\\", "SET transaction_timeout"))]
        (release / "sqlite.sql").write_text(f"{lines}\n")
        (release / "postgres.sql").write_text("\n".join(plain) + "\n")
        (release / "sessions.json").write_text(json.dumps(sessions, indent=2) + "\n")
        shutil.copytree(home / "files", release / "files")


if __name__ == "__main__":
    main()
