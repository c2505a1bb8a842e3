"""Draws the picture of architecture.md, in light and dark: `uv run python docs/draw_architecture.py`.

Two files are needed, because a page such as GitHub's chooses between light and dark by its own theme.
"""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
WIDTH, HEIGHT = 880, 1106

LIGHT = {
    "paper": "#ffffff",
    "panel": "#f6f8fa",
    "card": "#ffffff",
    "line": "#d1d9e0",
    "text": "#1f2328",
    "quiet": "#59636e",
    "arrow": "#6e7781",
    "sketch": "#0b6e75",
    "sketch-soft": "#e3f3f3",
    "remote": "#b5400a",
    "remote-soft": "#fdeee6",
    "store": "#4c3fa8",
    "store-soft": "#eeecfb",
    "good": "#1a7f37",
}
DARK = {
    "paper": "#0d1117",
    "panel": "#151b23",
    "card": "#0d1117",
    "line": "#3d444d",
    "text": "#f0f6fc",
    "quiet": "#a3acb6",
    "arrow": "#8b949e",
    "sketch": "#56c8cf",
    "sketch-soft": "#10292c",
    "remote": "#ff9563",
    "remote-soft": "#33190d",
    "store": "#b0a6ff",
    "store-soft": "#201b3f",
    "good": "#4ac26b",
}

STYLE = """
text {{ font-family: -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; font-size: 13px;
  fill: {text}; }}
.title {{ font-size: 15px; font-weight: 600; }}
.step {{ font-weight: 600; }}
.quiet {{ fill: {quiet}; font-size: 12.5px; }}
.file {{ font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 11.5px;
  fill: {quiet}; }}
.sketch {{ fill: {sketch}; }}
.remote {{ fill: {remote}; }}
.store {{ fill: {store}; }}
.good {{ fill: {good}; }}
.muted {{ fill: {quiet}; }}
.arrow {{ fill: none; stroke: {arrow}; stroke-width: 1.5; marker-end: url(#head); }}
"""


