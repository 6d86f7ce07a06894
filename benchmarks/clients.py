"""A client that hands in one job of many documents and reads its results, whatever happens to the service."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable

import httpx

PAGE = 100


def expected(document: str, text: str) -> str:
    """The one right line."""
    return json.dumps({"id": document, "said": text}, ensure_ascii=False)


class Client:
    """Hands in one job and reads its results, whatever happens to the service."""

    def __init__(self, port: int, key: str, count: int, stop: threading.Event) -> None:
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10)
        self._key, self._stop, self.refused = key, stop, Counter[int]()
        self.documents = [{"id": f"{key}-{i}", "text": f"{key}的第{i}座桥今天通车。"} for i in range(count)]
        self.expected = [expected(document["id"], document["text"]) for document in self.documents]

    def run(self) -> tuple[str, list[str], list[str]]:
        """The job's id, and its lines as they were read while it ran, and afterwards."""
        headers = {"Idempotency-Key": f'"{self._key}"'}
        body = {"documents": self.documents}
        with self._http:
            id = self._surely(202, lambda: self._http.post("/v1/jobs", json=body, headers=headers)).json()["id"]
            return id, self._read(id), self._read(id)

    def _read(self, id: str) -> list[str]:
        lines: list[str] = []
        while len(lines) < len(self.documents):
            query = {"cursor": len(lines), "limit": PAGE}
            page = self._surely(200, lambda: self._http.get(f"/v1/jobs/{id}/results", params=query))  # noqa: B023
            lines += page.text.splitlines()
            if not page.text:
                time.sleep(0.05)
        return lines

    def _surely(self, status: int, ask: Callable[[], httpx.Response]) -> httpx.Response:
        while not self._stop.is_set():
            try:
                response = ask()
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if response.status_code == status:
                return response
            if response.status_code not in (409, 503):
                self.refused[response.status_code] += 1
            time.sleep(0.05)
        raise InterruptedError("the round was stopped")
