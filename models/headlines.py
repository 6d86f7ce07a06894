"""The lines of a story's headline: which is the title, which are kickers (引题 above it, 副题 below it)."""

from __future__ import annotations

from collections.abc import Sequence

from models.lines import Line


def title_index(lines: Sequence[Line]) -> int:
    """Index of the title among the lines of a headline.

    A title is set in the largest type, so of lines that fill the same columns it has the fewest characters; it is the
    line that carries a quoted figure of speech; a line that begins with a dash is never it. Ties go to the first.
    Raises ValueError without lines.
    """
    if not lines:
        raise ValueError("0 lines, but a headline has at least 1")
    shortest = min(line.width for line in lines)
    return max(range(len(lines)), key=lambda i: (_weight(lines[i], shortest), -i))


def _weight(line: Line, shortest: int) -> float:
    quoted = 1.0 if any(mark in line.text for mark in "“「『") else 0.0
    dashed = 3.0 if line.text.startswith(("—", "--", "－")) else 0.0
    return quoted - dashed - 2.0 * (line.width / shortest - 1.0)
