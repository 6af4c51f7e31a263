"""The command itself: help that is quick, a version, errors without a traceback."""

import subprocess
import sys

from kibitz import __version__
from kibitz.cli.main import COMMANDS

from .conftest import Kibitz

HEAVY = ("httpx", "rich", "pygls", "lsprotocol", "tree_sitter", "asyncio", "psutil")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from kibitz.cli.main import cli\n"
        "cli(['--help'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stderr.strip() == "[]"
    assert all(name in run.stdout for name in COMMANDS)


def test_every_command_explains_itself(kibitz: Kibitz) -> None:
    for name in COMMANDS:
        result = kibitz(name, "--help")
        assert result.exit_code == 0, name
        assert result.stdout.startswith(f"Usage: cli {name}")


def test_version(kibitz: Kibitz) -> None:
    assert kibitz("--version").stdout == f"kibitz, version {__version__}\n"


def test_an_unknown_command_is_a_usage_error(kibitz: Kibitz) -> None:
    result = kibitz("explode")
    assert result.exit_code == 2
    assert "No such command 'explode'" in result.stderr


def test_an_expected_error_is_one_line_and_exit_code_1(kibitz: Kibitz) -> None:
    result = kibitz("models", "path", "gpt")
    assert result.exit_code == 1
    assert result.stderr.startswith('Error: There is no model called "gpt". Known names: ')
    assert "Traceback" not in result.stderr


def test_python_dash_m_is_the_same_command() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "kibitz", "--version"], capture_output=True, text=True, check=True
    )
    assert run.stdout == f"kibitz, version {__version__}\n"
