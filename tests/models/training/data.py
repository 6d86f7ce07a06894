"""A data folder of a few rows."""

import json
import lzma

ZH, EN = "我们今年新建了三座桥。", "We built three new bridges this year."


def write(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    opened = lzma.open(path, "wt", encoding="utf-8") if path.suffix == ".xz" else path.open("w", encoding="utf-8")
    with opened as file:
        file.writelines(line + "\n" for line in lines)


def summary_row(summary, kind="headline", text="甲乙丙丁" * 20, **more):
    return json.dumps({"text": text, "summary": summary, "kind": kind, "source": "x", **more})


def fill(tmp_path):
    rows = [f"news\t{ZH}\t{EN}", "news\t这一句话留给开发集用。\tThis sentence is kept for development."]
    write(tmp_path / "mt" / "news.tsv.xz", rows)
    write(
        tmp_path / "mt" / "general.tsv.xz",
        [f"g\t{place}城今天天气转好了。\tThe weather is fine today." for place in "东南西北江海山河湖"],
    )
    write(tmp_path / "mt" / "dev" / "flores-dev.zh", ["这一句话留给开发集用。"])
    write(tmp_path / "mt" / "test" / "newstest2018.en", ["Never seen."])
    rows = [
        summary_row("甲乙丙丁甲乙丙丁"),
        summary_row("甲乙丙丁甲乙12"),
        summary_row("甲乙丙丁的一句摘要", "summary"),
        summary_row("没有依据的一句摘要", "summary", cov=0.2),
        summary_row("短", "lead"),
        json.dumps({"text": "甲" * 50, "summary": "论文题目之一例", "kind": "headline", "source": "csl_x"}),
    ]
    write(tmp_path / "sum" / "train.jsonl.xz", rows)
    return tmp_path