class Drawing:
    """Collects the parts of one picture in the colours of one theme."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        self._colours = colours
        self._parts: list[str] = []

    def text(self, x: float, y: float, content: str, kind: str = "", anchor: str = "start") -> None:
        """Write one line of text."""
        self._parts.append(f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(content)}</text>')

    def box(self, x: float, y: float, width: float, height: float, fill: str = "card", line: str = "line") -> None:
        """Draw a rectangle with round corners."""
        self._parts.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8" fill="{self._colours[fill]}"'
            f' stroke="{self._colours[line]}"/>'
        )

    def heading(self, x: float, y: float, title: str, note: str) -> None:
        """Write a title with a note behind it, wherever the title ends."""
        self._parts.append(
            f'<text x="{x}" y="{y}"><tspan class="title">{escape(title)}</tspan>'
            f'<tspan class="quiet" dx="10">{escape(note)}</tspan></text>'
        )

    def arrow(self, path: str) -> None:
        """Draw a line with a head at its end."""
        self._parts.append(f'<path d="{path}" class="arrow"/>')

    def card(self, x: float, y: float, width: float, lines: Sequence[str], files: Sequence[str] = ()) -> None:
        """Draw a card: the first line in bold, then quiet lines, then file names."""
        self.box(x, y, width, 26 + 17 * (len(lines) - 1) + 16 * len(files) + 6)
        self.text(x + 12, y + 21, lines[0], "step")
        for number, line in enumerate(lines[1:], 1):
            self.text(x + 12, y + 21 + 17 * number, line, "quiet")
        for number, name in enumerate(files):
            self.text(x + 12, y + 21 + 17 * (len(lines) - 1) + 17 + 16 * number, name, "file")

    def step(self, x: float, y: float, number: int, way: str, lines: Sequence[str], thread: str = "") -> None:
        """Write a numbered step of a way: what happens, where the code is, and which thread does it."""
        self._parts.append(f'<circle cx="{x}" cy="{y - 4}" r="10" fill="{self._colours[way]}"/>')
        self._parts.append(
            f'<text x="{x}" y="{y}" text-anchor="middle" style="font-size:12px;font-weight:700;'
            f'fill:{self._colours["paper"]}">{number}</text>'
        )
        self.text(x + 20, y, lines[0], "step")
        if thread:
            self.text(x + 20, y + 16, thread, f"quiet {way}")
        for place, name in enumerate(lines[1:], 2 if thread else 1):
            self.text(x + 20, y + 16 * place, name, "file")

    def write(self) -> str:
        """Return the picture as SVG."""
        size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        marker = 'id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"'
        head = f'<path d="M0 0 8 4 0 8z" fill="{self._colours["arrow"]}"/>'
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-labelledby="title">',
            '<title id="title">How a request becomes a picture: processes, threads, stores and states</title>',
            f"<style>{STYLE.format(**self._colours)}</style>",
            f"<defs><marker {marker}>{head}</marker></defs>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="{self._colours["paper"]}"/>',
            *self._parts,
            "</svg>\n",
        ]
        return "\n".join(lines)


def draw_web(drawing: Drawing) -> None:
    """Draw who asks, and what a web process does."""
    drawing.box(36, 16, 480, 36)
    drawing.text(276, 39, "Browser, or program with an API key", "step", "middle")
    drawing.box(20, 88, 840, 124, "panel")
    drawing.text(36, 113, "Web process", "title")
    drawing.text(204, 113, "manage.py run_web · 2 processes of 48 threads", "quiet")
    drawing.card(36, 128, 186, ["Receive the body", "without a web thread"], ["serving/gateway.py"])
    drawing.card(240, 128, 196, ["Check the request", "one view in a web thread"], ["pages/  api/  catalog/"])
    drawing.card(454, 128, 196, ["Write a row, add a task", "under the owner's lock"], ["generations/submission/"])
    drawing.card(668, 128, 176, ["Wake held requests", "watcher thread"], ["generations/updates.py"])
    drawing.arrow("M186 52V125")
    drawing.text(196, 74, "request", "quiet")
    drawing.arrow("M222 161H237")
    drawing.arrow("M436 161H451")
    drawing.arrow("M756 128V42Q756 34 748 34H520")
    drawing.text(746, 56, "page or JSON answer", "quiet", "end")


def draw_stores(drawing: Drawing) -> None:
    """Draw what the processes share."""
    drawing.box(20, 246, 840, 70, "store-soft", "store")
    stores = [
        (36, "Files", "disk or S3, private"),
        (240, "Rows", "the truth: SQL database"),
        (470, "Queue", "only a hint"),
        (668, "News", "“a row has changed”"),
    ]
    for x, name, meaning in stores:
        drawing.text(x, 274, name, "title store")
        drawing.text(x, 295, meaning, "quiet")
    drawing.text(844, 274, "stores/", "file", "end")
    drawing.arrow("M500 194V243")
    drawing.arrow("M476 194V218Q476 226 468 226H288Q280 226 280 234V243")
    drawing.arrow("M756 246V197")


def draw_ways_in(drawing: Drawing) -> None:
    """Draw how a task reaches the two ways, and what they write."""
    drawing.arrow("M500 316V350Q500 358 492 358H194Q186 358 186 366V411")
    drawing.arrow("M500 316V350Q500 358 508 358H590Q598 358 598 366V411")
    drawing.text(612, 346, "a thread takes a task; for a public", "quiet")
    drawing.text(612, 362, "API it only calls the dispatcher", "quiet")
    drawing.arrow("M62 368V319")
    drawing.text(72, 346, "pictures", "quiet")
    drawing.arrow("M280 368V319")
    drawing.text(290, 346, "claim, progress, end", "quiet")


def draw_sketch_way(drawing: Drawing) -> None:
    """Draw what a thread of the worker does for this server's own engines."""
    drawing.box(36, 414, 300, 352, "sketch-soft", "sketch")
    drawing.text(52, 439, "Sketch: this server's engines", "title sketch")
    drawing.text(52, 458, "everything in one of 4 worker threads", "quiet")
    steps = [
        ["Claim the next row, in turns", "worker/local_slots.py"],
        ["Fetch inputs named by address", "worker/fetch_inputs.py"],
        ["Run the engine", "sketch/  engines/blank.py"],
        ["Store the files", "storage/store.py"],
        ["Finish the row, or fail it", "worker/local.py"],
    ]
    for number, lines in enumerate(steps, 1):
        drawing.step(62, 442 + 46 * number, number, "sketch", lines)
    drawing.text(52, 732, "It costs nothing: after a crash,", "quiet")
    drawing.text(52, 749, "another worker makes it again.", "quiet")


