"""Percentiles, and the Markdown table that all benchmarks print."""

import math
import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table: the name, the target, the measured value, and whether the target is met."""

    name: str
    target: str
    seen: str
    met: bool | None


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` (0 to 1) of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def summarize(values: Sequence[float], unit: str = "ms") -> str:
    """Return the median, 95th percentile and number of the values as text."""
    middle, high = statistics.median(values), percentile(values, 0.95)
    return f"median {middle:.0f} {unit}, p95 {high:.0f} {unit}, n {len(values)}"


def judge_times(name: str, values: Sequence[float], median: float, p95: float | None = None) -> Figure:
    """Compare milliseconds with the targets for their median and, if given, their 95th percentile."""
    target = f"median ≤ {median:.0f} ms" + (f", p95 ≤ {p95:.0f} ms" if p95 else "")
    met = statistics.median(values) <= median and (p95 is None or percentile(values, 0.95) <= p95)
    return Figure(name, target, summarize(values), met)


def judge_maximum(name: str, value: float, most: float, unit: str) -> Figure:
    """Compare a number with its maximum."""
    return Figure(name, f"≤ {most:g} {unit}".strip(), f"{value:.4g} {unit}".strip(), value <= most)


def judge_minimum(name: str, value: float, least: float, unit: str) -> Figure:
    """Compare a number with its minimum."""
    return Figure(name, f"≥ {least:g} {unit}".strip(), f"{value:.4g} {unit}".strip(), value >= least)


def note(name: str, seen: str) -> Figure:
    """Return a row without a target."""
    return Figure(name, "", seen, None)


def print_table(figures: Sequence[Figure]) -> None:
    """Print the figures as a Markdown table, followed by the load of the machine."""
    print("| figure | target | seen | met? |\n|---|---|---|---|")
    for figure in figures:
        verdict = {True: "yes", False: "**no**", None: ""}[figure.met]
        print(f"| {figure.name} | {figure.target} | {figure.seen} | {verdict} |", flush=True)
    one, five, _ = os.getloadavg()
    print(f"\nLoad average: {one:.1f} over one minute, {five:.1f} over five, on {os.cpu_count()} cores.")
