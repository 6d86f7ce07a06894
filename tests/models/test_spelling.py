import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.spelling import Letters, squashed


@pytest.mark.parametrize(
    ("text", "form", "found"),
    [
        ("Near Xi'an.", "Xian", ["Xi'an"]),
        ("Xian", "Xi'an", ["Xian"]),
        ("the Pu Zhen-yu case", "zhenyu", ["Zhen-yu"]),
        ("New-York", "New York", ["New-York"]),
        ("Sao Paulo", "São Paulo", ["Sao Paulo"]),
        ("in Mali, normal", "Mali", ["Mali"]),
        ("normalise", "Mali", []),
        ("Japanese", "Japan", ["Japan"]),
        ("German cars", "Germany", ["German"]),
        ("the Argentine", "Argentina", ["Argentin"]),
        ("who said", "WHO", []),
        ("the W.H.O. said", "WHO", ["W.H.O"]),
        ("a Nato base", "NATO", ["Nato"]),
        ("told us", "US", []),
        ("US-led", "US", ["US"]),
        ("", "US", []),
        ("anything", "", []),
    ],
)
def test_find(text, form, found):
    assert [text[start:end] for start, end in Letters(text).find(form)] == found


@given(st.text("Aa -'é", max_size=12), st.text("bc. ", max_size=6), st.text("Aaé-", min_size=1, max_size=5))
def test_a_form_between_other_words_is_found_in_its_place(before, after, form):
    text = f"{before.strip()} x {form} . {after}"
    found = Letters(text).find(form)
    if squashed(form):
        assert any(squashed(text[start:end]) == squashed(form) for start, end in found)
    assert all(squashed(text[start:end]).startswith(squashed(form)[:-1]) for start, end in found)
