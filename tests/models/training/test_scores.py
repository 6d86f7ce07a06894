import pytest

from models.training import scores


def test_rouge_is_on_characters():
    assert scores.rouge(["大桥通车"], ["大桥通车"]) == [100.0, 100.0, 100.0]
    assert scores.rouge(["大桥"], ["大桥通车"]) == [66.7, 50.0, 66.7]
    assert scores.rouge(["通 车"], ["大桥"]) == [0.0, 0.0, 0.0]


def test_translation_scores_come_with_their_signatures():
    found, signatures = scores.translation(["The bridge is open now."], ["The bridge is open now."])
    assert found == {"BLEU": 100.0, "chrF": 100.0}
    assert [signature.split("|")[0] for signature in signatures] == ["nrefs:1", "nrefs:1"]
    assert scores.translation(["a b c d"], ["e f g h"])[0]["BLEU"] == 0.0


@pytest.mark.parametrize(
    ("zh", "en", "share"),
    [
        (["共有12家企业。"], ["There are 12 firms."], 100.0),
        (["共有12家企业。"], ["There are some firms."], 0.0),
        (["他来了。"], ["He came with 7 friends."], 0.0),
        (["他来了。"], ["He came."], 100.0),
        (
            ["增长5%。", "共有12家企业。", "他来了。"],
            ["It grew by 5 percent.", "There are 13 firms.", "He came."],
            50.0,
        ),
    ],
)
def test_numbers(zh, en, share):
    assert scores.numbers(zh, en) == share
