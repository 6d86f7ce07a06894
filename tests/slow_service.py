"""A service of fakes as ``serve`` runs it, for tests that send it signals: ``python -m tests.slow_service``.

A text with 停 is worked on until the file DUIZHAO_DATA_DIR/go is there; DUIZHAO_DATA_DIR/begun tells that it is.
"""

import time

from models.errors import Abandoned
from models.types import Summary
from service.app import run
from service.config import Settings
from service.metrics import Metrics
from tests.fakes import fake_pipeline


class Waiting:
    def __init__(self, folder):
        self._folder = folder

    def summarise(self, passages, options):
        if any("停" in paragraph.text for passage in passages for paragraph in passage):
            (self._folder / "begun").touch()
            while not (self._folder / "go").exists():
                if options.stop():
                    raise Abandoned
                time.sleep(0.01)
        return [Summary("摘要", "abstractive") for _ in passages]


if __name__ == "__main__":
    settings = Settings()
    run(settings, lambda: fake_pipeline(Waiting(settings.data_dir)), Metrics())
