"""What a decision about a line was made of, and how sure it is."""

from __future__ import annotations

from math import exp
from typing import Literal, Protocol

Decision = Literal["furniture", "flow", "headline", "opening", "another", "title", "lead"]


class Grounds(Protocol):
    """What speaks for and against one decision."""

    @property
    def decision(self) -> Decision:
        """What was decided."""
        ...

    def weightiest(self, count: int) -> tuple[tuple[str, float], ...]:
        """At most ``count`` signals of the line with what each adds to the log-odds, positive for yes, the weightiest
        first; none that adds nothing."""
        ...


def certainty(score: float) -> float:
    """Probability of the decision taken, by its log-odds: 0.5 to 1.

    >>> certainty(0.0), certainty(-2.2)
    (0.5, 0.9)
    """
    return round(1 / (1 + exp(-min(abs(score), 30.0))), 2)
