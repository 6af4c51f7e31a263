"""The method level of Smalltalk in one place: everything a reader of methods asks `syntax/` for.

Gathers `analysis` (what one method says), `cursor` (what a cursor is in),
`facts` (what the index keeps) and `lexer` (what tokens alone tell).
"""

from __future__ import annotations

from kibitz.syntax.analysis import (
    Local,
    MethodAnalysis,
    Pragma,
    Send,
    Symbol,
    VariableUse,
    analyse,
    scope_at,
)
from kibitz.syntax.cursor import CursorContext, Place, context_at
from kibitz.syntax.facts import CodeFacts, extract_expression_facts, extract_facts
from kibitz.syntax.lexer import (
    LexicalState,
    first_unbalanced_closer,
    lexical_state,
    open_brackets,
    selector_of_pattern,
)
from kibitz.syntax.tree import parses_cleanly

__all__ = [
    "CodeFacts",
    "CursorContext",
    "LexicalState",
    "Local",
    "MethodAnalysis",
    "Place",
    "Pragma",
    "Send",
    "Symbol",
    "VariableUse",
    "analyse",
    "context_at",
    "extract_expression_facts",
    "extract_facts",
    "first_unbalanced_closer",
    "lexical_state",
    "open_brackets",
    "parses_cleanly",
    "scope_at",
    "selector_of_pattern",
]
