"""Archives for tests: pages, a quiet reporter, and a run over the fakes that another process can be told to make."""

import json
import sys

from service.archive import Job, run
from service.storage import place
from service.window import Plan
from tests.fakes import fake_pipeline


class Quiet:
    def __init__(self):
        self.begun, self.windows, self.said = None, [], []

    def begin(self, documents, done):
        self.begun = (documents, done)

    def done(self, window):
        self.windows.append(window.number)

    def say(self, message):
        self.said.append(message)


def text(i):
    """An article; every seventh fails in the model, every eleventh has no Chinese."""
    if i % 11 == 10:
        return "nothing here"
    return f"大桥第{i}号今天通车了，市民纷纷前来观看。" + ("崩" if i % 7 == 6 else "")


def articles(path, count=40):
    rows = [json.dumps({"id": f"a{i}", "text": text(i), "n": i}, ensure_ascii=False) + "\n" for i in range(count)]
    path.write_text("".join(rows), encoding="utf-8")
    return path


def done(location, out, reporter=None, factory=fake_pipeline, window=4, **more):
    plan = more.pop("plan", Plan(window=window))
    return run(Job(str(location), place(str(out)), plan, **more), factory, reporter or Quiet())


def tree(out):
    """Every file of an output but the log of durations, the report, and what killed writers left."""
    out = place(str(out))
    files = (
        path
        for path in out.rglob("*")
        if path.is_file() and path.name not in {"run.log.jsonl", "report.html", ".lock"} and path.suffix != ".tmp"
    )
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def command(location, out, workers=1, shard=(0, 1), duplicates=None):
    """The same as the arguments of another process."""
    more = json.dumps({"workers": workers, "shard": shard, "duplicates": duplicates})
    return [sys.executable, "-m", "tests.archiving", str(location), str(out), more]


if __name__ == "__main__":
    told = json.loads(sys.argv[3])
    plan = Plan(window=4, duplicates=told.pop("duplicates"))
    done(sys.argv[1], sys.argv[2], plan=plan, workers=told["workers"], shard=tuple(told["shard"]))
