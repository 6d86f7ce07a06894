import pytest

from service.document import Document, left_out, paragraphs, quoted, row


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ([], ""),
        ([("", True), (" ", False)], ""),
        ([("一", False), ("二", False)], "一\n二\n"),
        (
            [("题", True), ("一", False), ("", False), ("节", True), ("节二", True), ("二", False)],
            "题\n\n一\n\n节\n\n节二\n\n二\n",
        ),
        ([("一", False), ("尾", True)], "一\n\n尾\n"),
    ],
)
def test_paragraphs(blocks, text):
    assert paragraphs(blocks) == text


@pytest.mark.parametrize(
    ("cells", "blocks"),
    [
        ([[("甲", False)], [("乙", False)]], [("甲；乙。", False)]),
        ([[("甲", False)], [("", False)], [("乙。", True)]], [("甲；乙。", False)]),
        ([[("甲", True)]], [("甲", True)]),
        ([[("甲", False), ("乙", False)], [("丙", False)]], [("甲", False), ("乙", False), ("丙", False)]),
        ([], []),
    ],
)
def test_row(cells, blocks):
    assert row(cells) == blocks


def test_nothing_left_out_is_not_told():
    assert left_out(0, "x") == ()


def test_quoted():
    assert (quoted("桥" * 24), quoted("桥" * 25)) == ("桥" * 24, "桥" * 23 + "…")


def test_the_digest_is_that_of_the_text_in_utf8():
    assert Document("大桥").sha256 == "f1297e48d2d1639b328c7f64fd50f62890431c6611f2f6cda6b3ad1bdec46440"
