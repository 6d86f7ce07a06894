"""How the lines of a file were set."""

from models.lines import read_lines
from models.marks import marked, moved, shifted, sizes
from models.normal import normal
from models.sections import PageSplitter
from models.types import Mark

BODY = "夜幕降临，步行街上人声鼎沸，小吃摊前\n排起长队，商户说今年生意比去年好了三\n成。\n"
MORE = "公交集团把末班车延后一小时，地铁周末\n也延长运营，市民说夜里回家方便多了，\n不用再等。\n"


def test_pieces_become_text_and_marks_of_what_is_larger():
    text, marks = marked([("  题\n", 2.0), ("\n", 9.0), ("正文\n", 0.0), ("小题\n", 1.1), ("正文", 1.05)])
    assert text == "  题\n\n正文\n小题\n正文"
    assert marks == (Mark(2, 2.0), Mark(8, 1.1))
    assert shifted(marks, 3) == (Mark(5, 2.0), Mark(11, 1.1))


def test_marks_find_their_lines():
    assert sizes([0, 5, 9], [Mark(5, 1.5), Mark(7, 3.0), Mark(20, 3.0)]) == [1.0, 1.5, 1.0]
    assert [line.size for line in read_lines("\n  标题\n正文", [Mark(3, 2.0)])] == [2.0, 1.0]


def test_marks_move_with_what_is_left_out():
    text = "\u200b标\u200b题\n小\u200b题\n"
    read = normal(text)
    assert read.text == "标题\n小题\n"
    assert moved([Mark(1, 2.0), Mark(5, 1.5)], read) == (Mark(0, 2.0), Mark(3, 1.5))


def test_only_the_size_tells_a_heading():
    text = f"城市夜经济怎么热起来\n{BODY}夜间交通末班车延后一小时方便市民夜归\n{MORE}"
    place = text.index("夜间交通")
    plain, set_large = (PageSplitter().split(text, marks=m) for m in ((), (Mark(0, 2.0), Mark(place, 1.2))))
    assert [section.heading for section in plain.sections if section.heading] == []
    assert [s.heading.text for s in set_large.sections if s.heading] == ["夜间交通末班车延后一小时方便市民夜归"]
    assert set_large.stories[0].title.text == "城市夜经济怎么热起来"


def test_much_larger_headlines_open_stories():
    text = f"城市夜经济怎么热起来\n{BODY}夜间交通\n{MORE}"
    place = text.index("夜间交通")
    found = [PageSplitter().split(text, marks=[Mark(0, 2.0), Mark(place, size)]) for size in (1.2, 2.0)]
    assert [[story.title.text for story in article.stories] for article in found] == [
        ["城市夜经济怎么热起来"],
        ["城市夜经济怎么热起来", "夜间交通"],
    ]
