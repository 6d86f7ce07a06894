"""What training text is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from models.prompts import TRANSLATE


@dataclass(frozen=True)
class Example:
    """One training example: the control token of the task, the Chinese source and the target text."""

    task: str
    source: str
    target: str


def mirrored(examples: Iterable[Example]) -> list[Example]:
    """The translations among ``examples`` the other way round, from English into Chinese."""
    return [replace(e, source=e.target, target=e.source) for e in examples if e.task == TRANSLATE]


class Pair(NamedTuple):
    """A clean pair: the source it comes from, its line in the group's file, and the pair as an example."""

    source: str
    line: int
    example: Example
