"""rootward: secure an AWS account's root user, and make root unnecessary.

The public Python API is `rootward.workflows` (one verb a module) and `rootward.model` (the nouns).
This module is lazy (PEP 562): importing it costs nothing, and the names below are loaded when used.
"""

from __future__ import annotations

__version__ = "0.1.0"

_HOMES = {
    "Account": "rootward.model.account",
    "Audit": "rootward.model.audit",
    "Baseline": "rootward.model.baseline",
    "Finding": "rootward.model.finding",
    "Unknown": "rootward.model.unknown",
    "audit_account": "rootward.workflows.audit",
    "collect_account": "rootward.workflows.collect",
}

__all__ = [
    "Account",
    "Audit",
    "Baseline",
    "Finding",
    "Unknown",
    "__version__",
    "audit_account",
    "collect_account",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        message = f"module 'rootward' has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
