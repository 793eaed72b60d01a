"""Which operations rootward calls, and which the tests of the sandbox call: read off the code."""

from __future__ import annotations

import ast
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from botocore import xform_name
from botocore.loaders import Loader

import rootward.aws
from rootward.aws.call import Call
from rootward.aws.readers import READERS

TESTS = Path(__file__).parents[1]

Operation = tuple[str, str]
"""The name of botocore's client, and AWS's name of the operation."""


def called_by_rootward() -> frozenset[Operation]:
    """What the readers declare and what else of `rootward.aws` declares a call; and that a session asks who it is."""
    declared = {call for reader in READERS.values() for call in reader.all_calls}
    for module in pkgutil.walk_packages(rootward.aws.__path__, "rootward.aws."):
        values = vars(import_module(module.name)).values()
        declared.update(value for value in values if isinstance(value, Call))
    source = Path(rootward.aws.__path__[0]) / "session.py"
    return frozenset((call.service, call.operation) for call in declared) | called_in(source.read_text("utf-8"))


def called_by_tests() -> frozenset[Operation]:
    """What tests of the sandbox call with `client(…, "service").method(…)`, at once or through a variable."""
    files = (path for path in TESTS.rglob("test_*.py") if path.parent.name != "answers")
    return frozenset(operation for path in files for operation in called_in(path.read_text("utf-8")))


def called_in(source: str) -> frozenset[Operation]:
    """The calls of a module. A variable is known within the function that sets it."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return frozenset(found for function in functions for found in _called_in(function))


def _called_in(function: ast.FunctionDef) -> Iterator[Operation]:
    clients: dict[str, str] = {}
    for node in ast.walk(function):
        target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
        target = node.target if isinstance(node, ast.AnnAssign) else target
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name):
            service = _client(node.value)
            if service:
                clients[target.id] = service
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            holder = node.func.value
            service = clients.get(holder.id) if isinstance(holder, ast.Name) else _client(holder)
            method = node.func.attr
            if method == "get_paginator" and node.args and isinstance(node.args[0], ast.Constant):
                method = str(node.args[0].value)
            operation = _methods(service).get(method) if service else None
            if service and operation:
                yield service, operation


def _client(node: ast.expr | None) -> str | None:
    """The service of `client(sandbox, "iam")` or `self.client("sts")`."""
    if not isinstance(node, ast.Call):
        return None
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return texts[0] if name in ("client", "create_client") and texts and _methods(texts[0]) else None


@cache
def _methods(service: str) -> dict[str, str]:
    """Python's name of each operation → AWS's. Nothing for what is no service."""
    loader = Loader()
    if service not in loader.list_available_services("service-2"):
        return {}
    names = loader.load_service_model(service, "service-2")["operations"]
    return {xform_name(name): name for name in names}
