"""A session's beginning and end, in the order of LSP 3.18's "Server lifecycle"."""
