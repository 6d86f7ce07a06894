"""Summaries of three lengths made from what editors wrote, where no editor wrote one of that length.

``python -m models.training.silver DATA OUT.jsonl [--split train]`` reads texts with a human headline (and lead, where
the same text has one) and writes ``{text, summary, length, made, source, key}``. ``short`` is the headline, ``medium``
the human lead or one-sentence summary; ``medium`` otherwise, and ``long``, are the sentences of the text that cover
headline and lead best, shortened, in their order. Kept is only what the text entails: bigrams, quantities, names and
negations. The last lines say how many each filter kept and dropped, and how many of those that were judged by reading
(``seeds/judged/silver.tsv``) are made. OUT holds others' texts: it stays out of a repository.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.evidence import overlap
from models.extract import trimmed
from models.fidelity import failed, summary_checks
from models.grounding import shortened
from models.name_origins import summary_checks as name_checks
from models.names import Names
from models.text import bigrams, sentences
from models.training.corpus import read_lines
from models.types import Length, MappedText

JUDGED = Path(__file__).parents[2] / "seeds" / "judged" / "silver.tsv"
TARGETS: dict[Length, int] = {"short": 20, "medium": 60, "long": 150}
"""Characters aimed at."""
ROOMS: dict[Length, tuple[int, int]] = {"short": (8, 36), "medium": (35, 95), "long": (100, 200)}
"""Least and most characters."""
CLAUSES = 70
"""Characters to which a sentence is shortened at a clause."""
COVERED = {"human": 0.7, "sentences": 0.9}
"""Least share of a summary's bigrams that its text has: an editor rewords, a selection does not."""
TOLD = 0.6
"""Least share of the headline's bigrams that the chosen sentences have."""
HEADLINE_WEIGHT = 2.0
CENTRALITY = 0.3
"""Weight of a bigram that several sentences share, against one of the lead."""
SHORTEST, LONGEST = 250, 900
"""Characters of a text of which a long summary is made."""
_ENDS = ("。", "！", "？", "…", "”", "；")
_OPENING = re.compile(
    r"^(?:[^，。：]{0,14}(?:记者[^，。：]{0,6}报道|日电|[报社]讯|消息|获悉|了解到)(?:[（(][^）)]{0,20}[）)])?[，：:\s]*"
    r"|据?[^，。]{0,12}(?:报道|消息|介绍)[，：:]|(?:导语|导读)[：:])(?=.{8})"
)
_ASIDE = re.compile(r"[（(](?:[\d年月日至—-]+|以下简称[^（()）]*|[A-Za-z0-9 .,-]+|记者[^（()）]*)[）)]")
"""What may go from a sentence without changing it: dates, abbreviations, Latin names and reporters in brackets."""
_LEANING = re.compile(
    r"^(?:他|她|它|这|那|此|其|对此|同时|与此|另|但|而|因此|所以|然而|不过|要|并|愿|决定|没过|不仅|不但|不只|当天|当晚|当日"
    r"|原来|两者|双方|现在|如今|最后|首先|其次|再次|[一二三四五六七八九十]是|[（(]?[\d一二三四五六七八九十]+[、.．）)]|该|上述"
    r"|此类|[^。]{0,12}(?:也|还|又|当地))|这里|这一|我们"
)
"""Tells a sentence that leans on the one before, or speaks of the reporter."""
_WHOLE = re.compile("^(?:为|随着|在|由于|如果|经)")
"""Begins a sentence whose first clause says nothing alone."""


@dataclass(frozen=True)
class Silver:
    """A summary, who made it (``human`` or ``sentences``), and the text that entails it."""

    text: str
    summary: str
    length: Length
    made: str
    source: str

    @property
    def key(self) -> str:
        """Names the pair without its words."""
        return hashlib.sha256(f"{self.text}\t{self.summary}".encode()).hexdigest()[:16]


def compressed(sentence: MappedText) -> str:
    """``sentence`` without the agency or reporter that opens it, without dates and abbreviations in brackets, and
    without what follows its first ``CLAUSES`` characters, where it can stand so.

    >>> compressed(MappedText.of("本报讯(记者王平)大桥今天（5月5日）建成通车。"))
    '大桥今天建成通车。'
    """
    found = _OPENING.match(sentence.text)
    told = MappedText.of(_ASIDE.sub("", sentence.text[found.end() if found else 0 :]))
    return told.text if _WHOLE.match(told.text) else shortened(told, CLAUSES).text


