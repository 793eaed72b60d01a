"""What a trust policy lets in that it should not: the faults of its statements.

An `Allow` is judged by itself, for it must say whom it means. What a `Deny` takes back, conditional or not, the
evaluator says of those who would get in (`stranger`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

from rootward.checks.identities.condition import (
    OWN_ACCOUNT,
    OWN_ORGANIZATION,
    beginning,
    demanded,
    holds_to,
    is_literal,
)
from rootward.checks.identities.confused_deputy import documents_source, service_name
from rootward.checks.identities.issuer import PUBLIC, issuer_of, normalized, strangers
from rootward.checks.identities.stranger import NOBODY_S_ACCOUNT, Denials
from rootward.iam_policy.document import Document, Principal, Statement
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown

Answer = Unknown | str | None
"""Whom something lets in, in words; None for nobody; Unknown where that cannot be told."""

_ANYBODY = Principal("*", "*")
_ASSUME, _BY_TOKEN, _BY_SAML = "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"
_ARN_PARTS = 6
_ACCOUNT = re.compile(r"\d{12}")
_UNIQUE_ID = re.compile(r"A[A-Z0-9]{15,127}")
"""What IAM writes in place of a user or role that was deleted: such an id comes back for nobody.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
"""
_TRUST_ANCHOR = re.compile(r"arn:[^:*?]+:rolesanywhere:[^:]*:\d{12}:trust-anchor/[^*?]+")


class Fault(msgspec.Struct, frozen=True):
    """Somebody whom a statement lets in, in words, and how much it weighs."""

    severity: Literal["high", "low"]
    statement: int
    principal: Principal
    whom: str

    @property
    def text(self) -> str:
        """One line, as `statement 1 lets in any principal of any account`."""
        return f"statement {self.statement} lets in {self.whom}"


def faults(document: Document, role: str, account: Account, baseline: Baseline) -> Iterator[Fault | Unknown]:
    """Every fault of the trust policy, and an Unknown for each principal of which none can be proved or ruled out.

    `role`: the ARN of the role.
    """
    denials = Denials(document, role, account)
    for statement in document.allows():
        if statement.principals is None and statement.not_principals is None:
            yield Unknown("failed", detail=f"statement {statement.number} names no principal")
            continue
        # To allow all but some is to allow anybody.
        for principal in (_ANYBODY,) if statement.principals is None else statement.principals:
            actions = [action for action in _entries(principal) if statement.takes(action)]
            answer = _judged(statement, principal, account, baseline) if actions else None
            if answer is not None:
                answer = _after(denials, answer, _Asked(statement, principal, actions), account, baseline)
            if isinstance(answer, str):
                yield Fault(_severity(principal), statement.number, principal, answer)
            elif answer is not None:
                yield answer


def account_of(principal: str) -> str | None:
    """The account of an account number or of a principal's ARN; None where neither names one."""
    if _ACCOUNT.fullmatch(principal):
        return principal
    parts = principal.split(":", 5)
    return parts[4] if len(parts) == _ARN_PARTS and _ACCOUNT.fullmatch(parts[4]) else None


class _Asked(NamedTuple):
    """A principal of a statement that lets it in, by these actions."""

    statement: Statement
    principal: Principal
    actions: list[str]


def _after(
    denials: Denials, answer: Unknown | str, asked: _Asked, account: Account, baseline: Baseline
) -> Unknown | str | None:
    """What is left of an answer once the trust policy's denials are heeded."""
    principal = asked.principal
    if principal.id != "*":
        owner = account_of(principal.id) if principal.kind == "AWS" else None
        if principal.kind == "AWS" and owner is None:
            return answer
        return None if _shut_out(denials, asked, owner) else answer
    if not _shut_out(denials, asked, NOBODY_S_ACCOUNT):
        own = account.organization
        may_be_own = isinstance(own, Unknown) and _shut_out(denials, asked, NOBODY_S_ACCOUNT, named=False)
        return own if isinstance(own, Unknown) and may_be_own else answer
    # Nobody in particular gets in; whom a denial spares by name, does.
    spared = (owner for owner in denials.accounts if not _shut_out(denials, asked, owner))
    told = (_outside(asked.statement, owner, account, baseline) for owner in spared)
    return next((each for each in told if each is not None), None)


def _shut_out(denials: Denials, asked: _Asked, owner: str | None, *, named: bool = True) -> bool:
    """Whether everybody who comes as the principal is kept out: of anybody, identities and holders of tokens alike."""
    return all(
        denials.shut_out(asked.principal, action, owner, named=named)
        if asked.principal.id != "*" or action == _ASSUME
        else denials.shuts_out_tokens(action)
        for action in asked.actions
    )


def _entries(principal: Principal) -> tuple[str, ...]:
    """The actions by which such a principal gets in. `sts:TagSession` and the like open nothing by themselves."""
    match principal:
        case Principal(id="*"):
            return (_ASSUME, _BY_TOKEN, _BY_SAML)
        case Principal(kind="AWS" | "Service"):
            return (_ASSUME,)
        case Principal(kind="Federated"):
            return (_BY_SAML,) if ":saml-provider/" in principal.id else (_BY_TOKEN,)
        case _:
            return ()


def _severity(principal: Principal) -> Literal["high", "low"]:
    """A confused deputy needs a service to be confused; everybody else just walks in."""
    return "low" if principal.kind == "Service" and documents_source(principal.id) else "high"


