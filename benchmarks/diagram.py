"""Reliability diagrams as SVG, without a plotting library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.intervals import wilson

SIDE, MARGIN = 260, 48


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same score: mean of the scores, how many were right, how many there are."""

    score: float
    right: int
    count: int


def diagram(panels: dict[str, Sequence[Bin]]) -> str:
    """For each title a panel: the share that was right, with its 95 % interval, over the score."""
    width, height = len(panels) * (SIDE + 2 * MARGIN), SIDE + 2 * MARGIN
    parts = [_panel(title, bins, i * (SIDE + 2 * MARGIN)) for i, (title, bins) in enumerate(panels.items())]
    box = f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="white"/>', *parts, "</svg>\n"])


def _panel(title: str, bins: Sequence[Bin], left: float) -> str:
    def x(score: float) -> float:
        return round(left + MARGIN + SIDE * score, 1)

    def y(share: float) -> float:
        return round(MARGIN + SIDE * (1 - share), 1)

    made = [
        f'<text x="{x(0.5)}" y="{MARGIN - 18}" text-anchor="middle" font-size="13">{title}</text>',
        f'<rect x="{x(0)}" y="{y(1)}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>',
        f'<line x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}" stroke="#bbb" stroke-dasharray="4"/>',
        f'<text x="{x(0.5)}" y="{y(0) + 34}" text-anchor="middle">score</text>',
        f'<text x="{x(0) - 34}" y="{y(0.5)}" transform="rotate(-90 {x(0) - 34} {y(0.5)})">right</text>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        made.append(f'<text x="{x(tick)}" y="{y(0) + 16}" text-anchor="middle">{tick:g}</text>')
        made.append(f'<text x="{x(0) - 6}" y="{y(tick) + 4}" text-anchor="end">{tick:g}</text>')
    for group in bins:
        low, high = wilson(group.right, group.count)
        at, middle = x(group.score), y(group.right / group.count)
        made.append(f'<line x1="{at}" y1="{y(low)}" x2="{at}" y2="{y(high)}" stroke="#1f5fa8"/>')
        made.append(f'<circle cx="{at}" cy="{middle}" r="4" fill="#1f5fa8"/>')
        made.append(f'<text x="{at + 7}" y="{middle + 4}">{group.right}/{group.count}</text>')
    return "\n".join(made)
