"""What is asked of libraries, and how it is judged."""

import sys

from benchmarks.libraries import answers, cases, digits, main, own, same


def test_the_table_parts_into_figures_and_days():
    found = cases()
    assert found["zh"]["发放养老金26亿元"] == [2.6e9]
    assert found["zh"]["三分之二的受访者赞成"] == [2 / 3]
    assert found["days"]["12月10日"] == [[12, 10]]
    assert found["en"]["2.6 billion yuan in pensions was paid"] == [2.6e9]
    assert not {"RMB 2.65 billion", "12月10日", "7日晚8点"} & {*found["zh"], *found["en"]}


def test_digits_are_read_with_what_scales_them():
    assert digits("5.7万人，1,200家，1.2万亿元，3 million") == [57000, 1200, 1.2e12, 3e6]


def test_right_is_the_same_values_and_an_error_is_wrong():
    assert same([0.1 + 0.2], [0.3])
    assert [same(found, [1.0, 2.0]) for found in ([1.0], [1.0, 3.0], [2.0, 1.0], "ValueError")] == [False] * 4


def test_the_products_own_readers_are_right_on_all_of_the_table():
    for kind, readers in own().items():
        for read in readers.values():
            assert [text for text, values in cases()[kind].items() if not same(sorted(read(text)), values)] == []


def test_a_library_that_is_there_answers():
    found = {(kind, name): told for kind, name, told in answers({"zh": ["共三百人", "三千克"], "en": [], "days": []})}
    assert found["zh", "cn2an"] == [[300.0], [3000.0]]


def test_the_command_prints_how_many_are_right(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["libraries", sys.executable, "--wrong", "1"])
    main()
    assert '"zh": {"duizhao": [219, 219], "cn2an": [164, 219]' in capsys.readouterr().out
