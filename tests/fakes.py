"""Small deterministic parts behind the Protocols, for tests of what stands above the models."""

import threading

from models.sections import PageSplitter
from models.types import Check, Evidence, Fault, ModelRecord, Span, Summary, Translation
from service.pipeline import Pipeline

RECORDS = (ModelRecord("summariser", "fake-s", "1"), ModelRecord("translator", "fake-t", "2"))


class FakeSummariser:
    """The first ten characters; 坏 in a passage is an error of that passage, 停 waits for ``release`` and then polls."""

    def __init__(self):
        self.asked, self.started, self.release, self.stopped = [], threading.Event(), threading.Event(), False

    def summarise(self, passages, options):
        text = ["".join(p.text for p in passage) for passage in passages]
        self.asked.append(text)
        if any("停" in item for item in text):
            self.started.set()
            self.release.wait(20)
            self.stopped = options.stop()
        if any("崩" in item for item in text):
            raise RuntimeError("secret of the machine")
        return [self._one(passage, item) for passage, item in zip(passages, text, strict=True)]

    def _one(self, passage, text):
        if "坏" in text:
            return Summary("", "abstractive", error=Fault("empty_output", "the model answered nothing"))
        span = passage[0].spans(0, 3)
        return Summary(text[:10], "abstractive", (Evidence(0, span, 0.75),), (), 0.9, None, 7)


class FakeTranslator:
    """``en:`` and the text; a check where there is a digit; 难 in a text is an error of that text."""

    def translate(self, texts, options):
        return [self._one(text) for text in texts]

    def _one(self, text):
        if "难" in text:
            return Translation("", error=Fault("no_translation", "no usable English was found"))
        digit = any(c.isdigit() for c in text)
        checks = (Check("number_missing", "error", "x", zh=(Span(0, 1),)),) if digit else ()
        return Translation(f"en:{text}", checks, 0.8, None, 3)


def fake_pipeline(summariser=None):
    return Pipeline(PageSplitter(), summariser or FakeSummariser(), FakeTranslator(), RECORDS)
