"""What is seen of lines: shares of the source, ends of sentences, wrapped columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.lines import ends_sentence, looks_bare, read_lines, settings


def test_lines_partition_the_source_and_blank_lines_go_to_the_line_before():
    source = "\n \n　　好。\r\n\r\n  再见 \n\n"
    lines = read_lines(source)
    assert [(line.text, source[line.begin : line.stop], line.gap, line.indent) for line in lines] == [
        ("好。", "\n \n　　好。\r\n\r\n", 2, 4),
        ("再见", "  再见 \n\n", 1, 2),
    ]
    assert [source[slice(*line.span)] for line in lines] == ["好。", "再见"]


@given(st.text(alphabet="甲。 \n\r\u2028\u3000", max_size=40))
def test_lines_lose_nothing(source):
    lines = read_lines(source)
    assert "".join(source[line.begin : line.stop] for line in lines) == (source if source.strip() else "")
    assert [line.text for line in lines] == [part.strip() for part in source.splitlines() if part.strip()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("好。", True),
        ("他说：“好。”", True),
        ("武汉告急……", True),
        ("结束。（完）", True),
        ("结束。 （本报记者 张伟）", True),
        ("It works.", True),
        ("共3.", False),
        ("“桥头堡”", False),
        ("（完）", True),
        ("等待，", False),
        ("如下：", False),
        ("一是好；", False),
    ],
)
def test_ends_sentence(text, expected):
    assert ends_sentence(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("人工智能筛查", True),
        ("稳需求，保供应", True),
        ("疫苗安全吗？", True),
        ("一，二，三", False),
        ("好。坏", False),
        ("如下：", False),
        ("It works.", False),
        ("2020 100%", False),
    ],
)
def test_looks_bare(text, expected):
    assert looks_bare(text) is expected


def test_a_long_line_is_never_bare():
    assert [line.bare for line in read_lines("长" * 35 + "\n" + "长" * 36)] == [True, False]


def settings_of(source):
    return [(s.wrapped, s.measure, s.apart, s.marked) for s in settings(read_lines(source))]


WRAPPED = "今年以来，新能源汽车卖得很\n好，分析师认为补贴政策是主\n要原因。"


def test_a_wrapped_run_has_a_measure():
    assert settings_of(WRAPPED) == [(True, 26, True, False), (True, 26, False, False), (True, 26, False, False)]


def test_paragraphs_one_a_line_have_none():
    assert settings_of("标题没有句号\n第一段话。\n第二段话。") == [
        (False, 0, first, False) for first in (True, False, False)
    ]


def test_a_short_run_adopts_the_measure_of_its_neighbours():
    assert settings_of(f"实体经济同样受到严重冲击\n\n{WRAPPED}")[0] == (False, 26, True, False)
    assert settings_of(f"{WRAPPED}\n\n实体经济同样受到严重冲\n击。")[3:] == [
        (True, 26, True, False),
        (True, 26, False, False),
    ]
    assert settings_of(f"{WRAPPED}\n\n小标题")[3] == (False, 0, True, False)


def test_a_run_with_some_indents_is_marked():
    assert [s[3] for s in settings_of("　　" + WRAPPED)] == [True, True, True]


def test_double_spacing_is_no_gap():
    assert [s[2] for s in settings_of(WRAPPED.replace("\n", "\n\n"))] == [True, False, False]
