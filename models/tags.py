"""What the network says of the lines of a page, as log-odds of the decisions that are taken about each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.grounds import Decision
from models.network import Network, Numbers
from models.types import Role

TEXTS = (Role.PARAGRAPH, Role.LEAD)
HEADS = (Role.TITLE, Role.KICKER, Role.HEADING)
FURNITURE = tuple(role for role in Role if role not in (*TEXTS, *HEADS))
ROLES = (*TEXTS, *HEADS, *FURNITURE)
"""The network's columns: log-odds of each role, then of going on from the text before, and of beginning a story."""
_SIDES: Mapping[Decision, tuple[Sequence[Role], Sequence[Role]]] = {
    "furniture": (FURNITURE, (*TEXTS, *HEADS)),
    "headline": (HEADS, TEXTS),
    "opening": (HEADS[:2], HEADS[2:]),
    "title": (HEADS[:1], HEADS[1:2]),
    "lead": (TEXTS[1:], TEXTS[:1]),
}
"""The roles of yes and of no, where a decision is taken between roles."""
_ALONE: Mapping[Decision, int] = {"flow": len(ROLES), "another": len(ROLES) + 1}
GIVEN: Mapping[str, tuple[Decision, float]] = {
    "larger": ("furniture", -6.0),
    "flow size_changes": ("flow", -12.0),
    "head larger 1": ("headline", 5.0),
    "head larger 2": ("headline", 10.0),
    "size large": ("opening", 8.0),
    "size small": ("opening", -8.0),
}
"""What signals add to log-odds that no labelled page has: how a file set its lines. Set by hand."""


class Tags:
    """The lines of one page as ``network`` reads their ``signals``."""

    def __init__(self, network: Network, signals: Iterable[Sequence[str]]) -> None:
        self._network, self._given = network, dict[int, list[str]]()
        self._signals = network.known(self._passed(signals))
        self._table = network.odds(self._signals)
        self._odds = {decision: self._column(decision) for decision in (*_SIDES, *_ALONE)}

    def _passed(self, signals: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
        """The signals, one line after the other, those that are ``GIVEN`` noted."""
        for i, names in enumerate(signals):
            if found := GIVEN.keys() & names:
                self._given[i] = sorted(found)
            yield names

    def _column(self, decision: Decision) -> list[float]:
        odds: list[float] = _odds(self._table, decision).tolist()
        for i in self._given:
            odds[i] += sum(weight for _, weight in self._adding(decision, i))
        return odds

    def _adding(self, decision: Decision, i: int) -> list[tuple[str, float]]:
        return [(name, GIVEN[name][1]) for name in self._given.get(i, ()) if GIVEN[name][0] == decision]

    def odds(self, decision: Decision, i: int) -> float:
        """The log-odds of yes for line ``i``."""
        return self._odds[decision][i]

    def furniture(self, i: int) -> tuple[Role, float]:
        """Which role of furniture line ``i`` has if it is no text, and its probability among them."""
        odds = self._table[i, _columns(FURNITURE)]
        best = int(odds.argmax())
        return FURNITURE[best], round(float(1 / np.exp(odds - odds[best]).sum()), 2)

    def grounds(self, decision: Decision, i: int) -> LineGrounds:
        """What speaks for and against ``decision`` about line ``i``."""
        return LineGrounds(decision, i, self)

    def parts(self, decision: Decision, i: int) -> list[tuple[str, float]]:
        """What each signal of line ``i`` adds to the log-odds, to first order: their slope along its vector (gradient
        times input, Shrikumar et al., arXiv:1605.01713). The lines around have their share, too, which no signal of
        this line tells."""
        names = [self._network.names[row] for row in self._signals.of(i)]
        values = self._network.shares(self._signals, i, _direction(self._table[i], decision)).tolist()
        found = [(name, round(value, 2)) for name, value in zip(names, values, strict=True)]
        return found + self._adding(decision, i)


@dataclass(frozen=True, slots=True)
class LineGrounds:
    """What a decision about a line of a page was made of."""

    decision: Decision
    line: int
    tags: Tags = field(repr=False)

    def weightiest(self, count: int) -> tuple[tuple[str, float], ...]:
        """At most ``count`` signals with what each adds to the log-odds, the weightiest first."""
        found = [(name, weight) for name, weight in self.tags.parts(self.decision, self.line) if weight]
        return tuple(sorted(found, key=lambda pair: -abs(pair[1]))[:count])


def _columns(roles: Iterable[Role]) -> list[int]:
    return [ROLES.index(role) for role in roles]


def _odds(table: Numbers, decision: Decision) -> Numbers:
    """The log-odds of yes for each line."""
    if decision in _ALONE:
        return table[:, _ALONE[decision]]
    yes, no = (np.logaddexp.reduce(table[:, _columns(side)], axis=1) for side in _SIDES[decision])
    odds: Numbers = yes - no
    return odds


def _direction(row: Numbers, decision: Decision) -> Numbers:
    """How the log-odds of yes rise with each column of a line."""
    found = np.zeros_like(row)
    if decision in _ALONE:
        found[_ALONE[decision]] = 1
        return found
    for side, sign in zip(_SIDES[decision], (1, -1), strict=True):
        columns = _columns(side)
        odds = np.exp(row[columns] - row[columns].max())
        found[columns] = sign * odds / odds.sum()
    return found
