"""Choosing among the hypotheses of a beam."""

from types import SimpleNamespace

from benchmarks.supported import choices, complete
from models.generation import Prompt
from models.names import Names

TEXT = "市政府宣布新桥今天通车，全长三公里。"
MADE = ["新桥全长五公里", "大桥已经开通了", "新桥今天通车"]


def test_each_way_chooses_its_own():
    ways = choices("short", Names.parse([]))
    assert {name: choose(MADE, TEXT, "新桥全长") for name, choose in ways.items()} == {
        "the likeliest": MADE[0],
        "the likeliest without an error": MADE[1],
        "the best supported without an error": MADE[2],
        "the nearest to the reference: the ceiling": MADE[0],
    }


def test_where_all_have_errors_the_likeliest_stands():
    ways = choices("short", Names.parse([]))
    found = {choose(["全长五公里", "全长六公里"], TEXT, "新桥") for choose in list(ways.values())[:3]}
    assert found == {"全长五公里"}


class Engine:
    """Answers each prompt by itself in two ways and counts the prompts."""

    window, asked = 99, 0

    def count(self, text):
        return len(text)

    def generate(self, prompts, options):
        self.asked += len(prompts)
        return [[SimpleNamespace(text=f" {prompt.text}{i}") for i in range(options.beam_size)] for prompt in prompts]


def test_only_missing_texts_are_asked(tmp_path):
    engine, made = Engine(), {("headline", "甲"): ["known"]}
    model = SimpleNamespace(engine=engine, prompt=Prompt)
    complete(made, "headline", ["甲", "乙"], model, 2, tmp_path / "made")
    complete(made, "headline", ["甲", "乙"], model, 2, tmp_path / "made")
    assert engine.asked == 1
    assert made["headline", "乙"] == ["乙0", "乙1"]
    assert (tmp_path / "made").read_text(encoding="utf-8").count("\n") == 1
