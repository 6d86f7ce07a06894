"""The peak of a child is its own, however large its parent was."""

import subprocess
import sys
from pathlib import Path

from benchmarks.resident import peak

ROOT = Path(__file__).parents[2]
CHILD = "from benchmarks.resident import peak; print(peak())"


def test_a_child_of_a_large_process_is_small():
    large = bytearray(b"x") * (200 << 20)
    assert peak() > 200
    told = subprocess.run([sys.executable, "-c", CHILD], check=True, capture_output=True, text=True, cwd=ROOT)
    assert 1 < float(told.stdout) < 100
    assert len(large) == 200 << 20


def test_the_peak_stays_when_memory_is_given_back():
    before = peak()
    del [bytearray(b"x") * (300 << 20)][0]
    assert peak() >= max(before, 300)
