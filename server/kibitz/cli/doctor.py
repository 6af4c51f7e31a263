"""`kibitz doctor`: looks at every part, says what is wrong and what to do. Changes nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from kibitz.cli.findings.finding import Finding, Health

_SIGNS = {
    Health.OK: ("✓", "green"),
    Health.WARN: ("!", "yellow"),
    Health.FAIL: ("✗", "red"),
}


@click.command()
@click.option("--deep", is_flag=True, help="Read the model files in full and check their SHA-256.")
@click.option("--run", is_flag=True, help="Start each model and let it write one token.")
@click.option(
    "--workspace",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=".",
    help="Look at the settings and files of this folder too (default: here).",
)
@click.option(
    "--settings",
    "user_settings",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Your editor's own settings file, such as VS Code's settings.json.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(
    deep: bool, run: bool, workspace: Path, user_settings: Path | None, as_json: bool
) -> None:
    """Find out what is wrong, and what to do about it. Exits 1 where something fails."""
    counts = dict.fromkeys(Health, 0)
    findings: list[Finding] = []
    for finding in _examine(deep, run, workspace.resolve(), user_settings):
        counts[finding.health] += 1
        findings.append(finding)
        if not as_json:
            _show(finding)
    failed = counts[Health.FAIL] > 0
    if as_json:
        rows = [asdict(each) for each in findings]
        click.echo(json.dumps({"ok": not failed, "findings": rows}, indent=2, ensure_ascii=False))
    else:
        click.echo(_summary(counts))
    sys.exit(1 if failed else 0)


def _examine(
    deep: bool, run: bool, workspace: Path, user_settings: Path | None
) -> Iterator[Finding]:
    from kibitz.cli.findings.installation import dependencies, installation

    needed = dependencies()
    yield needed
    if needed.health is Health.FAIL:
        return  # nothing else can be looked at
    yield from installation()

    from kibitz.cli.findings.model_files import model_files
    from kibitz.cli.findings.storage import storage
    from kibitz.cli.findings.workspace import settings_in_use
    from kibitz.cli.findings.workspace_files import workspace_files

    settings, findings = settings_in_use(user_settings, workspace)
    yield from findings
    yield from workspace_files(settings, workspace)
    yield from storage(settings)
    yield from model_files(settings, deep)
    if run:
        from kibitz.cli.findings.inference import inference

        yield from inference(settings)


def _show(finding: Finding) -> None:
    sign, colour = _SIGNS[finding.health]
    click.echo(f"{click.style(sign, fg=colour, bold=True)} {finding.subject}: {finding.sentence}")
    if finding.way_out:
        click.echo(f"    {finding.way_out}")


def _summary(counts: dict[Health, int]) -> str:
    failed = counts[Health.FAIL]
    if failed:
        what = "One thing does" if failed == 1 else f"{failed} things do"
        return click.style(f"\n{what} not work; see ✗ above.", fg="red")
    if counts[Health.WARN]:
        return click.style("\nKibitz works. What could be better is marked with !.", fg="yellow")
    return click.style("\nAll is well.", fg="green")
