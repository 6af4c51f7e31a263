def language() -> object:
    """The Smalltalk grammar in a capsule, for `tree_sitter.Language`."""
