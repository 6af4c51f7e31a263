"""Fixtures as text: a file with `$0` for the cursor, others beside it, all of them indexed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from textwrap import dedent

from kibitz.config.schema import Settings
from kibitz.features.completion import CompletionItem, CompletionList, complete
from kibitz.features.snapshot import Location, Snapshot
from kibitz.index.workspace import WorkspaceIndex
from kibitz.languages.detect import language_of
from kibitz.languages.facts import facts_of

CURSOR = "$0"
ROOT = "/workspace"


@dataclass(frozen=True)
class Fixture:
    """An opened file, the cursor in it, and the texts of all files."""

    snapshot: Snapshot
    offset: int
    texts: dict[str, str]

    def shown(self, location: Location) -> str:
        """A location as `file: text it covers`."""
        text = self.texts[location.path]
        return f"{PurePosixPath(location.path).name}: {text[location.start : location.end]}"

    def lines(self, location: Location) -> str:
        """A location as `file:line` (from 1)."""
        line = self.texts[location.path].count("\n", 0, location.start) + 1
        return f"{PurePosixPath(location.path).name}:{line}"

    def text_of(self, path: str) -> str | None:
        return self.texts.get(path)


def fixture(
    text: str,
    others: dict[str, str] | None = None,
    path: str = "Foo.class.st",
    settings: Settings | None = None,
) -> Fixture:
    """`text` with its cursor, opened as `path`; `others` are the workspace's other files."""
    before, cursor, after = dedent(text).partition(CURSOR)
    assert cursor or CURSOR not in text
    texts = {f"{ROOT}/{name}": dedent(other) for name, other in (others or {}).items()}
    texts[f"{ROOT}/{path}"] = before + after
    index = WorkspaceIndex()
    for name, content in texts.items():
        facts = facts_of(name, content)
        if facts is not None:
            index.update(facts)
    opened = Path(f"{ROOT}/{path}")
    snapshot = Snapshot(
        path=opened,
        language=language_of(opened, before + after) or "",
        version=1,
        text=before + after,
        index=index,
        settings=settings or Settings(),
    )
    return Fixture(snapshot, len(before), texts)


def method(body: str, pattern: str = "run", instance_variables: str = "") -> str:
    """A Tonel class Foo with one method. `body` has the cursor."""
    variables = ", ".join(f"'{name}'" for name in instance_variables.split())
    return (
        "Class {\n\t#name : 'Foo',\n\t#superclass : 'Object',\n"
        f"\t#instVars : [ {variables} ],\n\t#category : 'Foo'\n}}\n\n"
        f"{{ #category : 'running' }}\nFoo >> {pattern} [\n\n\t{body}\n]\n"
    )


def completions(
    text: str,
    others: dict[str, str] | None = None,
    path: str = "Foo.class.st",
    settings: Settings | None = None,
    triggered_by: str | None = None,
) -> CompletionList:
    made = fixture(text, others, path, settings)
    return complete(made.snapshot, made.offset, triggered_by)


def labels(
    text: str, others: dict[str, str] | None = None, path: str = "Foo.class.st"
) -> list[str]:
    return [item.label for item in completions(text, others, path).items]


def check(body: str, expect: str, others: dict[str, str] | None = None) -> None:
    """The first completions in a method body are exactly these labels, in this order."""
    wanted = expect.split()
    assert labels(method(body), others)[: len(wanted)] == wanted


def item(text: str, label: str, others: dict[str, str] | None = None) -> CompletionItem:
    """The one completion with this label."""
    return next(each for each in completions(text, others).items if each.label == label)
