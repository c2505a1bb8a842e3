"""Measures the memory of all processes of the playground at rest, after each of them has worked (Linux only).

The proportional set size counts memory that processes share once, divided among them.
"""

import re
import time

import httpx

from benchmarks.figures import Figure, judge_maximum, note, print_table
from benchmarks.processes import describe, process_tree, proportional_size
from benchmarks.serving import Playground, canonical_path, playground, read_token

# Seconds after which all work for the last generation has ended.
REST_SECONDS = 5
TIMEOUT_SECONDS = 60


def generate(server: Playground) -> None:
    """Generate a picture as a guest without JavaScript, and download it."""
    with httpx.Client(base_url=server.address, follow_redirects=True, timeout=30) as client:
        path = canonical_path(client.get("/"))
        form = {"csrfmiddlewaretoken": read_token(client, path), "prompt": "a lighthouse in fog", "token": "memory"}
        page = client.post(path, data=form)
        deadline = time.monotonic() + TIMEOUT_SECONDS
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
        time.sleep(REST_SECONDS)
        tree = process_tree(server.process_id)
        sizes = {process: proportional_size(process) for process in tree}
        figures = [note(f"{engine}: {describe(process)}", f"{size:.1f} MB") for process, size in sizes.items()]
    return [*figures, judge_maximum(f"{engine}: all processes at rest (PSS)", sum(sizes.values()), 180, "MB")]


def main() -> None:
    """Measure with the default engine and print the table."""
    print_table(measure("sketch"))


if __name__ == "__main__":
    main()
