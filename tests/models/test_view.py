"""What is seen of each line before anything is decided."""

from models.lines import read_lines
from models.types import Mark
from models.view import Style, View

COLUMN = "今年以来，新能源汽车卖得很\n好，分析师认为补贴政策是主\n要原因。\n"
KEPT = "　　今年以来，新能源汽车卖\n得很好，分析师认为补贴政策\n是主要原因。\n" * 3


def view(text, marks=()):
    return View(read_lines(text, marks))


def test_style_of_a_page():
    assert view(KEPT).style == Style(indented=True, gapped=False, shortened=False)
    assert view("\n".join([COLUMN] * 3)).style == Style(indented=False, gapped=True, shortened=False)
    lost = "今年以来，新能源汽车卖\n得很好，分析师认为补贴政策\n是主要原因，充电桩也建得更\n快了。\n"
    assert view(lost * 3).style == Style(indented=False, gapped=False, shortened=True)


def test_a_headline_needs_a_body_and_room_of_its_own():
    seen = view("城市夜经济\n" + COLUMN + "再见")
    assert [seen.may_head(i) for i in range(5)] == [True, True, True, False, False]
    assert not view("他来了\n，又走了。").may_head(0)
    assert [view("1. 牛奶\n2. 面包\n写完再核对一遍。").may_head(i) for i in range(2)] == [False, False]
    assert not view("（本文有删节）\n" + COLUMN).may_head(0)


def test_echo_compares_the_words_of_a_headline_with_the_text_around_it():
    text = "猫睡着了，没有人去打扰它。\n新能源汽车\n" + COLUMN
    assert view(text).echo(1) == "echo 4 after"
    assert view(COLUMN + "新能源汽车\n猫睡着了，没有人去打扰它。").echo(3) == "echo 0 before"
    assert view("2022\n" + COLUMN).echo(0) == "echo none"


def test_markers_are_captions_alone_and_headings_together():
    one = view("▲村民在田里劳作\n" + COLUMN)
    two = view("▲抓好春耕\n" + COLUMN + "▲稳定就业\n他来了，又走了。\n")
    assert [str(form.role) for form in one.forms if form] == ["caption"]
    assert [form for form in two.forms if form] == []


def test_blocks_of_lines_that_read_like_headlines_stand_between_gaps():
    assert view("城市夜经济\n如何亮起来\n\n" + COLUMN + "\n更多看点").blocks == [2, 2, 0, 0, 0, 1]
    assert view("一\n二\n三\n四\n\n" + COLUMN).blocks == [0] * 7


def test_larger_lines_are_headlines_unless_there_are_many():
    def sizes(text, size):
        starts = [line.start for line in read_lines(text)]
        return view(text, [Mark(start, size) for start in starts[:-1]])

    assert [sizes("标题，很长，很长，的\n正文。", 2.0).larger(i) for i in range(2)] == [2, 0]
    assert sizes("标题，很长，很长，的\n正文。", 2.0).may_head(0)
    assert not view("标题，很长，很长，的\n正文。").may_head(0)
    assert sizes("小标题\n正文。", 1.2).larger(0) == 1
    assert [sizes("导语\n也大\n一些\n而已\n正文。", 1.2).larger(i) for i in range(5)] == [0, 0, 0, 0, 0]
