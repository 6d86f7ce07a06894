"""A renewal does what the change changes and nothing else, with the bytes of a run made anew."""

import json

from benchmarks.standin import StandIn, standing
from service.assembly import pipeline_over
from service.integrity import holes
from service.window import Plan
from tests.archiving import Quiet, done, tree

OLD = (("大桥", "bridge"), ("隧道", "tunnel"))
NEW = (("大桥", "viaduct"), ("隧道", "tunnel"), ('车"站', "station"))


def stand_in():
    """Its answers depend on all prompts of a batch."""
    return pipeline_over(standing(StandIn()))


def pages(path, count=16):
    subjects = ("大桥", "隧道", "公园", "学校")
    texts = [f"{subjects[i // 4 % 4]}第{i}号今天开放，市民纷纷前来观看。" for i in range(count)]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    return path


def renewed(tmp_path, location, plan, **more):
    reporter = Quiet()
    done(location, tmp_path / "out", reporter, factory=stand_in, plan=plan, upgrade=True, **more)
    return reporter


def test_only_windows_with_a_changed_term_are_done_again(tmp_path):
    location = pages(tmp_path / "in.jsonl")
    done(location, tmp_path / "out", factory=stand_in, plan=Plan(window=4, glossary=OLD))
    reporter = renewed(tmp_path, location, Plan(window=4, glossary=NEW))
    assert reporter.windows == [0]
    assert reporter.said[0].startswith("settings changed: 4 documents are done again, about ")
    done(location, tmp_path / "anew", factory=stand_in, plan=Plan(window=4, glossary=NEW))
    assert tree(tmp_path / "out") == tree(tmp_path / "anew")
    assert list(holes(tmp_path / "out")) == []


def test_a_term_is_found_in_either_script(tmp_path):
    location = pages(tmp_path / "in.jsonl", 8)
    done(location, tmp_path / "out", factory=stand_in, plan=Plan(window=4))
    assert renewed(tmp_path, location, Plan(window=4, glossary=(("大橋", "bridge"),))).windows == [0]
    traditional = tmp_path / "traditional.jsonl"
    traditional.write_text(location.read_text(encoding="utf-8").replace("大桥", "大橋"), encoding="utf-8")
    done(traditional, tmp_path / "other", factory=stand_in, plan=Plan(window=4))
    reporter = Quiet()
    plan = Plan(window=4, glossary=(("大桥", "bridge"),))
    done(traditional, tmp_path / "other", reporter, factory=stand_in, plan=plan, upgrade=True)
    assert reporter.windows == [0]


def test_a_renewal_broken_off_goes_on(tmp_path, monkeypatch):
    location = pages(tmp_path / "in.jsonl")
    done(location, tmp_path / "out", factory=stand_in, plan=Plan(window=4, glossary=OLD))
    from service import ledger, renewal

    written = []

    def twice(path, data):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(path)
        ledger.replace(path, data)

    monkeypatch.setattr(renewal, "replace", twice)
    try:
        renewed(tmp_path, location, Plan(window=4, glossary=NEW))
    except KeyboardInterrupt:
        monkeypatch.undo()
    assert renewed(tmp_path, location, Plan(window=4, glossary=NEW)).windows == [0]
    done(location, tmp_path / "anew", factory=stand_in, plan=Plan(window=4, glossary=NEW))
    assert tree(tmp_path / "out") == tree(tmp_path / "anew")


def test_windows_with_failures_and_other_settings_are_done_again(tmp_path):
    location = pages(tmp_path / "in.jsonl", 8)
    with location.open("a") as file:
        file.write('{"text": "no"}\n')
    done(location, tmp_path / "out", factory=stand_in, plan=Plan(window=4))
    assert renewed(tmp_path, location, Plan(window=4, glossary=(("公园", "park"),))).windows == [2]
    assert renewed(tmp_path, location, Plan(window=4, length="short")).windows == [0, 1, 2]
