from hypothesis import given
from hypothesis import strategies as st

from models.training.phrases import counted, grown, phrases

LINKS = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)))
ZH = ["大桥", "今天", "正式", "通车"]
EN = ["The", "bridge", "opened", "today"]
LINKED = {(0, 1), (1, 3), (3, 2)}


@given(LINKS, LINKS)
def test_grown_links_lie_between_intersection_and_union(forward, backward):
    made = grown(forward, backward)
    assert forward & backward <= made <= forward | backward
    assert made == grown(backward, forward)
    assert grown(made, made) == made


def test_links_grow_to_neighbours_of_words_without_a_link():
    assert grown({(0, 0), (1, 1)}, {(0, 0)}) == {(0, 0), (1, 1)}
    assert grown({(0, 0), (0, 1)}, {(0, 0)}) == {(0, 0), (0, 1)}
    assert grown({(0, 0), (2, 2)}, {(0, 0)}) == {(0, 0)}


def agrees(start, end, low, high, linked):
    """The definition: links within, and none that leaves."""
    inside = [(start <= i < end, low <= j < high) for i, j in linked]
    return (True, True) in inside and all(zh == en for zh, en in inside)


@given(LINKS)
def test_phrases_agree_with_the_links(linked):
    zh, en = [chr(0x4E00 + 2 * i) + chr(0x4E01 + 2 * i) for i in range(6)], list("abcdef")
    for word, english in phrases(zh, en, linked):
        start, size = (ord(word[0]) - 0x4E00) // 2, len(word) // 2
        low = en.index(english[0]) if english else 0
        spans = [(a, b) for a in range(6) for b in range(a + 1, 7) if agrees(start, start + size, a, b, linked)]
        if english:
            assert (low, low + len(english.split())) in spans
        else:
            assert all(b - a > 5 for a, b in spans)


def test_phrases_of_a_sentence():
    assert list(phrases(ZH, EN, LINKED)) == [
        ("大桥", "bridge"),
        ("大桥今天", ""),
        ("大桥今天正式", ""),
        ("今天", "today"),
        ("今天正式", "today"),
        ("今天正式通车", "opened today"),
        ("正式", ""),
        ("正式通车", "opened"),
        ("通车", "opened"),
    ]


def test_the_usual_form_counts_and_a_sentences_beginning_hardly():
    pairs = [
        (["芯片"], ["Chips"], {(0, 0)}),
        (["芯片"], ["Chips"], {(0, 0)}),
        (["造", "芯片"], ["Make", "chips"], {(0, 0), (1, 1)}),
        (["在", "冰岛"], ["in", "Iceland"], {(0, 0), (1, 1)}),
        (["冰岛"], ["Iceland"], {(0, 0)}),
        (["芯片"], ["is", "it"], set()),
    ]
    assert counted(pairs) == {
        "芯片": {"chips": 3, "": 1},
        "造芯片": {"make chips": 1},
        "在冰岛": {"in Iceland": 1},
        "冰岛": {"Iceland": 2},
    }
