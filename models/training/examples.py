"""What training text is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Example:
    """One training example: the control token of the task, the Chinese source and the target text."""

    task: str
    source: str
    target: str


class Pair(NamedTuple):
    """A clean pair: the source it comes from, its line in the group's file, and the pair as an example."""

    source: str
    line: int
    example: Example
