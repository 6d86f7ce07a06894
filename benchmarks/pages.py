"""Newspaper and web pages of known structure, composed from articles: thousands with truth, without a corpus here.

``python benchmarks/pages.py ARTICLES OUT --count 100 --seed 0``: ARTICLES is a JSONL file (``.xz`` allowed) of
``{"title", "paragraphs"}``; OUT gets ``NAME.txt`` and ``NAME.tsv`` for each page (``benchmarks/truth.py``). Wrap width,
indents, gaps, column breaks, displacement, furniture, debris and noise of punctuation are drawn for each page from the
seed. ``--share unseen`` composes of articles that ``--share seen`` never uses.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import sys
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import furniture
from benchmarks.bodies import Body, Piece
from benchmarks.noise import Noise, wrapped
from benchmarks.truth import Label, LabelledPage, write

_TEXT = ("paragraph", "lead")
_TERMINAL = "。！？…”」）"


@dataclass(frozen=True, slots=True)
class Source:
    """An article whose paragraphs all end a sentence: what it is made of is known."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(slots=True)
class Sheet:
    """A page in the making: its lines, and the label of each that is not blank."""

    lines: list[str] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def put(self, line: str, piece: Piece, unit: int) -> None:
        """One line of a piece."""
        self.lines.append(line)
        self.labels.append(Label(len(self.lines), piece.role, piece.story, piece.section, unit))

    def blank(self) -> None:
        """A blank line, never two in a row or at the top."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def page(self, name: str, end: str) -> LabelledPage:
        """The finished page. Stories are numbered in the order in which they begin."""
        order: dict[int, int] = {}
        opening = ("title", "kicker", "heading", "paragraph", "lead")
        for label in self.labels:
            if label.story is not None and label.role in opening:
                order.setdefault(label.story, len(order))
        labels = tuple(
            Label(x.line, x.role, None if x.story is None else order[x.story], x.section, x.unit) for x in self.labels
        )
        return LabelledPage(name, end.join(self.lines) + end, labels)


def sources(path: Path, share: str) -> tuple[list[Source], list[str]]:
    """Articles fit for composing, and short headings found in others; each article is seen or unseen by its title."""
    articles, headings = [], []
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8")
    with opened as file:
        for line in file:
            row = json.loads(line)
            title, paragraphs = row["title"].strip(), [text.strip() for text in row["paragraphs"]]
            if (zlib.crc32(title.encode()) % 3 == 0) != (share == "unseen"):
                continue
            if fit(title, paragraphs):
                articles.append(Source(title, tuple(paragraphs)))
            headings += [text for text in paragraphs[1:-1] if is_heading(text)]
    return articles, headings


def fit(title: str, paragraphs: Sequence[str]) -> bool:
    """Whether an article's own structure is certain."""
    return (
        6 <= len(title) <= 34
        and "。" not in title
        and 3 <= len(paragraphs) <= 14
        and sum(map(len, paragraphs)) <= 2500
        and all(len(text) >= 12 and text[-1] in _TERMINAL and "\n" not in text for text in paragraphs)
    )


def is_heading(text: str) -> bool:
    """Whether a paragraph of an article reads like a heading of 4 to 16 characters."""
    return (
        4 <= len(text) <= 16
        and not any(mark in text for mark in "。，；！？…：:、,.（）()0123456789?")
        and text[0] not in "“一二三四五六七八九"
    )


