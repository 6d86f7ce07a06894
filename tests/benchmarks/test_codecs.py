"""The vocabulary converted for tokenizers is the same vocabulary: an oracle of what sentencepiece answers."""

from pathlib import Path

import pytest

from benchmarks.codecs import converted, processor
from models.registry import EMBEDDED
from models.training.quality import shipped


@pytest.fixture(scope="module")
def pieces():
    return processor((EMBEDDED / "tokenizer.model").read_bytes())


def test_both_give_the_same_ids(pieces):
    other = converted(pieces)
    samples = shipped(Path(__file__).parents[2] / "seeds" / "quality")
    texts = [text for sample in samples for text in (*sample.sources, *sample.references)]
    texts += ["芯片  A380\u3000\t😀𠮷", "", " ", "\u3000\u3000"]
    assert [other.encode(text, add_special_tokens=False).ids for text in texts] == [pieces.encode(t) for t in texts]
    assert len(texts) == 252
