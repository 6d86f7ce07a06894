"""What is seen of each line before anything is decided."""

from models.lines import read_lines
from models.signals import Style, View

COLUMN = "今年以来，新能源汽车卖得很\n好，分析师认为补贴政策是主\n要原因。\n"
KEPT = "　　今年以来，新能源汽车卖\n得很好，分析师认为补贴政策\n是主要原因。\n" * 3


def view(text):
    return View(read_lines(text))


def test_style_of_a_page():
    assert view(KEPT).style == Style(indented=True, gapped=False, shortened=False)
    assert view("\n".join([COLUMN] * 3)).style == Style(indented=False, gapped=True, shortened=False)
    lost = "今年以来，新能源汽车卖\n得很好，分析师认为补贴政策\n是主要原因，充电桩也建得更\n快了。\n"
    assert view(lost * 3).style == Style(indented=False, gapped=False, shortened=True)


def test_flow_tells_how_the_line_before_ends_and_fills_its_column():
    seen = view(COLUMN)
    assert "mid brimful next" in list(seen.flow(1, 0))
    assert "stop short next" in list(view(COLUMN + COLUMN).flow(3, 2))
    assert "open loose gap" in list(view("他来了，\n\n又走了。").flow(1, 0))


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
    two = view("▲抓好春耕\n" + COLUMN + "▲稳定就业\n" + COLUMN)
    assert [str(form.role) for form in one.forms if form] == ["caption"]
    assert [form for form in two.forms if form] == []


def test_what_stands_under_a_headline():
    assert "signed below" in list(view("老城区改造完成\n本报记者 张伟\n" + COLUMN).headline(0, False, False))
    wire = view("老城区改造\n年底完成\n本报讯（记者张伟）老城区改造昨日完成，居民回迁。\n")
    assert "wire below_next" in list(wire.headline(0, False, False))
    assert "wire below" in list(wire.headline(1, False, True))
