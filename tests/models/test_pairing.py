from hypothesis import given
from hypothesis import strategies as st

from models.numbers import chinese, english
from models.pairing import crossed, inverted, paired


def values(quantities):
    return [int(quantity.value) for quantity in quantities]


def pair(zh, en):
    return paired(chinese(zh), english(en))


def test_a_figure_told_again_excuses_no_other():
    found = pair("三家公司分别增长5%、5%和3%", "the three companies grew 5%, 3% and 3%")
    assert (values(found.fewer), values(found.more)) == ([5], [3])


def test_what_is_the_same_is_taken_before_what_can_be_meant():
    found = pair("5人得到5元", "5 yuan was given to 5 people")
    assert [(told.unit, here.unit) for told, here in found.pairs] == [("", ""), ("CNY", "CNY")]


def test_units_that_were_exchanged():
    ((one, other),) = crossed(pair("12人捐款30元", "12 yuan was given by 30 people").pairs)
    assert [values(one), values(other)] == [[12, 12], [30, 30]]
    assert list(crossed(pair("12人捐款30元", "30 yuan was given by 12 people").pairs)) == []


def test_neighbours_in_another_order():
    ((one, other),) = inverted(pair("北京增长5%，上海增长3%", "Beijing grew 3% and Shanghai 5%").pairs)
    assert (values(one), values(other)) == ([5, 5], [3, 3])
    assert list(inverted(pair("北京增长5%，上海3%", "Beijing grew 5% and Shanghai 3%").pairs)) == []


@given(
    st.lists(st.sampled_from(["5亿元", "3亿元", "5%", "12月10日", "晚8点", "7家", "5G", "数十人", "一半"]), max_size=8)
)
def test_a_text_is_paired_with_itself(phrases):
    found = chinese("，".join(phrases))
    pairing = paired(found, found)
    assert len(pairing.pairs) == len(found)
    assert (pairing.fewer, pairing.more, list(crossed(pairing.pairs))) == ((), (), [])
