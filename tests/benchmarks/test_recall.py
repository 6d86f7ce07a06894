from benchmarks.alarms import judgements
from benchmarks.recall import CODES, SEEDS, Labelled, Recall, answers, measured
from models.names import Names


def test_errors_are_counted_by_kind_and_by_what_marks_them():
    made = Recall()
    made.add(frozenset({"number", "name"}), frozenset({"number_added"}))
    made.add(frozenset({"name"}), frozenset())
    made.add(frozenset(), frozenset({"incomplete"}))
    assert made.figures() == {
        "sentences": 3,
        "errors": {"number": 1, "name": 2},
        "with a check of their kind": {"number": 1},
        "with any check": {"number": 1, "name": 1},
        "errors per 1000": {"number": 333.3, "name": 666.7},
        "unmarked per 1000": {"number": 0.0, "name": 333.3},
        "without an error": 1,
        "of these with a check": 1,
    }


def test_translations_are_read_by_the_checks():
    wrong = Labelled("a", "有11家。", "There are 12.", frozenset({"number"}))
    made = measured([wrong, wrong._replace(en="There are 11.", kinds=frozenset())], Names.parse([]))
    assert (made.of_kind["number"], made.clean, made.alarmed) == (1, 1, 0)


def test_the_labels_are_whole_and_of_known_kinds():
    labels = list(judgements(SEEDS / "errors.tsv"))
    kept = list(answers())
    assert len(labels) + len(kept) >= 300
    assert len({tuple(row[:3]) for row in labels}) == len(labels)
    kinds = {kind for row in labels for kind in row[4].split(",") if kind}
    kinds |= {kind for pair in kept for one in pair for kind in one.kinds}
    assert kinds <= set(CODES)
    assert all(bool(row[4]) == bool(row[5]) for row in labels)
