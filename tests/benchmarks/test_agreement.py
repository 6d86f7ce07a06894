"""Agreement of two labellings, on tables and pages small enough to count by hand."""

import json
import sys

import pytest

from benchmarks.agreement import agreement, differing, kappa, main, whole
from benchmarks.truth import Label, LabelledPage, write

TEXT = "老城区改造完成\n本报记者 张伟\n老城区改造工程昨日完工，\n两千户居民回迁。\n2\n"
FIRST = LabelledPage(
    "page",
    TEXT,
    (
        Label(1, "title", 0, None, 0),
        Label(2, "byline", 0, None, 1),
        Label(3, "paragraph", 0, 0, 2),
        Label(4, "paragraph", 0, 0, 2),
        Label(5, "folio", None, None, 3),
    ),
)
SECOND = LabelledPage("page", TEXT, (*FIRST.labels[:4], Label(5, "other", None, None, 3)))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # both yes, only the first, only the second, both no
        ((20, 5, 10, 15), 0.4),
        ((45, 15, 25, 15), 0.1304),
        ((25, 35, 5, 35), 0.2593),
        ((7, 0, 0, 3), 1.0),
        ((9, 0, 0, 0), 1.0),
        ((1, 1, 1, 1), 0.0),
    ],
)
def test_kappa_of_tables(table, expected):
    pairs = [pair for pair, n in zip(("yy", "yn", "ny", "nn"), table, strict=True) for _ in range(n)]
    assert kappa([a for a, _ in pairs], [b for _, b in pairs]) == pytest.approx(expected, abs=5e-5)


def test_numbering_of_stories_and_units_does_not_matter():
    shifted = [
        Label(label.line, label.role, None if label.story is None else label.story + 3, label.section, label.unit + 9)
        for label in FIRST.labels
    ]
    assert whole(shifted) == whole(FIRST.labels)
    assert whole(FIRST.labels) == [("title", 3), ("byline",), *[("paragraph", 3, 0, 3)] * 2, ("folio",)]


def test_agreement_counts_what_differs():
    assert differing([(FIRST, FIRST)]) == []
    assert set(agreement([(FIRST, FIRST)]).values()) == {1.0, 0.0}
    assert agreement([(FIRST, FIRST)])["window_diff"] == 0.0
    assert differing([(FIRST, SECOND)]) == [("page", 5, "folio", "other")]
    figures = agreement([(FIRST, SECOND)])
    assert (figures["same"], figures["story"], figures["folio"], figures["other"]) == (0.8, 1.0, 0.0, 0.0)
    # 4 of 5 alike; by chance (1 + 1 + 4) / 25 of them
    assert figures["kappa"] == pytest.approx((0.8 - 0.24) / (1 - 0.24), abs=5e-5)


def test_the_script_reads_labels_of_two_folders(tmp_path, monkeypatch, capsys):
    for name, page in (("first", FIRST), ("second", SECOND)):
        (tmp_path / name).mkdir()
        write(page, tmp_path / name)
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "held-out.txt").write_text("page\n", encoding="utf-8")
    folders = [str(tmp_path), str(tmp_path / "first"), str(tmp_path / "second")]
    monkeypatch.setattr(sys, "argv", ["agreement.py", *folders, "--list"])
    main()
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "page\t5\tfolio\tother"
    assert json.loads(out[-1])["held out"]["same"] == 0.8
