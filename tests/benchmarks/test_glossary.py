from benchmarks.glossary import kept, sentences
from models.glossary import Glossary
from models.names import Names
from models.types import Translation


def test_every_sentence_has_its_terms_as_words():
    names = Names.load()
    cases = sentences()
    assert len(cases) >= 200
    assert len({text for text, _ in cases}) == len(cases)
    for text, terms in cases:
        assert {term.zh for term in Glossary(terms, names).find(text)} == {zh for zh, _ in terms}


def test_kept():
    cases = [("芯片和车", (("芯片", "chip"), ("车", "car")))]
    assert kept(cases, [Translation("Chips and trucks")], Names.parse([])) == (1, 2)
