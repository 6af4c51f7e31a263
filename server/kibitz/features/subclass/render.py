"""A planned class as text for its file: a new Tonel file beside the siblings', or a part
appended to the chunk file at hand. Nothing here writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from kibitz.features.subclass.bodies import Written
from kibitz.features.subclass.plan import SubclassPlan
from kibitz.formats.model import Format, SourceFile, Span, TextEdit
from kibitz.formats.write import NewClass, NewMethod, new_class_text, style_of
from kibitz.index.view import IndexView

UNCLASSIFIED = "as yet unclassified"

SourceOf = Callable[[str], SourceFile | None]
"""A Smalltalk file as its reader understands it, by its path; None where there is none."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What becomes of one file: `edit` changes `old_text`, or, where that is None, a new
    file holds `edit.new_text`."""

    path: str
    old_text: str | None
    edit: TextEdit


def render(
    index: IndexView,
    plan: SubclassPlan,
    written: Sequence[Written],
    path: str,
    source_of: SourceOf,
    stamp: str | None,
) -> Rendered | None:
    """The class in the format and manner of the file at `path` (where the cursor is).

    `stamp` (author, date and time) is used where that file has stamps. None where the
    file can hold no class.
    """
    source = source_of(path)
    if source is None or source.format not in (Format.TONEL, Format.CHUNK):
        return None
    if source.format is Format.CHUNK:
        return _appended(plan, written, path, source, stamp)
    model = _sibling_path(index, plan, source_of) or path
    style_source = source_of(model) or source
    text = new_class_text(_definition(plan, None), _methods(written, None), style_of(style_source))
    new_path = str(PurePath(model).with_name(f"{plan.name}.class.st"))
    return Rendered(new_path, None, TextEdit(Span(0, 0), text))


def _appended(
    plan: SubclassPlan,
    written: Sequence[Written],
    path: str,
    source: SourceFile,
    stamp: str | None,
) -> Rendered:
    style = style_of(source)
    used = stamp if style.stamps else None
    categories = Counter(each.category for each in source.classes if each.category)
    filed = replace(plan, category=categories.most_common(1)[0][0]) if categories else plan
    definition = _definition(filed, used)
    text = new_class_text(definition, _methods(written, used), style)
    end = len(source.text)
    gap = "" if source.text.endswith(("\n", "\r")) or not source.text else style.line_end
    return Rendered(path, source.text, TextEdit(Span(end, end), gap + style.line_end + text))


def _definition(plan: SubclassPlan, stamp: str | None) -> NewClass:
    return NewClass(
        name=plan.name,
        superclass=plan.superclass,
        instance_variables=plan.instance_variables,
        pools=plan.pools,
        category=plan.category,
        package=plan.package,
        tag=plan.tag,
        comment=plan.comment,
        stamp=stamp,
    )


def _methods(written: Sequence[Written], stamp: str | None) -> list[NewMethod]:
    return [
        NewMethod(each.code, each.method.protocol or UNCLASSIFIED, each.method.is_meta, stamp)
        for each in written
    ]


def _sibling_path(index: IndexView, plan: SubclassPlan, source_of: SourceOf) -> str | None:
    """The Tonel file of a sibling in the directory that most of them are in."""
    paths = [
        entry.path
        for name in plan.siblings
        if (entry := index.class_definition(name))
        and (source := source_of(entry.path)) is not None
        and source.format is Format.TONEL
    ]
    if not paths:
        return None
    directory = Counter(str(PurePath(each).parent) for each in paths).most_common(1)[0][0]
    return next(each for each in paths if str(PurePath(each).parent) == directory)
