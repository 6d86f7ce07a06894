"""The ways that an archive is compared with."""

from benchmarks.load import engine_of
from benchmarks.throughput import made_up, ways


def test_the_stand_in_is_compared_with_all_but_the_plain_way():
    texts = made_up(3)
    assert texts[2].startswith("第2座大桥通车\n\n成都第25座大桥今天建成通车")
    found = [way for way, *_ in ways(texts, texts[:2], engine_of("standin", waiting=False)[1], plainly=False)]
    assert found == ["archive", "busy", "engine", "service"]
