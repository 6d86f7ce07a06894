"""The curve of a run as a picture: loss of training and of held-out pairs, and BLEU of its snapshots.

``python -m models.training.curve RUN OUT.svg [--data DATA --lexicon LEXICON]``: with DATA the snapshots ``RUN/step-N``
that have no line in ``RUN/bleu.jsonl`` yet are converted to 8-bit integers and measured on flores-dev first.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.registry import load
from models.training import corpus, progress, scores
from models.training.answers import answers
from models.training.export import export

Points = Sequence[tuple[float, float]]
WIDTH, HEIGHT, EDGE = 720, 360, 48
"""Size of the picture and the room for its labels, in pixels."""
COLOURS = {"loss": "#9db8d9", "held-out loss": "#1f4e8c", "BLEU": "#b5401f"}
SMOOTH = 0.05
"""Share of the run over which the loss of training is averaged."""


def smoothed(values: Sequence[float], window: int) -> list[float]:
    """The mean of each value and up to ``window - 1`` before it.

    >>> smoothed([1, 3, 5], 2)
    [1.0, 2.0, 4.0]
    """
    parts = [values[max(0, i + 1 - window) : i + 1] for i in range(len(values))]
    return [sum(part) / len(part) for part in parts]


def measured(run: Path, data: Path, lexicon: Path | None, limit: int) -> None:
    """Add the BLEU of each snapshot that has none to ``run/bleu.jsonl``: beam 1, the first ``limit`` pairs."""
    path = run / "bleu.jsonl"
    known = {row["step"] for row in _rows(path)}
    pairs = corpus.development(data, limit)
    for folder in sorted(run.glob("step-*")):
        step = int(folder.name.removeprefix("step-"))
        if step in known:
            continue
        with tempfile.TemporaryDirectory() as made, path.open("a", encoding="utf-8") as file:
            export(folder, Path(made), "snapshot", "", "", lexicon=lexicon)
            texts = answers(
                load(directory=Path(made)).translator, [pair.source for pair in pairs], 1, 160, chinese=False
            )
            found, _ = scores.translation(texts, [pair.target for pair in pairs])
            file.write(json.dumps({"step": step, "sentences": len(pairs), **found}) + "\n")


def picture(lines: dict[str, Points]) -> str:
    """An SVG of lines over the steps: losses on the left axis, BLEU on the right one."""
    steps = max((x for points in lines.values() for x, _ in points), default=1) or 1
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12"><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{WIDTH / 2:.0f}" y="{HEIGHT - 10}" text-anchor="middle">step (to {steps:g})</text>',
    ]
    losses = [y for name, points in lines.items() if name != "BLEU" for _, y in points]
    for i, (name, points) in enumerate(item for item in lines.items() if item[1]):
        values = [y for _, y in points] if name == "BLEU" else losses
        low, high = min(values), max(values)
        drawn += _line(name, points, steps, low, high if high > low else low + 1)
        drawn.append(f'<text x="{EDGE + 130 * i}" y="20" fill="{COLOURS[name]}">{name} {points[-1][1]:.4g}</text>')
    return "\n".join([*drawn, "</svg>\n"])


def _line(name: str, points: Points, steps: float, low: float, high: float) -> Iterator[str]:
    """One line, and the ends of its axis."""
    inner_width, inner_height = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
    places = [
        f"{EDGE + inner_width * x / steps:.1f},{EDGE + inner_height * (high - y) / (high - low):.1f}" for x, y in points
    ]
    yield f'<polyline fill="none" stroke="{COLOURS[name]}" stroke-width="2" points="{" ".join(places)}"/>'
    x, anchor = (WIDTH - EDGE + 4, "start") if name == "BLEU" else (EDGE - 4, "end")
    for y, value in ((EDGE, high), (HEIGHT - EDGE, low)):
        yield f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{COLOURS[name]}">{value:.3g}</text>'


def lines_of(run: Path) -> dict[str, Points]:
    """What is drawn of a run."""
    rows = progress.read(run / "log.jsonl")
    steps = [row["step"] + 1 for row in rows if "loss" in row]
    loss = smoothed([row["loss"] for row in rows if "loss" in row], max(1, round(SMOOTH * len(steps))))
    return {
        "loss": list(zip(steps, loss, strict=True)),
        "held-out loss": [(row["step"] + 1, row["held_out_loss"]) for row in rows if "held_out_loss" in row],
        "BLEU": sorted((row["step"], row["BLEU"]) for row in _rows(run / "bleu.jsonl")),
    }


def _rows(path: Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in corpus.read_lines(path)] if path.exists() else []


def main() -> None:
    """Read the arguments, measure what is asked, and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, help="measure the snapshots on its flores-dev")
    parser.add_argument("--lexicon", type=Path, help="what their translations get hints from")
    parser.add_argument("--limit", type=int, default=100, help="sentence pairs")
    args = parser.parse_args()
    if args.data:
        measured(args.run, args.data, args.lexicon, args.limit)
    args.out.write_text(picture(lines_of(args.run)), encoding="utf-8")


if __name__ == "__main__":
    main()