def chosen(text: str, headline: str, lead: str, length: Length) -> str:
    """Sentences of ``text`` that best cover ``headline`` and ``lead``, shortened, within the room of ``length``, or ''.

    One that leans on its forerunner is taken only behind it; lines without a final mark, such as headings, never.
    """
    units = [trimmed(unit) for line in text.split("\n") for unit in sentences(MappedText.of(line))]
    told = [compressed(unit).strip().rstrip("，；、：。") if unit.text[-1:] in _ENDS else "" for unit in units]
    leaning = [bool(_LEANING.search(one)) or (i > 0 and units[i - 1].text[-1:] == "；") for i, one in enumerate(told)]
    grams = [bigrams(one) for one in told]
    shared = Counter(gram for found in grams for gram in found)
    worth = {gram: CENTRALITY for gram, count in shared.items() if count > 1}
    worth |= dict.fromkeys(bigrams(lead), 1.0) | dict.fromkeys(bigrams(headline), HEADLINE_WEIGHT)
    taken, covered, size, most = set[int](), set[str](), 0, ROOMS[length][1]
    while size < TARGETS[length] * 0.85:
        left = [i for i in range(len(told)) if i not in taken and len(told[i]) >= 8 and size + len(told[i]) < most]
        left = [i for i in left if not leaning[i] or i - 1 in taken]
        if not left:
            break
        best = max(left, key=lambda i: (sum(worth.get(g, 0.0) for g in grams[i] - covered), -i))
        taken.add(best)
        covered |= grams[best]
        size += len(told[best]) + 1
    return "".join(told[i] if told[i][-1] in "！？…”" else told[i] + "。" for i in sorted(taken))


def fault(silver: Silver, headline: str, names: Names) -> str | None:
    """Why a summary is not kept, or None."""
    least, most = ROOMS[silver.length]
    if not least <= len(silver.summary) <= most:
        return "length"
    if overlap(bigrams(silver.summary), bigrams(silver.text)) < COVERED[silver.made]:
        return "bigrams"
    if silver.made == "sentences" and overlap(bigrams(headline), bigrams(silver.summary)) < TOLD:
        return "headline untold"
    passage = [MappedText.of(line) for line in silver.text.split("\n")]
    if failed(summary_checks(silver.summary, passage, expected=len(silver.summary))):
        return "numbers or negation"
    return "names" if name_checks(silver.summary, silver.text, names) else None


def made_of(rows: Iterable[dict[str, Any]], names: Names, counts: Counter[str]) -> Iterator[Silver]:
    """The summaries of ``rows``, those of one text together; ``counts`` learns of each filter."""
    texts: defaultdict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in rows:
        if SHORTEST <= len(row["text"]) <= LONGEST and not row.get("cut") and not row["source"].startswith("csl"):
            texts[row["text"].strip()].setdefault(row["kind"], row)
    for text, kinds in texts.items():
        if "headline" not in kinds:
            continue
        headline = kinds["headline"]["summary"].strip()
        lead = str((kinds.get("lead") or kinds.get("summary") or {"summary": ""})["summary"]).strip()
        for length, summary, made in _offers(text, headline, lead):
            silver = Silver(text, summary, length, made, kinds["headline"]["source"])
            why = fault(silver, headline, names)
            counts[f"{length}, {made}: {why or 'kept'}"] += 1
            if why is None:
                yield silver


def _offers(text: str, headline: str, lead: str) -> Iterator[tuple[Length, str, str]]:
    yield "short", headline, "human"
    if ROOMS["medium"][0] <= len(lead) <= ROOMS["medium"][1]:
        yield "medium", lead, "human"
    else:
        yield "medium", chosen(text, headline, lead, "medium"), "sentences"
    yield "long", chosen(text, headline, lead, "long"), "sentences"


def read(data: Path, split: str, counts: Counter[str], limit: int | None = None) -> list[Silver]:
    """Silver summaries of the ``split`` (train, dev or test) of a data folder, of its first ``limit`` texts."""
    path = data / "sum" / f"{split}.jsonl{'.xz' if split == 'train' else ''}"
    rows: Sequence[dict[str, Any]] = [json.loads(line) for line in read_lines(path)]
    return list(made_of(rows[:limit], Names.load(), counts))


def judged(made: Iterable[Silver], path: Path = JUDGED) -> Counter[str]:
    """How many of the judged summaries are ``made``: the keys are the verdicts, 1 and 0."""
    keys = {silver.key for silver in made}
    rows = [line.split("\t") for line in read_lines(path)][1:]
    return Counter(good for key, _, good, _ in rows if key in keys)


def main() -> None:
    """Read the arguments, make the summaries, write them, and print what each filter kept and dropped."""
    from models.training.mixture import table

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--split", choices=("train", "dev", "test"), default="train")
    parser.add_argument("--limit", type=int, help="rows of the file that are read")
    args = parser.parse_args()
    counts = Counter[str]()
    found = read(args.data, args.split, counts, args.limit)
    lines = [json.dumps(asdict(silver) | {"key": silver.key}, ensure_ascii=False) for silver in found]
    args.out.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    print(table(counts))
    verdicts = judged(found)
    print(f"judged by reading: {verdicts['1']} good, {verdicts['0']} not")


if __name__ == "__main__":
    main()
