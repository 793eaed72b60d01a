"""The policy language, case by case, each with the page of AWS's documentation that decides it.

A file is a chapter. Its `[defaults]` hold for each of its cases, and its `[documents]` are policies that cases refer to
by name; a policy may also stand in a case as JSON text, or be UNREAD. Of an identity's policies a case may give the
part that it is about alone: `statements` (of version 2012-10-17), `allow_if` (allow everything under this condition) or
`deny_if` (allow everything, and deny everything under this condition). `context` holds all the keys of the request;
`known` and `absent` hold those that are known, when others are not.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

from rootward import iam_policy
from rootward.iam_policy import UNREAD, Complete, Partial, Policies, Principal, Request, decide

CHAPTERS = sorted(Path(__file__).parent.glob("*.toml"))
DOCUMENTATION = "https://docs.aws.amazon.com/"

# All but Null, which takes no IfExists.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
OPERATORS = (
    *("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
    *("StringLike", "StringNotLike"),
    *("NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals"),
    *("NumericGreaterThan", "NumericGreaterThanEquals"),
    *("DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals"),
    *("DateGreaterThan", "DateGreaterThanEquals"),
    *("Bool", "BinaryEquals", "IpAddress", "NotIpAddress"),
    *("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"),
)

Levels = list[list[str]] | Literal["UNREAD"]
Keys = dict[str, str | list[str]]


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    page: str
    """The page of AWS's documentation that decides the case."""
    action: str
    resource: str
    principal: str
    federated: str | None = None
    """The identity provider of the caller, instead of `principal`."""
    resource_account: str = ""
    context: Keys = {}
    known: Keys | None = None
    absent: list[str] = []
    identity: list[str] = []
    statements: str | None = None
    allow_if: str | None = None
    deny_if: str | None = None
    boundary: str | None = None
    session: list[str] = []
    resource_policy: list[str] = []
    scps: Levels = []
    rcps: Levels = []
    documents: dict[str, str] = {}

    verdict: Literal["allow", "deny", "depends"] | None = None
    error: Literal["MalformedPolicyError", "UnknownOperatorError"] | None = None
    depends_on: list[str] = []
    unread: list[str] = []
    explicit: bool | None = None
    layer: str | None = None
    level: int | None = None
    index: int | None = None


def cases() -> list[Case]:
    found = []
    for chapter in CHAPTERS:
        content = tomllib.loads(chapter.read_text(encoding="utf-8"))
        shared = {**content["defaults"], "documents": content.get("documents", {})}
        found += [msgspec.convert({**shared, **case}, Case) for case in content["case"]]
    return found


CASES = cases()


def request_of(case: Case) -> Request:
    partial = case.known is not None or bool(case.absent)
    return Request(
        action=case.action,
        resource=case.resource,
        principal=Principal("Federated", case.federated) if case.federated else case.principal,
        context=Partial({**(case.known or {}), **dict.fromkeys(case.absent)}) if partial else Complete(case.context),
        resource_account=case.resource_account or None,
    )


def policies_of(case: Case) -> Policies:
    def document(text: str) -> Any:
        return UNREAD if text == "UNREAD" else case.documents.get(text, text)

    def levels(given: Levels) -> Any:
        return UNREAD if given == "UNREAD" else [[document(text) for text in level] for level in given]

    return Policies(
        identity=[document(text) for text in [*case.identity, *parts_of(case)]],
        boundary=document(case.boundary) if case.boundary else None,
        session=[document(text) for text in case.session],
        resource=[document(text) for text in case.resource_policy],
        scps=levels(case.scps),
        rcps=levels(case.rcps),
    )


def parts_of(case: Case) -> list[str]:
    everything = '"Action": "*", "Resource": "*"'
    parts = []
    if case.statements:
        parts.append(case.statements)
    if case.allow_if:
        parts.append(f'[{{"Effect": "Allow", {everything}, "Condition": {case.allow_if}}}]')
    if case.deny_if:
        parts.append(
            f'[{{"Effect": "Allow", {everything}}}, {{"Effect": "Deny", {everything}, "Condition": {case.deny_if}}}]'
        )
    return [f'{{"Version": "2012-10-17", "Statement": {part}}}' for part in parts]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_the_language_says(case: Case) -> None:
    if case.error:
        with pytest.raises(getattr(iam_policy, case.error)):
            policies_of(case)
        return
    decision = decide(request_of(case), policies_of(case))
    assert decision.verdict.name.lower() == case.verdict
    assert decision.depends_on == frozenset(case.depends_on)
    assert decision.unread == frozenset(case.unread)
    for field in ("explicit", "layer", "level", "index"):
        wanted = getattr(case, field)
        assert wanted is None or getattr(decision, field) == wanted, field


def test_every_case_says_one_thing() -> None:
    assert [case.name for case in CASES if (case.verdict is None) == (case.error is None)] == []
    assert [case.name for case in CASES if case.verdict == "depends" and not (case.depends_on or case.unread)] == []


def test_every_case_names_a_page_of_the_documentation() -> None:
    assert [case.name for case in CASES if not case.page.startswith(DOCUMENTATION)] == []


def test_no_two_cases_have_the_same_name() -> None:
    names = [case.name for case in CASES]
    assert sorted(names) == sorted(set(names))


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 200


def test_every_operator_is_met_by_itself_and_with_each_of_its_forms() -> None:
    written = {
        operator
        for case in CASES
        for text in (case.allow_if, case.deny_if)
        if text and not case.error
        for operator in json.loads(text)
    }
    forms = ("{}", "{}IfExists", "ForAllValues:{}", "ForAnyValue:{}")
    wanted = {form.format(operator) for operator in OPERATORS for form in forms} | {"Null"}
    assert wanted - written == set()
