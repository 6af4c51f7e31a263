"""Python, Kibitz's own parts and the programs around it."""

from __future__ import annotations

import importlib.metadata
import platform
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kibitz import __version__
from kibitz.cli.findings.finding import Finding, fail, ok, warn
from kibitz.util.amounts import bytes_shown

_IMPORT_SECONDS = 60.0
_PROBE = "import llama_cpp; print(llama_cpp.__version__)"
_REINSTALL = "Install Kibitz again: `{python} -m pip install --force-reinstall kibitz`."


def installation() -> Iterator[Finding]:
    yield _python()
    yield _kibitz()
    yield _grammar()
    yield llama_cpp()
    yield _command()
    yield _machine()
    yield from _editors()


def _python() -> Finding:
    sentence = f"Python {platform.python_version()}, {platform.platform()}."
    if sys.maxsize < 2**32:
        return warn(
            "python", sentence + " It is a 32-bit build.", "Use a 64-bit Python for models."
        )
    return ok("python", sentence)


def _kibitz() -> Finding:
    folder = Path(__file__).resolve().parents[2]
    return ok("kibitz", f"Kibitz {__version__} in {folder}.")


def dependencies() -> Finding:
    """Whether the packages that Kibitz asks for are there; needs none of them itself."""
    missing: list[str] = []
    try:
        requirements = importlib.metadata.requires("kibitz") or []
    except importlib.metadata.PackageNotFoundError:
        return warn(
            "dependencies",
            "Kibitz is not installed as a package here, so its dependencies cannot be listed.",
        )
    for requirement in requirements:
        name = re.match(r"[\w.-]+", requirement)
        if not name or "extra ==" in requirement:
            continue
        try:
            importlib.metadata.version(name[0])
        except importlib.metadata.PackageNotFoundError:
            missing.append(name[0])
    if missing:
        return fail(
            "dependencies",
            f"Not installed: {', '.join(missing)}.",
            _REINSTALL.format(python=sys.executable),
        )
    return ok("dependencies", "All packages that Kibitz needs are installed.")


def _grammar() -> Finding:
    subject = "grammar"
    try:
        from kibitz.syntax.tree import parse_method

        right = not parse_method("answer\n\t^ 6 * 7").has_errors
    except ImportError as error:
        return fail(
            subject,
            f"The compiled Smalltalk grammar cannot be loaded: {error}.",
            _REINSTALL.format(python=sys.executable) + " This needs a C compiler.",
        )
    if not right:
        return fail(
            subject,
            "The compiled Smalltalk grammar does not parse a correct method.",
            _REINSTALL.format(python=sys.executable),
        )
    return ok(subject, "The compiled Smalltalk grammar works.")


def llama_cpp(python: str = sys.executable) -> Finding:
    """Imports llama_cpp in a process of its own, as a bad build can end the process."""
    subject = "llama-cpp-python"
    install = f"`{python} -m pip install 'kibitz[local]'` compiles it (about 5 minutes on 2 cores)."
    try:
        probe = subprocess.run(
            [python, "-c", _PROBE], capture_output=True, text=True, timeout=_IMPORT_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return fail(subject, f"Importing llama-cpp-python does not end: {error}.", install)
    if probe.returncode == 0:
        return ok(subject, f"llama-cpp-python {probe.stdout.split()[-1]} works.")
    said = probe.stderr.strip().split("\n")[-1]
    if probe.returncode < 0:
        name = signal.Signals(-probe.returncode).name
        return fail(
            subject,
            f"llama-cpp-python crashes when it is imported ({name}); it was probably compiled "
            "for another processor.",
            f"`{python} -m pip install --force-reinstall --no-cache-dir llama-cpp-python` compiles "
            "it for this one.",
        )
    if "No module named 'llama_cpp'" in said:
        return warn(
            subject,
            "llama-cpp-python is not installed: no ghost text, no generating commands. "
            "Everything else works.",
            install,
        )
    return fail(subject, f"llama-cpp-python cannot be imported: {said}.", install)


def _command() -> Finding:
    found = shutil.which("kibitz")
    if found:
        return ok("command", f"Editors find the command kibitz on the PATH: {found}.")
    own = Path(sys.executable).with_name("kibitz")
    return warn(
        "command",
        "The command kibitz is not on the PATH, where editors look for it.",
        f"Add {own.parent} to the PATH, or give your editor the full path {own}.",
    )


def _machine() -> Finding:
    import psutil

    memory = psutil.virtual_memory()
    cores = psutil.cpu_count(logical=False) or psutil.cpu_count() or 1
    return ok(
        "machine",
        f"{cores} processor cores, {bytes_shown(memory.available)} of "
        f"{bytes_shown(memory.total)} memory free.",
    )


def _editors() -> Iterator[Finding]:
    nvim = shutil.which("nvim")
    if nvim:
        yield _neovim(nvim)
    code = next(filter(None, map(shutil.which, ("code", "codium", "code-server"))), None)
    if code:
        yield ok("vscode", f"VS Code: {code}.")
    if not nvim and not code:
        yield ok(
            "editors",
            "Neither Neovim nor VS Code is on the PATH; any editor that speaks LSP will do: "
            "it starts `kibitz serve`.",
        )


def _neovim(nvim: str) -> Finding:
    try:
        said = subprocess.run(
            [nvim, "--version"], capture_output=True, text=True, timeout=10
        ).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        return warn("neovim", f"{nvim} does not tell its version: {error}.")
    version = re.search(r"v(\d+)\.(\d+)(\S*)", said)
    if version and (int(version[1]), int(version[2])) < (0, 11):
        return warn(
            "neovim", f"Neovim {version[0]} is too old.", "Kibitz needs Neovim 0.11 or later."
        )
    return ok("neovim", f"Neovim {version[0] if version else 'of unknown version'}: {nvim}.")
