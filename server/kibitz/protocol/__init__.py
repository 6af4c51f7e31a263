"""The LSP edge: bytes, JSON-RPC, lifecycle, documents, positions. Nothing here knows Smalltalk."""
