"""What a summary's source has of it, in percent: bigrams, quantities and names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.evidence import overlap
from models.figures import summary_figures
from models.name_origins import summary_checks
from models.names import Names
from models.numbers import chinese
from models.text import bigrams
from models.types import MappedText

MEASURES = ("bigrams", "numbers", "names")


def support(summaries: Sequence[str], sources: Sequence[str], names: Names) -> dict[str, float]:
    r"""Mean share of a summary's distinct Han bigrams that its source has, and of all hard quantities and all names of
    the summaries the share that is in the source, by the product's own checks; 100 where there is none.

    >>> support(["3人到日本。"], ["有3人去了日本东京。"], Names.parse(["日本\tJapan"]))
    {'bigrams': 50.0, 'numbers': 100.0, 'names': 100.0}
    """
    told, wrong = Counter[str](), Counter[str]()
    for summary, source in zip(summaries, sources, strict=True):
        checks = summary_figures(summary, [MappedText.of(source)])
        told["numbers"] += sum(not quantity.soft and not quantity.damaged for quantity in chinese(summary))
        wrong["numbers"] += sum(check.severity == "error" for check in checks)
        told["names"] += len({name.zh for name in names.find(summary)})
        wrong["names"] += sum(check.code == "name_added" for check in summary_checks(summary, source, names))
    covers = [overlap(bigrams(summary), bigrams(source)) for summary, source in zip(summaries, sources, strict=True)]
    shares = {kind: 1 - wrong[kind] / told[kind] if told[kind] else 1.0 for kind in ("numbers", "names")}
    return {"bigrams": _percent(sum(covers) / len(covers))} | {kind: _percent(share) for kind, share in shares.items()}


def _percent(share: float) -> float:
    return round(100 * share, 1)
