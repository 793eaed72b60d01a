"""The tree that holds nothing: git knows it in every repository, also where nobody stored it."""

from __future__ import annotations

EMPTY_TREE = {
    40: b"4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: b"6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
"""Its name, by how many digits names have. What is compared with it is all new."""
