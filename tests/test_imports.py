"""The import rules of docs/architecture.md, read off the syntax trees."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"torch", "transformers", "ctranslate2"}


def modules(package):
    return sorted((ROOT / package).rglob("*.py"))


def imported(nodes):
    """Top-level names that import statements among ``nodes`` name."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def at_import(tree):
    """Nodes that run when the module is imported: not those inside functions or ``if TYPE_CHECKING``."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        pending += [
            child
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        ]


TREES = {path: ast.parse(path.read_bytes()) for path in [*modules("models"), *modules("service")]}
"""Made before any test has begun threads: after those of others CPython 3.11.7 was seen to raise SystemError here ("AST
constructor recursion depth mismatch")."""


def tree_of(path):
    return TREES[path]


def names(path):
    return set(imported(ast.walk(tree_of(path))))


def test_models_never_import_service():
    offenders = [str(p) for p in modules("models") if any(n.split(".")[0] == "service" for n in names(p))]
    assert offenders == []


def test_only_engines_and_training_name_the_heavy_libraries():
    allowed = {ROOT / "models" / "engines", ROOT / "models" / "training"}
    offenders = [
        (str(p.relative_to(ROOT)), n)
        for p in [*modules("models"), *modules("service")]
        if not allowed & set(p.parents)
        for n in names(p)
        if n.split(".")[0] in HEAVY
    ]
    assert offenders == []


def test_heavy_libraries_are_imported_lazily():
    offenders = [
        (str(p.relative_to(ROOT)), n)
        for p in [*modules("models"), *modules("service")]
        for n in imported(at_import(tree_of(p)))
        if n.split(".")[0] in HEAVY
    ]
    assert offenders == []


def test_pipeline_sees_only_types_errors_and_protocols():
    assert {n for n in names(ROOT / "service" / "pipeline.py") if n.split(".")[0] in {"models", "service"}} == {
        "models.types"
    }


def test_only_the_composition_roots_assemble():
    users = {p.name for p in modules("service") if "service.assembly" in names(p)}
    assert users <= {"app.py", "cli.py", "archive_cli.py"}


def test_the_command_line_imports_fastapi_only_to_serve():
    assert not {n for n in imported(at_import(tree_of(ROOT / "service" / "cli.py"))) if n.startswith("fastapi")}
    assert not {n for n in names(ROOT / "service" / "schemas.py") if n.startswith("fastapi")}


@pytest.mark.parametrize("module", ["import x\n", "def f():\n    import torch\n"])
def test_the_reader_of_imports_tells_lazy_from_eager(module):
    assert list(imported(at_import(ast.parse(module)))) == (["x"] if module.startswith("import") else [])
