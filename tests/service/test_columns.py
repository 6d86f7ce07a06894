import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.columns import Box, body_size, lines_of, page_text, reading_order


def box(text, left, baseline, size=10.0, width=None):
    """A box of full-width characters."""
    return Box(left, left + (len(text) * size if width is None else width), baseline, size, text)


def stack(text, left, top, leading=15, size=10.0):
    """A box for each line of ``text``."""
    return [box(line, left, top - i * leading, size) for i, line in enumerate(text.split())]


def order(boxes):
    return ["".join(line.text for line in lines_of(column)) for column in reading_order(boxes)]


def test_columns_from_left_to_right_each_from_top_to_bottom():
    left, right = stack("甲一二三四 甲五六七八 甲九", 60, 700), stack("乙一二三四 乙五六七八 乙九", 140, 700)
    assert order([*right, *left]) == ["甲一二三四甲五六七八甲九", "乙一二三四乙五六七八乙九"]


def test_a_gap_between_paragraphs_does_not_cut_across_columns():
    left = stack("甲一二 甲三四", 60, 700) + stack("甲五六 甲七八", 60, 620)
    right = stack("乙一二 乙三四", 120, 700) + stack("乙五六 乙七八", 120, 620)
    assert order([*left, *right]) == ["甲一二甲三四甲五六甲七八", "乙一二乙三四乙五六乙七八"]


def test_a_headline_over_both_columns_comes_first_and_one_below_them_after():
    columns = stack("甲一二 甲三四", 60, 700) + stack("乙一二 乙三四", 120, 700)
    above, below = box("大字的标题", 60, 740, 20.0), box("又一个标题", 60, 640, 20.0)
    last = stack("丙一二 丙三四", 60, 600) + stack("丁一二 丁三四", 120, 600)
    found = order([*last, below, *columns, above])
    assert found == ["大字的标题", "甲一二甲三四", "乙一二乙三四", "又一个标题", "丙一二丙三四", "丁一二丁三四"]


def test_a_headline_over_two_of_three_columns_belongs_to_them():
    story = [box("两栏的标题", 60, 740, 18.0), *stack("甲一二 甲三四", 60, 700), *stack("乙一二 乙三四", 120, 700)]
    other = [box("三栏", 180, 740, 14.0), *stack("丙一二 丙三四", 180, 718)]
    assert order([*other, *story]) == ["两栏的标题", "甲一二甲三四", "乙一二乙三四", "三栏丙一二丙三四"]


def test_a_headline_within_a_column_does_not_end_its_neighbour():
    left = stack("甲一二 甲三四 甲五六 甲七八", 60, 700)
    right = [*stack("乙一二", 120, 700), box("标题", 120, 678, 14.0), *stack("丙一二 丙三四", 120, 655)]
    assert order([*left, *right]) == ["甲一二甲三四甲五六甲七八", "乙一二标题丙一二丙三四"]


def test_white_within_a_single_line_is_a_space_and_no_gutter():
    line = [box("某某日报", 60, 780), box("2020年12月10日", 300, 780, width=80), box("T05", 500, 780, width=20)]
    assert page_text(line, 10.0) == "某某日报 2020年12月10日 T05\n"


def test_a_byline_with_a_gap_is_one_line():
    boxes = [box("记者", 60, 700), box("张三", 100, 700), *stack("一二三四五六七八 九十", 60, 685)]
    assert page_text(boxes, 10.0) == "记者 张三\n\n一二三四五六七八\n九十\n"


def test_a_last_line_alone_in_the_next_column_is_a_column():
    boxes = [*stack("甲一二三四 甲五六七八 甲九十", 60, 700), box("末行。", 150, 700)]
    assert order(boxes) == ["甲一二三四甲五六七八甲九十", "末行。"]


def test_latin_boxes_are_parted_by_less_white_than_chinese_ones():
    boxes = [box("New", 60, 700, width=15), box("York", 78, 700, width=20), box("的", 101, 700), box("桥", 117, 700)]
    assert page_text(boxes, 10.0) == "New York的桥\n"


def test_the_text_marks_columns_gaps_indents_and_headlines():
    headline = [box("大桥今天", 60, 760, 20.0), box("建成通车", 60, 735, 20.0)]
    left = [box("第一段一二", 80, 700), *stack("三四五六七八九 十。", 60, 685), *stack("隔开的一行 又一行", 60, 630)]
    right = stack("右栏一二三四五 右栏六七", 150, 700)
    assert page_text([*right, *left, *headline], 10.0) == (
        "大桥今天\n建成通车\n\n　　第一段一二\n三四五六七八九\n十。\n\n隔开的一行\n又一行\n\n右栏一二三四五\n右栏六七\n"
    )


