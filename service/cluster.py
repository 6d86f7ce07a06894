"""The windows of an archive on Ray Data: a task reads them, actors with models of their own work on them.

A window is one row and is never cut, so its bytes are those of a run without Ray. What was in the hands of a node that
died is given to another: a window that is done twice is written twice with the same bytes. Every node needs Duizhao
installed, and IN and OUT under the names that the command got.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from models.errors import ModelError
from models.types import Fault
from service.crew import Broken, Done, Source, Worker
from service.ledger import Ledger, Refused
from service.records import InputError, Window
from service.window import Factory, Plan

TRIES = 3
"""Times that a window is taken in hand; Ray itself would replace actors that die of it without end."""
FATAL = Fault("worker_died", f"{TRIES} workers died at work on this document or others of its window: see its memory")


@dataclass(frozen=True, slots=True)
class Pool:
    """The actors. ``address`` of None begins a cluster on this machine; ``most`` of None is as many as find room.

    ``cpus`` and ``gpus`` are what one actor takes; of ``gpus`` a fraction lets several share one.
    """

    address: str | None = None
    most: int | None = None
    cpus: float = 1
    gpus: float = 0


class Cluster:
    """The actors of a Ray cluster, in the way of ``service.crew``."""

    def __init__(self, factory: Factory, plan: Plan, folder: Path, pool: Pool) -> None:
        self._ray, self._pool, self._made = _ray(), pool, (factory, plan, folder)
        self._own = not self._ray.is_initialized()
        if self._own:
            _begin(self._ray, pool.address)
        try:
            asked = self._ray.remote(num_cpus=pool.cpus, num_gpus=pool.gpus)(_models).remote(factory)
            self.models: list[dict[str, Any]] = self._ray.get(asked)
        except BaseException as error:
            self.close()
            raise _plain(error) from error

    def work(self, source: Source) -> Iterator[Done]:
        """The windows as they are done. Raises Broken where Ray gave up, and what reading raises."""
        import ray.data

        context = ray.data.DataContext.get_current()
        context.target_max_block_size = 1  # a block for each window, so that none waits for others
        context.enable_progress_bars = False
        most = self._pool.most or max(1, self._room())
        # Nothing is reserved for reading; with other needs than the actors have it is also kept out of them.
        rows = ray.data.from_items([{"whole": True}]).flat_map(partial(_rows, source), num_cpus=0)
        actor: Any = _Actor
        dones = rows.map(
            actor,
            fn_constructor_args=self._made,
            compute=ray.data.ActorPoolStrategy(min_size=1, max_size=most, initial_size=most),
            num_cpus=self._pool.cpus,
            num_gpus=self._pool.gpus,
        )
        try:
            for row in dones.iter_rows():
                yield pickle.loads(row["done"])
        except self._ray.exceptions.RayError as error:
            raise _plain(error) from error

    def _room(self) -> int:
        """Actors that the nodes have room for, one by one."""
        pool, found = self._pool, 0
        for node in self._ray.nodes():
            if node["Alive"]:
                has = node["Resources"]
                rooms = [has.get(name, 0) / needs for name, needs in (("CPU", pool.cpus), ("GPU", pool.gpus)) if needs]
                found += int(min(rooms, default=0))
        return found

    def close(self) -> None:
        """Leave the cluster; one that was begun here ends."""
        if self._own:
            self._ray.shutdown()


def _ray() -> Any:
    try:
        import ray
        import ray.data
        import ray.exceptions
    except ImportError:
        raise InputError("--engine ray needs ray: pip install 'duizhao[ray]'") from None
    return ray


def _begin(ray: Any, address: str | None) -> None:
    """Join or begin a cluster that reports to nobody."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    more = {} if address else {"include_dashboard": False}
    try:
        ray.init(address or "local", log_to_driver=False, logging_level="WARNING", **more)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise InputError(f"no Ray cluster answers at {address} ({error}): check --address") from error


def _models(factory: Factory) -> list[dict[str, Any]]:
    return [asdict(record) for record in factory().models]


def _rows(source: Source, whole: dict[str, Any]) -> Iterator[dict[str, bytes]]:
    """The input, read through in one task, a row for each window."""
    for window in source():
        yield {"window": pickle.dumps(window)}


class _Actor:
    """A worker with models of its own, on whatever node."""

    def __init__(self, factory: Factory, plan: Plan, folder: Path) -> None:
        self._worker = Worker(factory(), plan, Ledger(folder))

    def __call__(self, row: dict[str, bytes]) -> dict[str, bytes]:
        window: Window = pickle.loads(row["window"])
        given_up = self._worker.ledger.tried(window.number) > TRIES
        done = self._worker.give_up(window, FATAL) if given_up else self._worker.work(window)
        return {"done": pickle.dumps(done)}


def _plain(error: BaseException) -> BaseException:
    """What went wrong on a node, in our own words where they are; else what Ray says."""
    found: BaseException | None = error
    while found is not None:
        inner: BaseException | None = getattr(found, "cause", None) or found.__cause__
        if inner is None and isinstance(found, InputError | Refused | ModelError):
            return found
        found = inner
    known = not type(error).__module__.startswith("ray.")
    return error if known else Broken(str(error).strip().splitlines()[-1])
