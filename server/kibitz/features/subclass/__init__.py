""" "Generate Store subclass": a new member for any family of classes.

Pure and deterministic but for method bodies, which the handler has a model fill.
What the family shares decides: names (`naming.py`), methods, protocols and their
order (`plan.py`), texts that all members write alike (`analogy.py`). A body comes
from the family's consensus, from the checked answer of a model, or stays a marked
stub (`bodies.py`). No sibling is ever cloned.
"""
