from benchmarks.names import measure
from models.names import Names


def test_measure(capsys):
    names = Names.parse(["日本\tJapan", "表示"])
    pairs = [("濮振宇表示", "Pu Zhengyu said"), ("日本", "Japan"), ("日本", "Korea"), ("无", "none")]
    assert measure(pairs, names, show=1) == {
        "sentences": 4,
        "names": {"person": 1, "known": 2},
        "alarms": {"name_changed": 1, "name_missing": 1},
        "per_1000": {"name_changed": 250.0, "name_missing": 250.0},
    }
    assert capsys.readouterr().out == "name_changed | Pu Zhengyu stood for 濮振宇 | 濮振宇表示 | Pu Zhengyu said\n"
