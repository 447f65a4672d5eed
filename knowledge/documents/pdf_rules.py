"""Dotted rules of a PDF page. Hancom Office prints the dotted lines inside tables as thousands of dots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

_WIDEST_GAP = 1.5  # points between dots of one rule
_SHORTEST_RULE = 5.0  # points; anything less is a letter's stroke

Stroke = tuple[float, float, float, float]  # left, bottom, right, top


def joined(dots: Iterable[Stroke]) -> list[Stroke]:
    """The straight rules that these short strokes make together; strokes that make none are left out."""
    lying: dict[float, list[tuple[float, float]]] = defaultdict(list)
    standing: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for left, bottom, right, top in dots:
        if right - left >= top - bottom:
            lying[round(bottom, 1)].append((left, right))
        else:
            standing[round(left, 1)].append((bottom, top))
    rules: list[Stroke] = [(left, y, right, y) for y, parts in lying.items() for left, right in _runs(parts)]
    rules += [(x, bottom, x, top) for x, parts in standing.items() for bottom, top in _runs(parts)]
    return rules


def _runs(parts: list[tuple[float, float]]) -> list[tuple[float, float]]:
    parts.sort()
    breaks = [n for n, (one, other) in enumerate(pairwise(parts), start=1) if other[0] > one[1] + _WIDEST_GAP]
    runs = [(parts[a][0], parts[b - 1][1]) for a, b in pairwise([0, *breaks, len(parts)])]
    return [(start, end) for start, end in runs if end - start >= _SHORTEST_RULE]