def test_headlines_far_from_each_other_are_two():
    boxes = [box("第一个标题", 60, 760, 20.0), box("第二个标题", 60, 700, 20.0)]
    assert page_text(boxes, 10.0) == "第一个标题\n\n第二个标题\n"


def test_a_raised_sign_stays_in_its_line():
    assert (
        page_text([box("面积三", 60, 700), box("2", 90, 703, 6.0, width=4), box("米", 94, 700)], 10.0) == "面积三2米\n"
    )


@pytest.mark.parametrize(
    ("boxes", "text"),
    [
        (stack("大 桥 今", 60, 700), "大桥今\n"),
        (stack("大 桥", 60, 700), "大\n桥\n"),
        (stack("1 2 3", 60, 700), "1\n2\n3\n"),
        (stack("大 桥 今", 60, 700, leading=17), "大\n桥\n今\n"),
        ([*stack("大 桥", 60, 700), box("今", 66, 670)], "大\n桥\n今\n"),
        ([*stack("大 桥 今", 60, 700), box("天气", 60, 655)], "大桥今\n天气\n"),
    ],
)
def test_single_characters_one_above_the_other_are_a_line(boxes, text):
    assert page_text(boxes, 10.0) == text


def test_the_size_of_the_body_is_that_of_most_characters():
    assert body_size([box("大字标题", 0, 0, 20.0), box("正文正文正文", 0, 0, 10.1)]) == 10.0
    assert body_size([]) == 0.0


def test_no_boxes_no_text():
    assert (reading_order([]), page_text([], 10.0)) == ([], "")


NUMBERS = st.integers(0, 60).map(lambda n: n * 10.0)
BOXES = st.lists(
    st.builds(
        lambda left, width, baseline, size, text: Box(left, left + width, baseline, size, text),
        NUMBERS, NUMBERS, NUMBERS, st.sampled_from([8.0, 10.0, 24.0]), st.text("甲乙a ", min_size=1, max_size=5),
    ),
    max_size=40,
)  # fmt: skip


@given(BOXES)
def test_every_box_is_in_exactly_one_place(boxes):
    placed = [id(box) for column in reading_order(boxes) for line in lines_of(column) for box in line.boxes]
    assert sorted(placed) == sorted(map(id, boxes))


@given(BOXES)
def test_no_character_is_lost_or_added(boxes):
    found = page_text(boxes, 10.0)
    assert sorted("".join(found.split())) == sorted("".join("".join(box.text for box in boxes).split()))


@given(st.integers(1, 4), st.integers(2, 6), st.randoms(use_true_random=False))
def test_a_grid_of_columns_is_read_whatever_the_order_of_the_file(columns, lines, random):
    cells = [
        box(f"栏{column}行{line}字", 60 + 70 * column, 700 - 15 * line)
        for column in range(columns)
        for line in range(lines)
    ]
    shuffled = random.sample(cells, len(cells))
    expected = [[cell.text for cell in cells[i : i + lines]] for i in range(0, len(cells), lines)]
    assert [[line.text for line in lines_of(column)] for column in reading_order(shuffled)] == expected


def test_regions_nested_deeper_than_the_stack_of_calls_are_cut():
    """Each headline spans all columns right of it but one, whose two lines stand to its left."""
    boxes = []
    for i in range(510):
        boxes += [box(f"{i}", 20 * i, -20 * i, width=10200 - 20 * i)]
        boxes += [box("甲", 20 * i, -20 * i - 20, width=8), box("乙", 20 * i, -20 * i - 40, width=8)]
    found = reading_order(boxes)
    assert sorted(map(id, [box for column in found for box in column])) == sorted(map(id, boxes))
    assert [column[0].text for column in found[:4]] == ["0", "甲", "1", "甲"]


@pytest.mark.parametrize(("offset", "indent"), [(0, ""), (14, ""), (20, "　　"), (26, "")])
def test_only_an_indent_of_two_ems_is_one(offset, indent):
    boxes = [box("首行", 60 + offset, 700), *stack("第二行文字", 60, 685)]
    assert page_text(boxes, 10.0) == f"{indent}首行\n第二行文字\n"
