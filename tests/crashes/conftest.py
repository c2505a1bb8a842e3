"""One system of real processes for all tests of crashes: on SQLite, or on servers of its own that tests may stop."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings

from tests.crashes.system import System, read_key, stop
from tests.launching import free_port
from tests.servers import SERVERS
from tests.standins.receiver import Receiver, receiving


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Start PostgreSQL and Redis where the other tests have them too, and the web processes; workers are the tests'."""
    stores = settings.STORES
    names = [name for name, has in (("postgres", stores.has_postgres), ("redis", stores.has_redis)) if has]
    with ExitStack() as stack:
        # Not in pytest's own folder: PostgreSQL runs as another user where the tests are run by root, and every
        # pytest that starts beside this one closes that folder to other users again.
        homes = {name: Path(stack.enter_context(TemporaryDirectory(prefix=f"playground-{name}-"))) for name in names}
        variables = {
            key: value for name in names for key, value in stack.enter_context(SERVERS[name](homes[name])).items()
        }
        system = System(tmp_path_factory.mktemp("playground"), variables, homes, free_port(), stack)
        system.manage("prepare_home")
        system.key = read_key(system)
        system.start_web()
        try:
            yield system
            system.assert_files_match()
        finally:
            for process in system.web:
                stop(process)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Take webhooks."""
    with receiving() as receiver:
        yield receiver
