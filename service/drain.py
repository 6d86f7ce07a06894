"""The end of a service: on SIGTERM it says so, refuses what is new, lets what runs finish, and stops."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from service.errors import RETRY_SECONDS, ServiceError

if TYPE_CHECKING:
    import uvicorn

REASON = "the service is stopping"
CLOSE_SECONDS = 5
"""How long the connections may take to close once nothing runs or the time is used up."""
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Drain:
    """Requests that run, and since when no more are taken (``time.monotonic()``). For one event loop."""

    running: int = 0
    since: float | None = None

    def begin(self) -> None:
        """Take no more requests."""
        if self.since is None:
            self.since = time.monotonic()
            logger.info("stopping", extra={"fields": {"running": self.running}})

    def over(self, seconds: float) -> bool:
        """Whether it has begun, and nothing runs or ``seconds`` have passed since."""
        return self.since is not None and (not self.running or time.monotonic() - self.since >= seconds)

    def refuse(self) -> ServiceError:
        """What a new request is answered."""
        return ServiceError("not_ready", f"{REASON}: ask another replica", retry_after=RETRY_SECONDS, reasons=[REASON])


def draining_server(config: uvicorn.Config, drain: Drain, seconds: float) -> uvicorn.Server:
    """A server that stops after ``drain`` is over: at the first signal it drains, at the second it stops at once."""
    import uvicorn

    class DrainingServer(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            if drain.since is None:
                drain.begin()
            else:
                super().handle_exit(sig, frame)

        async def on_tick(self, counter: int) -> bool:
            self.should_exit = self.should_exit or drain.over(seconds)
            return await super().on_tick(counter)

    config.timeout_graceful_shutdown = CLOSE_SECONDS
    return DrainingServer(config)