def draw_remote_way(drawing: Drawing) -> None:
    """Draw what the event loop and its helpers do for a public API."""
    drawing.box(352, 414, 492, 352, "remote-soft", "remote")
    drawing.text(368, 439, "Remote: a public API", "title remote")
    drawing.text(368, 458, "one dispatcher thread with an event loop, and threads that help it", "quiet")
    left = [
        (["Claim rows, in turns", "worker/remote/dispatcher.py"], "batch writer thread"),
        (["Prepare the request", "worker/remote/request.py"], "3 store threads"),
        (["Write “sent” to the row", "worker/remote/journal.py"], "batch writer thread"),
        (["Send, perhaps again", "engines/remote/exchange.py", "engines/remote/retries.py"], "event loop asks the API"),
    ]
    right = [
        (["Note the job, poll it", "engines/remote/exchange.py"], "event loop asks the API"),
        (["Download the results", "engines/remote/downloads.py"], "32 download threads"),
        (["Verify and store", "worker/remote/results.py"], "3 store threads"),
        (["Finish the row, or fail it", "worker/remote/job.py"], "batch writer thread"),
    ]
    for number, (lines, thread) in enumerate(left, 1):
        drawing.step(378, 424 + 62 * number, number, "remote", lines, thread)
    for number, (lines, thread) in enumerate(right, 1):
        drawing.step(620, 424 + 62 * number, number + 4, "remote", lines, thread)
    drawing.text(368, 749, "Nothing that may have been paid for is sent twice.", "step remote")


def draw_worker(drawing: Drawing) -> None:
    """Draw the worker process around the two ways."""
    drawing.box(20, 372, 840, 482, "panel")
    drawing.text(36, 398, "Worker process", "title")
    drawing.text(204, 398, "manage.py run_worker", "quiet")
    draw_ways_in(drawing)
    draw_sketch_way(drawing)
    draw_remote_way(drawing)
    drawing.card(36, 780, 258, ["Heartbeat", "takes up rows of dead workers"], ["worker/heartbeat.py  recovery.py"])
    drawing.card(310, 780, 266, ["Webhook sender", "and 8 threads that post"], ["generations/webhooks/"])
    drawing.card(592, 780, 252, ["Thumbnailer", "after the row is finished"], ["storage/thumbnails.py"])


def draw_states(drawing: Drawing) -> None:
    """Draw the states of a generation."""
    top = 870
    drawing.box(20, top, 840, 220, "panel")
    note = "each change is one conditional UPDATE in models/generation.py"
    drawing.heading(36, top + 27, "States of a generation", note)
    states = [
        (60, 86, "queued", ""),
        (340, 86, "running", ""),
        (684, 44, "done", "good"),
        (684, 100, "failed", "remote"),
        (684, 156, "cancelled", "muted"),
    ]
    for x, y, name, kind in states:
        drawing.box(x, top + y, 140, 40)
        drawing.text(x + 70, top + y + 25, name, f"title {kind}", "middle")
    drawing.arrow(f"M200 {top + 98}H337")
    drawing.text(268, top + 91, "claim", "quiet", "middle")
    drawing.arrow(f"M340 {top + 114}H203")
    drawing.text(270, top + 132, "release", "quiet", "middle")
    drawing.arrow(f"M480 {top + 98}H520Q528 {top + 98} 528 {top + 90}V{top + 72}Q528 {top + 64} 536 {top + 64}H681")
    drawing.text(540, top + 57, "finish", "quiet")
    drawing.arrow(f"M480 {top + 114}H520Q528 {top + 114} 528 {top + 117}Q528 {top + 120} 536 {top + 120}H681")
    drawing.text(540, top + 113, "fail", "quiet")
    drawing.arrow(f"M410 {top + 126}V{top + 158}Q410 {top + 166} 418 {top + 166}H681")
    drawing.text(424, top + 160, "cancel: soon, by the worker", "quiet")
    drawing.arrow(f"M130 {top + 126}V{top + 178}Q130 {top + 186} 138 {top + 186}H681")
    drawing.text(144, top + 180, "cancel: at once", "quiet")


def draw(colours: Mapping[str, str]) -> str:
    """Return the picture in these colours."""
    drawing = Drawing(colours)
    draw_web(drawing)
    draw_stores(drawing)
    draw_worker(drawing)
    draw_states(drawing)
    return drawing.write()


if __name__ == "__main__":
    (FOLDER / "architecture.svg").write_text(draw(LIGHT))
    (FOLDER / "architecture-dark.svg").write_text(draw(DARK))
