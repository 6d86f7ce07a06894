"""Labels beside a page: written, read, and made of what the splitter found."""

import pytest

from benchmarks.truth import Label, LabelledPage, labels_of, read, read_folder, write
from models.sections import PageSplitter

TEXT = "\n老城区改造完成\n\n本报记者 张伟\n老城区改造工程昨日完工，两\n千户居民回迁。\n"
LABELS = (
    Label(2, "title", 0, None, 0),
    Label(4, "byline", 0, None, 1),
    Label(5, "paragraph", 0, 0, 2),
    Label(6, "paragraph", 0, 0, 2),
)


def test_round_trip(tmp_path):
    page = LabelledPage("page", TEXT, LABELS)
    write(page, tmp_path)
    assert read(tmp_path / "page.txt") == page
    assert read_folder(tmp_path) == [page]
    (tmp_path / "labels").mkdir()
    (tmp_path / "page.tsv").rename(tmp_path / "labels" / "page.tsv")
    assert read(tmp_path / "page.txt", tmp_path / "labels") == page
    assert (tmp_path / "labels" / "page.tsv").read_text(encoding="utf-8").splitlines()[:2] == [
        "line\trole\tstory\tsection\tunit\ttext",
        "2\ttitle\t0\t\t0\t老城区改造完成",
    ]


def test_the_splitter_gives_the_same_labels():
    assert labels_of(PageSplitter().split(TEXT)) == LABELS


def test_labels_that_do_not_fit_the_page_are_refused(tmp_path):
    write(LabelledPage("page", TEXT, LABELS[1:]), tmp_path)
    with pytest.raises(ValueError, match=r"^page: its labels are not one for each non-blank line, in order$"):
        read(tmp_path / "page.txt")
    (tmp_path / "page.txt").write_text("x" + TEXT, encoding="utf-8")
    (tmp_path / "page.tsv").write_text(
        "line\trole\tstory\tsection\tunit\ttext\n1\ttitle\t0\t\t0\ty\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"^page: line 1 begins 'x', its label says 'y'$"):
        read(tmp_path / "page.txt")
