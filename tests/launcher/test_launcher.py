"""The one command: starts everything and stops it; what is in the way is one line."""

import os
import signal
import socket
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from playground.__main__ import StartError, StartWatcher, allowed_hosts, supervise
from tests.launching import TIMEOUT_SECONDS, free_port, launch, running
from tests.markup import Element, parse


def test_a_busy_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = launch(tmp_path, "--port", str(port))
    assert line.startswith(f"playground: Cannot listen on 127.0.0.1:{port}: Address already in use.")
    assert "--port" in line


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_an_invalid_port_is_one_line(tmp_path: Path, port: str) -> None:
    assert launch(tmp_path, "--port", port) == f"playground: The port is {port}; it must be from 1 to 65535."


def test_an_invalid_host_is_one_line(tmp_path: Path) -> None:
    line = launch(tmp_path, "--host", "203.0.113.7", "--port", str(free_port()))
    assert line.startswith("playground: Cannot listen on 203.0.113.7:")


def test_an_unwritable_home_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    line = launch(tmp_path / "file" / "home", "--port", str(free_port()))
    home = tmp_path / "file" / "home"
    assert line == f"playground: PLAYGROUND_HOME is {home}, which cannot be written to: Not a directory."


def test_a_half_migrated_database_is_one_line(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "playground.sqlite3")) as database:
        database.execute("CREATE TABLE accounts_user (id INTEGER)")
        database.commit()
    line = launch(tmp_path, "--port", str(free_port()))
    assert f"{tmp_path / 'playground.sqlite3'} is half-migrated or damaged" in line
    assert line.endswith("Restore a backup, or move it away to start empty.")


def test_an_invalid_database_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "playground.sqlite3").write_bytes(b"not a database" * 100)
    assert "half-migrated or damaged" in launch(tmp_path, "--port", str(free_port()))


def test_a_wrong_variable_is_one_line(tmp_path: Path) -> None:
    line = launch(tmp_path, "--port", str(free_port()), PLAYGROUND_DEBUG="perhaps")
    assert line == "playground: PLAYGROUND_DEBUG must be true or false, not 'perhaps'."


def test_a_process_that_dies_at_the_start_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    commands = {"web": "echo no such option; exit 3", "worker": "exec sleep 60"}
    with pytest.raises(StartError) as caught:
        supervise(commands, dict(os.environ), StartWatcher("127.0.0.1", free_port()))
    assert str(caught.value) == "The web process ended with code 3 during the start; see its output above."
    output = capsys.readouterr().out
    assert "no such option" in output
    assert "http://" not in output


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """Serve one request after another with the same answer, and return the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                asked, _ = server.accept()
                with asked:
                    if asked.recv(1000) == b"enough":
                        return
                    asked.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        port = server.getsockname()[1]
        try:
            yield port
        finally:
            with socket.create_connection(("127.0.0.1", port)) as last:
                last.sendall(b"enough")
            thread.join()


def test_another_server_at_the_address_is_not_announced(capsys: pytest.CaptureFixture[str]) -> None:
    well = iter([True, True, False])
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as port:
        StartWatcher("127.0.0.1", port).announce(lambda: next(well))
    assert capsys.readouterr().out == ""


def test_the_own_server_is_announced_once(capsys: pytest.CaptureFixture[str]) -> None:
    with answering(b"HTTP/1.1 204 No Content\r\n\r\n") as port:
        StartWatcher("127.0.0.1", port).announce(lambda: False)
        assert capsys.readouterr().out == ""
        StartWatcher("127.0.0.1", port).announce(lambda: True)
    assert capsys.readouterr().out.count(f"http://127.0.0.1:{port}/") == 1


def test_it_starts_generates_a_picture_and_stops_on_ctrl_c(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as process:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=TIMEOUT_SECONDS
        ) as browser:
            picture = make_picture(browser)
            assert picture.headers["Content-Type"] == "image/png"
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=TIMEOUT_SECONDS)
        assert process.returncode == 0, output
    assert "Traceback" not in output
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*.sqlite3")} == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["files", "static"]


def make_picture(browser: httpx.Client) -> httpx.Response:
    """Send the form as a browser without script does, and return the picture once it is there."""
    page = parse(browser.get("/").text)
    form = page.by_id("spec-form")
    shown = parse(browser.post(form["action"], data=form.fields() | {"prompt": ["a fox"]}).text)
    card = shown.find("article", data_generation=True)
    for _ in range(20):
        if card["data-status"] == "done":
            return browser.get(card.find("img")["src"])
        card = changed(browser, card)
    raise AssertionError(card["data-status"])


def changed(browser: httpx.Client, card: Element) -> Element:
    """Return the card after its next change. The server holds the request until then."""
    answer = browser.get("/generations/changes/", params={"shown": f"{card['id']}.{card['data-version']}"})
    return parse(answer.text).by_id(card["id"]) if answer.status_code == 200 else card


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", "localhost,127.0.0.1,[::1]"), ("play.example", "localhost,127.0.0.1,[::1],play.example")],
)
def test_the_listening_host_is_allowed(host: str, expected: str) -> None:
    assert allowed_hosts(host) == expected


def test_listening_on_all_addresses_allows_the_machines_names() -> None:
    names = allowed_hosts("0.0.0.0").split(",")
    assert socket.gethostname() in names
    assert not {"*", "0.0.0.0"} & set(names)
