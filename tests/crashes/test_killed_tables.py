"""A worker that is killed in the middle of a table: no line is lost, none is made twice, and a stopped one goes on."""

import re

import httpx
import pytest

from tests.crashes.system import System, kill, until

pytestmark = pytest.mark.system

LINES = 6
CELLS = (
    "SELECT g.status, g.attempts FROM sweeps_cell c JOIN sweeps_sweep s ON s.id = c.sweep_id"
    " JOIN generations_generation g ON g.id = c.generation_id WHERE s.name = '{name}' ORDER BY c.row"
)
PURCHASES = (
    "SELECT g.status, count(*) FROM sweeps_purchase p JOIN sweeps_sweep s ON s.id = p.sweep_id"
    " JOIN generations_generation g ON g.id = p.generation_id WHERE s.name = '{name}' GROUP BY g.status"
)


class Table:
    """A guest's table, with the buttons of its page."""

    def __init__(self, system: System, name: str) -> None:
        self.system, self.name = system, name
        self.client = system.stack.enter_context(system.client(follow_redirects=True))
        text = "prompt,seed\n" + "".join(f"a lighthouse,{line}\n" for line in range(LINES))
        made = self.post("/tables/make/", spec="onemin/flux-2-flex/generate", name=name, table=text)
        self.path = made.url.path

    def post(self, path: str, **form: str) -> httpx.Response:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.client.get("/tables/new/").text)
        assert token is not None
        response = self.client.post(path, data=form | {"csrfmiddlewaretoken": token[1]})
        assert response.status_code == 200, response.text
        return response

    def press(self, action: str) -> str:
        """Press the button for all lines; return what the page then says."""
        return self.post(f"{self.path.replace('tables', 'sweeps')}{action}/", all="on").text

    @property
    def statuses(self) -> list[str]:
        return [status for status, _ in self.cells]

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(status, attempts) for status, attempts in self.system.query(CELLS.format(name=self.name))]

    @property
    def purchases(self) -> dict[str, int]:
        return dict(self.system.query(PURCHASES.format(name=self.name)))

    def is_in_the_middle(self) -> bool:
        return {"done", "running", "queued"} <= set(self.statuses)

    def has_ended(self) -> bool:
        return not {"running", "queued"} & set(self.statuses)


def test_a_table_survives_its_worker(system: System) -> None:
    kept, stopped = Table(system, "kept"), Table(system, "stopped")
    for table in (kept, stopped):
        assert f"{LINES} pictures are being made." in table.press("buy")
    with system.worker(PLAYGROUND_BLANK_SECONDS="1") as worker:
        until(lambda: kept.is_in_the_middle() and stopped.is_in_the_middle(), lambda: f"work: {kept.cells}")
        kill(worker)
    made = stopped.statuses.count("done")

    # A person who sees that nothing happens presses the buttons.
    assert "Nothing is left to buy there." in kept.press("buy")
    assert f"{LINES - made} pictures cancelled." in stopped.press("cancel")
    with system.worker():
        until(lambda: kept.has_ended() and stopped.has_ended(), lambda: f"the end: {kept.cells} {stopped.cells}")
        assert sorted(stopped.statuses) == ["cancelled"] * (LINES - made) + ["done"] * made
        assert f"{LINES - made} pictures are being made." in stopped.press("buy")
        until(stopped.has_ended, lambda: f"the rest: {stopped.cells}")

    assert kept.purchases == {"done": LINES}
    assert sum(attempts for _, attempts in kept.cells) > LINES, "the kill hit no work"
    assert stopped.purchases == {"done": LINES, "cancelled": LINES - made}
    for table in (kept, stopped):
        assert table.statuses == ["done"] * LINES
        assert f"{LINES} of {LINES} made" in table.client.get(table.path).text
