import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from models.english_numerals import words_value
from models.numbers import english
from tests.models.quantities import noted


def values(text):
    return [quantity.value for quantity in english(text)]


@given(st.integers(3, 10**15 - 1))
def test_cardinals_as_another_writer_has_them(value):
    assert values(f"some {num2words(value)} firms") == [value]


@given(st.integers(1, 99))
def test_ordinals_as_another_writer_has_them(value):
    assert values(f"the {num2words(value, to='ordinal')} firm") == [value]
    assert values(f"the {num2words(value, to='ordinal_num')} firm") == [value]


SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}


@given(st.integers(2, 999), st.sampled_from(list(SCALES)))
def test_all_writings_of_one_value_are_equal(mantissa, scale):
    value = mantissa * SCALES[scale]
    short = {"million": "mln", "billion": "bn"}.get(scale, scale)
    writings = [f"{mantissa} {scale}", f"{mantissa}.0 {short}", f"{value:,}", str(value)]
    if mantissa > 2:
        writings.append(f"{num2words(mantissa)} {scale}")
    assert {tuple(values(f"about {writing} people")) for writing in writings} == {(value,)}


NEUTRAL = st.lists(
    st.sampled_from(["The", "bridge", "is", "open,", "officials", "said.", "People", "were", "glad", "(photo)"]),
    max_size=6,
)
NEUTRAL = NEUTRAL.map(" ".join)
PHRASES = st.sampled_from(
    ["57,000 people", "2.6 billion yuan", "$1.2 billion", "3.5 percent", "two-thirds", "Dec. 10", "8 p.m.", "20:00", "Q3",
     "the 14th Five-Year Plan", "the 1990s", "twenty-one", "doubled", "threefold", "5G", "dozens", "minus 5 degrees Celsius",
     "a year and a half", "half a million", "the 21st century", "Wednesday", "3 to 5 months"]
)  # fmt: skip


@given(NEUTRAL, PHRASES, NEUTRAL)
def test_neutral_text_around_changes_nothing(before, phrase, after):
    alone = english(f"; {phrase}; ")
    among = english(f"{before}; {phrase}; {after}")
    assert [noted(q) for q in among] == [noted(q) for q in alone]
    assert [q.start - len(before) for q in among] == [q.start for q in alone]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("It lent 26.5 million yuan to thirty-three firms.", ["26.5 million", "thirty-three"]),
        ("At 8:30 p.m. on Dec. 10, 50 percent", ["8:30 p.m.", "Dec", "10", "50 percent"]),
        ("the 3rd of 20 firms", ["3rd", "20"]),
        ("There are 12 firms.", ["12"]),
        ("two-thirds; one in four", ["two-thirds", "one in four", "one", "four"]),
    ],
)
def test_spans_are_exact(text, spans):
    assert [text[q.start : q.end] for q in english(text)] == spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("five and six", "5 6"),
        ("two hundred and five thousand", "205000"),
        ("a hundred; a million", "~100 ~1000000"),
        ("You may march on.", "~m5 ~m3"),
        ("on May 3; in March", "m5 d3/5 m3"),
        ("tens of thousands", "~10000"),
        ("up to 300; rose to 300", "300 300^to"),
        ("from 3 to 5 percent; rose 3 to 5 percent", "3% 5% 3%^by 5%"),
        ("RMB13.2 trillion; $5m; €3bn", "13200000000000CNY 5000000USD 3000000000EUR"),
        ("noon; midnight; 8 o'clock in the morning", "~h12 ~h0 h8"),
        ("half past; one third; a third of it; a third batch", "~0.5 1/3 1/3 1/3"),
        ("a 2-1 win; 24/7; COVID-19; https://x.org/2020", "2 ~1 ~c247 ~24 ~c19"),
        ("the mid-1990s, the '80s, the nineties", "1990s 1980s 1990s"),
        ("\ufffd5 firms", "!5"),
    ],
)
def test_forms(text, expected):
    assert " ".join(noted(q) for q in english(text)) == expected


@given(st.text(st.sampled_from("0123456789.,:-/%$ aeinortsh'p.m"), max_size=60))
def test_any_text_is_read_within_its_bounds(text):
    assert all(0 <= q.start < q.end <= len(text) for q in english(text))


def test_number_words():
    assert words_value(["three", "million", "two", "hundred", "thousand"]) == 3_200_000
