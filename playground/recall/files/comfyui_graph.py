"""A graph of ComfyUI: nodes by id, each with its class and its inputs, which are values or links to other nodes.

The text of a prompt or a number may be several nodes away, so inputs are looked for by walking along the links. Each
node is visited once, so that a graph in a circle ends, and a graph has a limit.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST_NODES = 2_000
MOST_WALKED = 400


@dataclass(frozen=True, slots=True)
class Node:
    """One node: what it is, and its inputs by name."""

    kind: str
    inputs: Mapping[str, Any]


class Graph:
    """The nodes of one file."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self.nodes = nodes

    def follow(self, value: object) -> Node | None:
        """Return the node that a link leads to: `["12", 0]` means the first output of node 12."""
        if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str | int):
            return self.nodes.get(str(value[0]))
        return None

    def walk(self, start: Node, names: tuple[str, ...] = ()) -> Iterator[Node]:
        """Yield the node and those that it takes from, the nearest first; `names` are the only inputs to follow."""
        seen, waiting = {id(start)}, deque([start])
        while waiting and len(seen) <= MOST_WALKED:
            node = waiting.popleft()
            yield node
            for name, value in list(node.inputs.items())[:MOST_WALKED]:
                other = self.follow(value) if not names or name in names else None
                if other is not None and id(other) not in seen:
                    seen.add(id(other))
                    waiting.append(other)

    def find(self, start: Node | None, *names: str) -> Any:  # noqa: ANN401
        """Return the nearest value under one of the names, from the node on along its links, or None."""
        for node in self.walk(start) if start else ():
            for name in names:
                value = node.inputs.get(name)
                if isinstance(value, str | int | float) and not isinstance(value, bool):
                    return value
        return None


def read_graph(document: Mapping[str, Any]) -> Graph:
    """Return the graph of the format that ComfyUI's server takes, the text `prompt` of a file."""
    nodes = {}
    for name, entry in list(document.items())[:MOST_NODES]:
        if isinstance(entry, dict) and isinstance(kind := entry.get("class_type"), str):
            inputs = entry.get("inputs")
            nodes[str(name)] = Node(kind, inputs if isinstance(inputs, dict) else {})
    return Graph(nodes)
