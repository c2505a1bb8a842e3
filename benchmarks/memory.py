"""What all processes of the playground hold together at rest, after each of them has worked (Linux only).

The proportional set size counts memory that processes share once, divided among them.
"""

import re
import time

import httpx

from benchmarks.figures import Figure, judge_most, note, print_table
from benchmarks.processes import describe, process_tree, proportional_size
from benchmarks.serving import Playground, own_address, playground, read_token

# Seconds after which nothing of the last generation is under way any more.
REST = 5
PATIENCE = 60


def generate(server: Playground) -> None:
    """Generate one picture as a guest without script does, and fetch it."""
    with httpx.Client(base_url=server.address, follow_redirects=True, timeout=30) as client:
        path = own_address(client.get("/"))
        form = {"csrfmiddlewaretoken": read_token(client, path), "prompt": "a lighthouse in fog", "token": "memory"}
        page = client.post(path, data=form)
        deadline = time.monotonic() + PATIENCE
        while not (found := re.search(r'src="(/files/[^"]+)"', page.text)):
            if time.monotonic() > deadline:
                raise RuntimeError("The generation did not finish.")
            time.sleep(0.5)
            page = client.get(path)
        client.get(found[1]).raise_for_status()


def measure(engine: str) -> list[Figure]:
    """Return the memory of every process and their sum."""
    with playground(PLAYGROUND_ENGINE=engine) as server:
        generate(server)
        time.sleep(REST)
        tree = process_tree(server.process_id)
        sizes = {process: proportional_size(process) for process in tree}
        figures = [note(f"{engine}: {describe(process)}", f"{size:.1f} MB") for process, size in sizes.items()]
    return [*figures, judge_most(f"{engine}: all processes at rest (PSS)", sum(sizes.values()), 180, "MB")]


def main() -> None:
    """Measure with the engine that people get, and print the table."""
    print_table(measure("sketch"))


if __name__ == "__main__":
    main()
