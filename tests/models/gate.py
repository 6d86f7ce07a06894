"""An engine that can be held, and calls for it."""

import threading
from collections import deque

from models.batching import Work
from models.generation import Capabilities, Generation, GenerationOptions, Prompt


class Gate:
    """Echoes prompts; holds each batch until ``let`` has let it through; 坏 in a batch breaks it."""

    window, capabilities = 100, Capabilities()

    def __init__(self, held=0):
        self.batches, self.threads, self.held, self.options = [], set(), held, []
        self.started, self.release = threading.Event(), threading.Event()

    def count(self, text):
        return len(text)

    def generate(self, prompts, options):
        self.batches.append(",".join(prompt.text for prompt in prompts))
        self.threads.add(threading.get_ident())
        self.options.append(options)
        if len(self.batches) == 1 and self.held:
            self.started.set()
            assert self.release.wait(20)
        if any("坏" in prompt.text for prompt in prompts):
            raise ValueError("cannot read it")
        return [[Generation(prompt.text.upper(), 1, -0.5, "stop")] for prompt in prompts]


def work(*groups, priority="interactive", stop=lambda: False, deadline=None, **decoding):
    """A call whose batches are ``groups``, each of prompts parted by commas."""
    prompts, batches = [], deque()
    for group in groups:
        texts = group.split(",")
        batches.append(list(range(len(prompts), len(prompts) + len(texts))))
        prompts += map(Prompt, texts)
    options = GenerationOptions(priority=priority, deadline=deadline, **decoding)
    return Work(prompts, [len(prompt.text) for prompt in prompts], options, stop, batches)


def finish(engine, *entries):
    engine.release.set()
    for entry in entries:
        entry.result()
    return engine.batches[1:]


def texts(done):
    return [made if isinstance(made, Exception) else made[0].text for made in done.outcomes()]
