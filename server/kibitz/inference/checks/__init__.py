"""The checks that stand between a model's text and a person.

Pure functions of text and the index: raw text and its place in, the longest
part that may be shown out. Nothing here talks to a model or an editor.
"""