class Composer:
    """Draws pages."""

    def __init__(self, articles: Sequence[Source], headings: Sequence[str]) -> None:
        self._articles, self._headings = articles, headings

    def page(self, seed: int) -> LabelledPage:
        """The page of ``seed``: a newspaper's three times in four, else of the web."""
        rng = random.Random(seed)
        stories = [self._story(rng, index) for index in range(rng.choice((1, 1, 2, 2, 3, 3, 4, 5)))]
        if rng.random() < 0.25:
            return self._web(rng, stories[0], f"web-{seed:06}")
        return self._paper(rng, stories, f"paper-{seed:06}")

    def clean(self, seed: int) -> LabelledPage:
        """An untouched article: its title and a paragraph on each line."""
        source = self._articles[seed % len(self._articles)]
        pieces = [Piece("title", source.title, 0), *(Piece("paragraph", text, 0, 0) for text in source.paragraphs)]
        sheet = Sheet()
        for unit, piece in enumerate(pieces):
            sheet.put(piece.text, piece, unit)
        return sheet.page(f"clean-{seed:06}", "\n")

    def _story(self, rng: random.Random, index: int) -> list[Piece]:
        """Headline, byline, sections and what stands among them."""
        source = rng.choice(self._articles)
        pieces = [Piece("title", shortened(rng, source.title), index, gap=True)]
        if rng.random() < 0.2:
            above, gap = rng.random() < 0.7, rng.random() < 0.5
            words = rng.choice(furniture.KICKERS if above else furniture.SUBTITLES)
            kicker = Piece("kicker", words, index, gap=above or gap)
            pieces = [kicker, replace(pieces[0], gap=gap)] if above else [*pieces, kicker]
        elif rng.random() < 0.15:  # a short title under a longer line
            pieces = [replace(pieces[0], role="kicker"), Piece("title", rng.choice(self._headings)[:7], index)]
        if rng.random() < 0.5:
            pieces.append(Piece("byline", furniture.byline(rng), index))
        paragraphs = list(source.paragraphs)
        if rng.random() < 0.3:
            paragraphs[0] = furniture.agency(rng) + paragraphs[0]
        pieces += Body(rng, index, self._headings).pieces(paragraphs)
        if rng.random() < 0.15:
            pieces.append(Piece("credit", furniture.credit(rng), index))
        return pieces

    def _torn(self, rng: random.Random, stories: list[list[Piece]]) -> list[Piece]:
        """A story more, torn apart: its headline at the top of the page, its sections after the other stories, then its
        byline and its lead."""
        index = len(stories)
        source = rng.choice([article for article in self._articles if len(article.paragraphs) >= 5])
        title = Piece("title", shortened(rng, source.title), index, gap=True)
        text = Body(rng, index, self._headings).torn(source.paragraphs)
        lead = [replace(piece, gap=True) for piece in text if piece.role == "lead"]
        rest = [piece for piece in text if piece.role != "lead"]
        byline = Piece("byline", furniture.byline(rng), index, gap=True)
        return [title, *(piece for story in stories for piece in story), *rest, byline, *lead]

    def _paper(self, rng: random.Random, stories: list[list[Piece]], name: str) -> LabelledPage:
        """A page of columns."""
        noise = Noise.draw(rng)
        top = [Piece("masthead", text) for text in furniture.masthead(rng)] if rng.random() < 0.7 else []
        apart = len(stories) > 1 and rng.random() < 0.25
        body = self._torn(rng, stories) if apart else [piece for story in stories for piece in story]
        tail = [Piece(role, text, gap=True) for role, text in furniture.tail(rng)]
        widths = furniture.widths(rng, len(stories) + 1) if apart or rng.random() < 0.3 else {}
        return set_in_lines(rng, noise, [*top, *body, *tail], name, widths)

    def _web(self, rng: random.Random, story: list[Piece], name: str) -> LabelledPage:
        """A page of the web: no wraps, navigation above and below."""
        noise = Noise.draw(rng, wrap=False)
        top = [Piece("notice", text) for text in furniture.navigation(rng)] if rng.random() < 0.6 else []
        tail = [Piece("notice", text) for text in furniture.related(rng)] if rng.random() < 0.6 else []
        return set_in_lines(rng, noise, [*top, *story, *tail], name)


def shortened(rng: random.Random, title: str) -> str:
    """A headline of several parts, in a third of the cases only one of them."""
    parts = [part for part in re.split("[ ，：\u3000]+", title) if len(part) >= 5 and is_bare(part)]
    return rng.choice(parts) if parts and rng.random() < 0.33 else title


def is_bare(part: str) -> bool:
    """Whether a part of a headline can stand alone."""
    return all("\u4e00" <= char <= "\u9fff" or char in "“”" for char in part) and part.count("“") == part.count("”")


def set_in_lines(
    rng: random.Random, noise: Noise, pieces: Sequence[Piece], name: str, widths: Mapping[int, int] | None = None
) -> LabelledPage:
    """The pieces as lines: wrapped, with gaps, columns broken by blank lines and by what stands between them."""
    sheet, left = Sheet(), noise.column
    last = None
    for unit, piece in enumerate(pieces):
        if (piece.gap and noise.gaps) or (noise.between and last in (*_TEXT, None) and piece.role in _TEXT):
            sheet.blank()
        width = (widths or {}).get(-1 if piece.story is None else piece.story, noise.width)
        if piece.role == "lead" and widths and piece.gap:
            width = round(1.4 * width)
        for line in wrapped(piece.text, piece.role, replace(noise, width=width), rng):
            if left == 0 and piece.role in _TEXT:
                break_column(rng, sheet, noise, unit + len(pieces))
                left = noise.column
            sheet.put(noise.touch(line, piece.role, rng), piece, unit)
            left = max(0, left - 1)
        last = piece.role
    return sheet.page(name, noise.end)


def break_column(rng: random.Random, sheet: Sheet, noise: Noise, unit: int) -> None:
    """The end of a column: a blank line, sometimes with furniture, sometimes nothing at all."""
    if rng.random() < noise.breaks:
        sheet.blank()
    if rng.random() < 0.15:
        role, text = furniture.between(rng)
        sheet.put(text, Piece(role, text), unit * 1000 + len(sheet.lines))
        sheet.blank()


def main() -> None:
    """Read the arguments and write the pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="of the first page; each next has the next number")
    parser.add_argument("--share", choices=("seen", "unseen"), default="seen")
    args = parser.parse_args()
    composer = Composer(*sources(args.articles, args.share))
    args.out.mkdir(parents=True, exist_ok=True)
    for seed in range(args.seed, args.seed + args.count):
        write(composer.page(seed), args.out)
    print(json.dumps({"pages": args.count, "seed": args.seed, "share": args.share}))


if __name__ == "__main__":
    main()
