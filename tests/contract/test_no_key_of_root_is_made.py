"""There is no way by which rootward makes an access key of root's: every creation names an IAM user."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import rootward
from rootward.model.change import ApiCall
from rootward.model.key_pair import KeyOwner

SOURCE = Path(rootward.__file__).parent
OPERATION = "CreateAccessKey"

SANDBOX = SOURCE / "sandbox"
"""It plays AWS: it answers such calls, and makes the keys of a practice account."""


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Each module that may call AWS, parsed."""
    for path in sorted(SOURCE.rglob("*.py")):
        if SANDBOX not in path.parents:
            yield path, ast.parse(path.read_text("utf-8"))


def calls_of(tree: ast.Module) -> Iterator[ast.Call]:
    """The ApiCalls that create a key."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and any(
            isinstance(word.value, ast.Constant) and word.arg == "operation" and word.value.value == OPERATION
            for word in node.keywords
        ):
            yield node


def test_one_place_creates_keys_and_names_their_owners_user():
    found = [(path, call) for path, tree in trees() for call in calls_of(tree)]

    assert [path.relative_to(SOURCE).as_posix() for path, _ in found] == ["aws/access_keys.py"]
    (parameters,) = [word.value for word in found[0][1].keywords if word.arg == "parameters"]
    assert ast.unparse(parameters) == "{'UserName': owner.user}"


def test_nobody_calls_it_by_botocores_name():
    for path, tree in trees():
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        assert "create_access_key" not in names | texts, path


@pytest.mark.parametrize("parameters", [{}, {"UserName": ""}])
def test_a_call_without_a_user_cannot_be_made_up(parameters):
    with pytest.raises(ValueError, match="root"):
        ApiCall(operation=OPERATION, parameters=parameters)


def test_an_owner_without_a_name_cannot_be_made_up():
    with pytest.raises(ValueError, match="no IAM user's name"):
        KeyOwner(account="123456789012", user="")
