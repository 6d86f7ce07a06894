"""The wheel, installed in an environment that cannot see the source tree, does the main job without torch."""

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = """大桥建成通车

本报讯 横跨两岸的大桥今天建成通车，全长3.6公里，总投资12亿元。市民纷纷前来观看，车程由40分钟缩短到8分钟。

春耕全面展开

本报讯 连日来，各地抢抓农时，春耕生产全面展开，农技人员下到田间地头，指导农户选种育苗，今年粮食面积稳定在1.8万亩。
"""

SLIM = """
import sys
from service import cli
code = cli.main(sys.argv[1:])
assert cli.__file__.startswith(sys.prefix), cli.__file__
assert not {"torch", "transformers"} & set(sys.modules)
sys.exit(code)
"""


def run(*command, cwd):
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The interpreter of a new environment: the wheel, and the dependencies of the running one by path.

    The path is named in a ``.pth`` file; those of the running environment (the editable install among them) are not
    read through it, so ``service`` and ``models`` can only come from the wheel.
    """
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    wheel = next(folder.glob("duizhao-*.whl"))
    home = folder / "env"
    venv.create(home, with_pip=False, symlinks=True)
    python = home / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    site = next((home / "lib").glob("python*/site-packages"))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def test_brief_from_the_wheel_answers_as_the_source_tree_does(python, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    command = ["brief", page, "--format", "json", "--effort", "fast"]
    installed = run(python, "-c", SLIM, *command, cwd=tmp_path)
    assert installed == run(sys.executable, "-m", "service.cli", *command, cwd=ROOT)
    assert len(json.loads(installed)["sections"]) == 2


def test_the_console_script_prints_usage(python, tmp_path):
    assert run(python.parent / "duizhao", "--help", cwd=tmp_path).startswith("usage: duizhao")


def test_the_wheel_carries_terms_notice_and_card(python):
    site = next(python.parent.parent.glob("lib/python*/site-packages"))
    for name in ("GEMMA_TERMS.html", "NOTICE", "LEXICON_NOTICE", "README.md"):
        found = site / "models" / "embedded" / name
        assert found.read_bytes() == (ROOT / "models" / "embedded" / name).read_bytes()


def test_the_wheel_carries_the_names_and_their_notice(python):
    site = next(python.parent.parent.glob("lib/python*/site-packages"))
    for name in ("names.tsv.xz", "transliteration.tsv.xz", "NAMES_NOTICE"):
        assert (site / "models" / name).read_bytes() == (ROOT / "models" / name).read_bytes()
