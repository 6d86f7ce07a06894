"""The service does what its OpenAPI document says, as far as a short run of Schemathesis tells."""

import pytest

from benchmarks.conformance import run
from service import parsing


@pytest.mark.parametrize("phases", ["examples,coverage,fuzzing", "stateful"])
def test_the_service_keeps_its_document(monkeypatch, phases):
    """Files are parsed within this process, since hundreds of processes would take most of the time."""
    monkeypatch.setattr("service.reading.parse", lambda data, kind, limits, stop: parsing.read(data, kind, limits))
    report = run(20 if phases == "stateful" else 1, 1, ["--phases", phases])
    assert (report["failures"], report["errors"]) == ([], [])
