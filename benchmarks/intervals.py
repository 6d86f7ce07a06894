"""Confidence intervals of shares."""

from __future__ import annotations

import math

NORMAL = 1.959964
"""The 97.5th percentile of the normal distribution, for intervals of 95 %."""


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % score interval of ``hits`` of ``count`` (Wilson 1927); (0, 1) where nothing was counted.

    >>> [round(bound, 3) for bound in wilson(9, 10)]
    [0.596, 0.982]
    """
    if not count:
        return 0.0, 1.0
    share, spread = hits / count, NORMAL**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = NORMAL * math.sqrt(share * (1 - share) / count + spread / count / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def told(hits: int, count: int) -> str:
    """A share for a person.

    >>> told(9, 10)
    '9/10 = 90.0 % [59.6, 98.2]'
    """
    low, high = wilson(hits, count)
    return f"{hits}/{count} = {100 * hits / max(1, count):.1f} % [{100 * low:.1f}, {100 * high:.1f}]"
