"""What speaks for and against a decision about a line."""

from models.lines import read_lines
from models.signals import flow, headline
from models.types import Mark
from models.view import View

COLUMN = "今年以来，新能源汽车卖得很\n好，分析师认为补贴政策是主\n要原因。\n"


def view(text, marks=()):
    return View(read_lines(text, marks))


def test_flow_tells_how_the_line_before_ends_and_fills_its_column():
    seen = view(COLUMN)
    assert "mid brimful next" in flow(seen, 1)
    assert "stop short next" in flow(view(COLUMN + COLUMN), 3)
    assert "open loose gap" in flow(view("他来了，\n\n又走了。"), 1)


def test_what_stands_under_a_headline():
    assert "signed below" in headline(view("老城区改造完成\n本报记者 张伟\n" + COLUMN), 0)
    wire = view("老城区改造\n年底完成\n本报讯（记者张伟）老城区改造昨日完成，居民回迁。\n")
    assert "wire below_next" in headline(wire, 0)
    assert "wire below" in headline(wire, 1)


def test_a_quotation_that_ends_the_line_is_closed():
    assert "unclosed" not in headline(view("抗疫一线的“排头兵”\n" + COLUMN), 0)
    assert "unclosed" in headline(view("抗疫一线的“排头兵\n" + COLUMN), 0)


def test_larger_type_speaks_for_a_headline_and_against_flow():
    text = "今年以来，新能源汽车卖得很\n好，分析师认为补贴政策是主\n充电桩\n要原因。\n"
    seen = view(text, [Mark(text.index("充"), 1.5)])
    assert "larger 2" in headline(seen, 2)
    assert "size_changes" in flow(seen, 2)
    assert "size_changes" in flow(seen, 3)
    assert "size_changes" not in flow(seen, 1)
