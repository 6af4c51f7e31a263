"""`textDocument/documentSymbol`."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from kibitz.features.document_symbols import DocumentSymbol, document_symbols
from kibitz.features.symbols import SymbolKind
from kibitz.protocol import convert
from kibitz.protocol.server import KibitzServer
from kibitz.syntax.lines import LineIndex

KINDS = {
    SymbolKind.CLASS: types.SymbolKind.Class,
    SymbolKind.INTERFACE: types.SymbolKind.Interface,
    SymbolKind.METHOD: types.SymbolKind.Method,
    SymbolKind.FUNCTION: types.SymbolKind.Function,
    SymbolKind.VARIABLE: types.SymbolKind.Variable,
    SymbolKind.FIELD: types.SymbolKind.Field,
    SymbolKind.CONSTANT: types.SymbolKind.Constant,
    SymbolKind.ENUM: types.SymbolKind.Enum,
    SymbolKind.MODULE: types.SymbolKind.Module,
    SymbolKind.PROPERTY: types.SymbolKind.Property,
    SymbolKind.TYPE: types.SymbolKind.Class,
}


def register(server: KibitzServer) -> None:
    @server.request(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def document_symbol(
        server: KibitzServer, params: types.DocumentSymbolParams
    ) -> list[types.DocumentSymbol] | list[types.SymbolInformation]:
        snapshot = server.snapshot(params.text_document.uri)
        found = document_symbols(snapshot)
        capability = "text_document.document_symbol.hierarchical_document_symbol_support"
        if server.client.can(capability):
            return [_node(server, snapshot.lines, each) for each in found]
        uri = params.text_document.uri
        return [*_flat(server, uri, snapshot.lines, found, None)]


def _node(server: KibitzServer, lines: LineIndex, symbol: DocumentSymbol) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=symbol.name,
        kind=KINDS[symbol.kind],
        range=convert.range_of(server.codec, lines, symbol.span),
        selection_range=convert.range_of(server.codec, lines, symbol.selection),
        detail=symbol.detail or None,
        children=[_node(server, lines, each) for each in symbol.children] or None,
    )


def _flat(
    server: KibitzServer,
    uri: str,
    lines: LineIndex,
    symbols: Iterable[DocumentSymbol],
    container: str | None,
) -> Iterable[types.SymbolInformation]:
    for each in symbols:
        place = types.Location(uri, convert.range_of(server.codec, lines, each.span))
        yield types.SymbolInformation(place, each.name, KINDS[each.kind], container_name=container)
        yield from _flat(server, uri, lines, each.children, each.name)
