"""Figures as lines a person can read, then as one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

Figures = Mapping[str, float | int | str]


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile; NaN of nothing."""
    if not values:
        return float("nan")
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * percent / 100))]


def print_report(name: str, figures: Figures) -> None:
    width = max(len(key) for key in figures)
    print(f"\n{name}")
    for key, value in figures.items():
        shown = (
            f"{value:,.1f}"
            if isinstance(value, float)
            else f"{value:,}"
            if isinstance(value, int)
            else value
        )
        print(f"  {key:<{width}}  {shown:>12}")
    print(json.dumps({"benchmark": name, **figures}), flush=True)
