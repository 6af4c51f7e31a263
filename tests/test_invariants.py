"""The architecture's rules, held by walking the imports of every module of the server."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent / "server" / "kibitz"
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))

# What a package may import from lies in a row below its own, or in its own row.
LAYERS = (
    {"cli"},
    {"protocol", "handlers"},
    {"features"},
    {"context", "inference", "index", "models"},
    {"languages"},
    {"formats"},
    {"syntax"},
    {"util", "config"},
)
LAYER = {package: number for number, row in enumerate(LAYERS) for package in row}

NETWORK = {"httpx", "requests", "aiohttp", "socket", "ssl", "http", "ftplib", "smtplib"}


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), module)


@cache
def imports(module: str) -> frozenset[str]:
    """Every module name imported anywhere in a module, relative ones made absolute."""
    return frozenset(_imports(module))


def _imports(module: str) -> Iterator[str]:
    package = ["kibitz", *Path(module).parent.parts]
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*above, *([node.module] if node.module else [])])
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names)


def importers_of(*libraries: str) -> set[str]:
    return {
        module
        for module in MODULES
        if any(name.split(".")[0] in libraries for name in imports(module))
    }


@cache
def calls(module: str) -> frozenset[str]:
    """Names of the functions and methods that a module calls."""
    return frozenset(_calls(module))


def _calls(module: str) -> Iterator[str]:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr


def test_there_is_something_to_walk():
    assert len(MODULES) > 50


def test_lsp_stays_at_the_edge():
    users = importers_of("pygls", "lsprotocol")
    assert users
    assert {Path(each).parts[0] for each in users} == {"protocol", "handlers"}


def test_llama_stays_in_the_worker():
    users = importers_of("llama_cpp")
    assert users
    assert {Path(each).parts[:2] for each in users} == {("inference", "worker")}


def test_nobody_imports_the_worker():
    """It is a process of its own."""
    users = {
        module
        for module in MODULES
        if not module.startswith("inference/worker/")
        and any(name.startswith("kibitz.inference.worker") for name in imports(module))
    }
    assert users == set()


def test_features_are_pure():
    doing = {
        "asyncio", "concurrent", "multiprocessing", "os", "select", "shutil", "signal", "sqlite3",
        "subprocess", "tempfile", "threading", "urllib", "watchdog", *NETWORK,
    }  # fmt: skip
    reading = {
        "open", "print", "input", "read_text", "read_bytes", "write_text", "write_bytes", "stat",
        "exists", "is_file", "is_dir", "iterdir", "glob", "rglob", "mkdir", "unlink", "resolve",
    }  # fmt: skip
    features = [each for each in MODULES if each.startswith("features/")]
    assert importers_of(*doing).isdisjoint(features)
    assert [each for each in features if reading & calls(each)] == []


def test_dependencies_point_downwards():
    wrong = [
        f"{module} imports {name}"
        for module in MODULES
        for name in sorted(imports(module))
        if (used := layer_of(name)) is not None and used < LAYER.get(Path(module).parts[0], 0)
    ]
    assert wrong == []


def layer_of(name: str) -> int | None:
    """The layer of an imported module; None for those that are not ours."""
    match name.split("."):
        case ["kibitz", "index", "facts", *_]:
            return LAYER["languages"]  # plain data: the words in which languages/ answers
        case ["kibitz", package, *_]:
            return LAYER.get(package)
    return None


def test_every_package_has_a_layer():
    packages = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()}
    assert packages == set(LAYER)


def test_the_network_is_for_pulling_models_and_for_tcp_alone():
    users = importers_of(*NETWORK) | {
        module for module in MODULES if "urllib.request" in imports(module)
    }
    assert {each for each in users if not each.startswith("models/")} <= {"protocol/transport.py"}


def test_lines_are_split_at_line_ends_alone():
    """`str.splitlines` also splits at form feeds, NEL and U+2028."""
    assert [module for module in MODULES if "splitlines" in calls(module)] == []


def test_no_handler_runs_in_pyglss_thread_pool():
    """When that is full, messages are no longer read."""
    assert [module for module in MODULES if "thread" in calls(module)] == []


def test_every_module_says_what_it_is_for():
    silent = [
        module
        for module in MODULES
        if not ast.get_docstring(tree_of(module)) and not module.endswith("__init__.py")
    ]
    assert silent == []


def test_every_command_registers():
    commands = [
        module
        for module in MODULES
        if module.startswith("handlers/commands/") and not module.endswith("__init__.py")
    ]
    assert commands
    for module in commands:
        defined = [node.name for node in tree_of(module).body if isinstance(node, ast.FunctionDef)]
        assert "register" in defined, module
