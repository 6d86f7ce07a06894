"""The native threads of the embedded model, counted in processes of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
from pathlib import Path
from models.generation import GenerationOptions
from models.registry import load

translator = load(device="cpu", threads=2).translator
seen = []
for _ in range(5):
    translator.engine.generate([translator.prompt("大桥今天建成通车。")], GenerationOptions(max_tokens=4))
    seen.append(len(list(Path("/proc/self/task").iterdir())))
print(*seen)
"""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted as Linux lists them")
def test_omp_num_threads_changes_no_number_and_batches_make_no_more_threads():
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM], env=env | {"OMP_NUM_THREADS": number}, stdout=subprocess.PIPE, text=True
        )
        for number in ("1", "5")
    ]
    few, many = ([int(seen) for seen in process.communicate(timeout=120)[0].split()] for process in running)
    assert few == many
    assert len(few) == 5
    assert len(set(few)) == 1
