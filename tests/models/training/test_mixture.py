from collections import Counter

import pytest

from models.prompts import HEADLINE, SUMMARISE, TRANSLATE
from models.training.mixture import Extras, mix, table
from tests.models.training.data import write


def test_it_takes_all_news_and_caps_the_rest(data):
    made, counts = mix(data, 7, {"g": 4, HEADLINE: 5})
    assert Counter(example.task for example in made) == {TRANSLATE: 5, HEADLINE: 1}
    assert counts["general: kept"] == 9


def test_it_is_decided_by_its_seed(data):
    first, again, other = (mix(data, seed, {"g": 4, HEADLINE: 5, SUMMARISE: 5})[0] for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_extras_are_added_and_counted(data):
    lines = [
        f"tico19\t第{'一二三四'[i]}天大雨下个不停。\tIt rained on {day}."
        for i, day in enumerate(["and on", "still", "more"])
    ]
    write(
        data / "mt" / "news.tsv.xz",
        [line.replace("第一天", "那天").replace("第二天", "后来").replace("第三天", "最后") for line in lines],
    )
    write(data / "mt" / "formal.tsv.xz", ["tw_laws\t專班未有學生就讀。\tThe program has no students."] * 2)
    plain, _ = mix(data, 3, {})
    made, counts = mix(data, 3, {}, Extras(documents=1.0, formal=5))
    added = [example for example in made if example not in plain]
    assert "专班未有学生就读。" in [example.source for example in added]
    assert counts["formal: duplicate"] == 1
    assert counts["documents: added"] == len(added) - 1 == 1
    joined = next(example for example in added if "大雨" in example.source)
    assert joined.source.count("。") == joined.target.count(".") >= 2


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_noise_changes_its_share_of_the_pairs_alone(data, share):
    caps = {"g": 9, HEADLINE: 5}
    plain, _ = mix(data, 3, caps)
    made, counts = mix(data, 3, caps, Extras(noise=share))
    assert [example for example in made if example.task == HEADLINE] == [
        example for example in plain if example.task == HEADLINE
    ]
    pairs = [example for example in plain if example.task == TRANSLATE]
    assert counts["noise: changed"] == len(pairs) if share == 1.0 else 0 < counts["noise: changed"] < len(pairs)
    assert mix(data, 3, caps, Extras(noise=share)) == (made, counts)


def test_the_table_has_a_row_for_each_group():
    counts = Counter({"news: length": 1, "news: kept": 3, "headline: kept": 2})
    assert table(counts).splitlines()[2:] == ["| news | 3 | 1 |", "| headline | 2 | 0 |"]
