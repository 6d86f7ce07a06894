import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.lexicon import Lexicon, Term

LEXICON = Lexicon({"发生": (), "并发": ("concurrent",), "碳中和": ("carbon neutrality",), "中和": ("neutralise",)})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("碳中和", ["碳中和"]),
        ("不发生", ["不", "发生"]),
        ("并发生", ["并", "发生"]),
        ("并发的", ["并发", "的"]),
        ("A碳中", ["A", "碳", "中"]),
    ],
)
def test_words(text, words):
    assert [term.zh for term in LEXICON.words(text)] == words


@given(st.text("并发生碳中和的。A", max_size=40))
def test_words_partition_the_text(text):
    words = LEXICON.words(text)
    assert "".join(term.zh for term in words) == text
    assert all(text[term.start : term.end] == term.zh for term in words)
    assert all(term.senses == LEXICON.senses(term.zh) for term in words)


def test_a_file_is_read_back(tmp_path):
    path = tmp_path / "lexicon.tsv"
    path.write_text("发生\t\n芯片\tchip/microchip\n", encoding="utf-8")
    lexicon = Lexicon.load(path)
    assert (len(lexicon), lexicon.senses("发生"), lexicon.senses("芯片"), lexicon.senses("猫")) == (
        2,
        (),
        ("chip", "microchip"),
        (),
    )
    assert list(lexicon.words("芯片")) == [Term("芯片", ("chip", "microchip"), 0, 2)]


def cheapest(text, entries):
    """All cuts of ``text``, compared one by one."""
    if not text:
        return 0, []
    found = []
    for start in range(len(text)):
        word = text[start:]
        if word in entries or len(word) == 1:
            cost, words = cheapest(text[:start], entries)
            price = (8 if entries[word] else 5) if word in entries else 10
            found.append((cost + price, start, [*words, word]))
    cost, _, words = min(found)
    return cost, words


@given(
    st.dictionaries(st.text("甲乙丙", min_size=1, max_size=4), st.sampled_from([(), ("x",)]), max_size=8),
    st.text("甲乙丙", max_size=9),
)
def test_words_are_the_cheapest_cut_and_of_equals_that_with_the_longest_words_at_the_end(entries, text):
    assert [term.zh for term in Lexicon(entries).words(text)] == cheapest(text, entries)[1]


@given(
    st.text("并发生碳中和的。A", max_size=40), st.lists(st.text("并发生碳中和A", min_size=1, max_size=4), max_size=4)
)
def test_an_extended_lexicon_is_that_of_all_its_words(text, words):
    entries = {"发生": (), "并发": ("concurrent",), "碳中和": ("carbon neutrality",), "中和": ("neutralise",)}
    half = len(words) // 2
    extended = LEXICON.extended(words[:half]).extended(words[half:])
    assert extended.words(text) == Lexicon({**entries, **dict.fromkeys(words, ())}).words(text)
    assert LEXICON.words(text) == Lexicon(entries).words(text)