def _judged(statement: Statement, principal: Principal, account: Account, baseline: Baseline) -> Answer:
    if principal.id == "*":
        return _anybody(statement, account, baseline)
    if principal.kind == "Service":
        return _service(statement, principal.id)
    if principal.kind == "Federated":
        return _federated(statement, principal.id)
    owner = account_of(principal.id)
    if owner is not None:
        return _outside(statement, owner, account, baseline)
    return None if _UNIQUE_ID.fullmatch(principal.id) else _unrecognized(statement, principal.id)


def _anybody(statement: Statement, account: Account, baseline: Baseline) -> Answer:
    """`Principal: "*"`: closed where conditions leave AWS services, the own organisation or named accounts only.

    An ExternalId is no secret, and a tag or a network does not say who somebody is: these close nothing here.
    """
    if _holds_to_source(statement):
        return None
    answers = [*_organizations(statement, account), *_accounts(statement, account, baseline)]
    return _least(answers) if answers else "any principal of any account"


def _outside(statement: Statement, owner: str, account: Account, baseline: Baseline) -> Answer:
    """An account: closed where it is the own one, a trusted one or of the organisation, or an ExternalId is asked.

    Which accounts belong to the organisation is known of its management account alone.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
    """
    if owner == account.id or owner in baseline.trusted_accounts or _asks_external_id(statement):
        return None
    if None in _organizations(statement, account):
        return None
    match account.organization:
        case Unknown() as unknown:
            return unknown
        case Organization(management_account=management) if management == owner:
            return None
    return f"account {owner} without an ExternalId"


def _organizations(statement: Statement, account: Account) -> tuple[Answer, ...]:
    """For each test of the caller's organisation: whether it leaves the account's own organisation only."""
    tests = [*demanded(statement, "aws:PrincipalOrgID")]
    # A path begins with the organisation: o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*
    tests += [
        tuple(value.split("/", 1)[0] if "/" in value else "*" for value in values)
        for values in demanded(statement, "aws:PrincipalOrgPaths")
    ]
    return tuple(_of_organizations(statement, account, values) for values in tests if all(map(is_literal, values)))


def _of_organizations(statement: Statement, account: Account, organizations: tuple[str, ...]) -> Answer:
    foreign = [each for each in organizations if each.lower() != OWN_ORGANIZATION]
    if not foreign or _asks_external_id(statement):
        return None
    own = account.organization
    if isinstance(own, Unknown):
        return own
    others = [each for each in foreign if own is None or each != own.id]
    return f"organisation {', '.join(others)}, which is not the account's own" if others else None


def _accounts(statement: Statement, account: Account, baseline: Baseline) -> Iterator[Answer]:
    """For each test of the caller's account or ARN that names accounts: whom of them it lets in."""
    for key in ("aws:PrincipalAccount", "aws:PrincipalArn"):
        for values in demanded(statement, key):
            owners = [account.id if value.lower() == OWN_ACCOUNT else account_of(value) for value in values]
            if all(owner is not None for owner in owners):
                answers = [_outside(statement, owner, account, baseline) for owner in owners if owner is not None]
                yield next((answer for answer in answers if answer is not None), None)


def _least(answers: list[Answer]) -> Answer:
    """Whom tests that must all be passed let in: nobody where one lets in nobody; no proof where one may."""
    if None in answers:
        return None
    return next((answer for answer in answers if isinstance(answer, Unknown)), answers[0])


def _service(statement: Statement, principal: str) -> Answer:
    if service_name(principal) == "rolesanywhere":
        named = holds_to(statement, "aws:SourceArn", lambda value: _TRUST_ANCHOR.fullmatch(value) is not None)
        return None if named else "the certificates of any trust anchor (no aws:SourceArn that names one)"
    if documents_source(principal) and not _holds_to_source(statement):
        return f"{principal} on anybody's behalf (no aws:SourceArn or aws:SourceAccount)"
    return None


def _federated(statement: Statement, provider: str) -> Answer:
    if ":saml-provider/" in provider:
        return None
    issuer = issuer_of(provider) or normalized(provider)
    if ":oidc-provider/" in provider or issuer in PUBLIC or issuer.startswith("cognito-identity"):
        return strangers(statement, issuer)
    return _unrecognized(statement, provider)


def _holds_to_source(statement: Statement) -> bool:
    """Whether only a service that acts for a named account, organisation or resource gets in."""
    return (
        holds_to(statement, "aws:SourceAccount", is_literal)
        or holds_to(statement, "aws:SourceOrgID", is_literal)
        or holds_to(statement, "aws:SourceOrgPaths", lambda value: "/" in beginning(value))
        or holds_to(statement, "aws:SourceArn", _names_source)
    )


def _names_source(value: str) -> bool:
    """Whether an ARN says whose resource it is: by its account or, as a bucket's has none, by its name."""
    parts = value.split(":", 5)
    if len(parts) < _ARN_PARTS:
        return False
    return is_literal(parts[4]) or (not parts[4] and bool(beginning(parts[5])))


def _asks_external_id(statement: Statement) -> bool:
    return holds_to(statement, "sts:ExternalId", is_literal)


def _unrecognized(statement: Statement, principal: str) -> Unknown:
    return Unknown("failed", detail=f"statement {statement.number}: {principal[:80]!a} is no known principal")
