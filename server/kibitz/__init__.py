"""Kibitz: a language server that knows Smalltalk from files and writes checked code."""

__version__ = "0.1.0"
