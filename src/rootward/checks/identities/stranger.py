"""Strangers: callers whom a role was not made for, put before the statements by which its trust policy denies.

What a statement allows is judged by its own conditions. Whether a denial takes it back, conditional or not, whomever it
names or spares, the evaluator says: of callers that nobody singled out, and of those that a denial's conditions spare.
What a stranger may have, as MFA or an address, is left open: where it could get in, it does. The same goes for what
services and holders of tokens bring along.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product

from rootward.checks.identities.condition import OWN_ACCOUNT, is_literal
from rootward.iam_policy import (
    Document,
    Partial,
    Policies,
    Policy,
    Principal,
    Request,
    Statement,
    Verdict,
    decide,
    policy,
)
from rootward.iam_policy.caller import caller as caller_of
from rootward.iam_policy.context import Given
from rootward.model.account import Account
from rootward.model.monitoring import Organization
from rootward.model.unknown import Unknown

NOBODY_S_ACCOUNT = "000000000000"
_FRESH = "stranger-5f1d0c2e"
_FRESH_ORGANIZATION, _OWN_ORGANIZATION = "o-5tr4ng3r00", "o-0wn0000000"
_ACCOUNT = re.compile(r"\d{12}")
_IDENTITY = re.compile(r"arn:[^:]+:(?:iam|sts)::(?P<account>[\d*?]+):(?P<resource>(?:user|role|assumed-role)/.+)")
_FRESH_PROVIDER = Principal("Federated", f"{_FRESH}.example")
_EVERYTHING = policy({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
_ANYBODY = Statement(number=0, effect="Allow", actions=("*",), principals=(Principal("*", "*"),))

Keys = Mapping[str, Given | None]


class Denials:
    """The statements by which a role's trust policy denies."""

    def __init__(self, document: Document, role: str, account: Account) -> None:
        """`role`: its ARN."""
        self._statements = document.denies()
        made = Document(version=document.version, statements=(_ANYBODY, *self._statements))
        self._policies = Policies([_EVERYTHING], resource=[Policy(made)])
        self._role = role
        match account.organization:
            case Organization(id=known):
                self._own: str | None = known
            case Unknown():
                self._own = _OWN_ORGANIZATION
            case _:
                self._own = None
        spared = [each for statement in self._statements for each in statement.not_principals or ()]
        self._spares_providers = any(each.kind == "Federated" for each in spared)
        arns = self._tested("aws:PrincipalArn")
        numbers = [each for each in self._tested("aws:PrincipalAccount") if each.lower() != OWN_ACCOUNT]
        by_arn = [found for found in map(_IDENTITY.fullmatch, arns) if found]
        self._unclear = len(by_arn) < len(arns) or not all(map(_ACCOUNT.fullmatch, numbers))
        self._identities = [*by_arn, *(found for each in spared if (found := _IDENTITY.fullmatch(each.id)))]
        owners = (each.id.removesuffix(":root").rsplit(":", 1)[-1] for each in spared)
        named = {*numbers, *owners, *(found["account"] for found in self._identities)}
        self.accounts = tuple(sorted({each for each in named if _ACCOUNT.fullmatch(each)} - {account.id}))
        """Other accounts that they name, to spare them."""
        self._organizations = sorted({*map(_filled, self._of_organizations())} - {self._own})
        self._external_ids = [_filled(each) for each in self._tested("sts:ExternalId") if not is_literal(each)]

    def shut_out(self, principal: Principal, action: str, owner: str | None, *, named: bool = True) -> bool:
        """Whether strangers who come as the principal, by the action, are all kept out.

        `owner`: the account of which they are identities; None: a service, or holders of a provider's tokens.
        `named`: whether members of organisations that the denials name, other than the own one, are strangers too.
        """
        if not self._statements or (self._unclear and owner is not None):
            return False
        return not any(
            self._lets_in(caller, action, keys)
            for caller in self._callers(principal, owner)
            for keys in (({},) if owner is None else self._contexts(named=named))
        )

    def shuts_out_tokens(self, action: str) -> bool:
        """Whether the holders of any provider's tokens are kept out."""
        return not self._spares_providers and self.shut_out(_FRESH_PROVIDER, action, None)

    def _contexts(self, *, named: bool) -> Iterator[Keys]:
        organizations = (None, _FRESH_ORGANIZATION, *(self._organizations if named else ()))
        for organization, external_id in product(organizations, (None, _FRESH, *self._external_ids)):
            yield {
                "aws:PrincipalOrgID": organization,
                "aws:PrincipalOrgPaths": None if organization is None else (f"{organization}/r-{_FRESH}/{_FRESH}/",),
                "aws:ResourceOrgID": self._own,
                "sts:ExternalId": external_id,
            }

    def _callers(self, principal: Principal, owner: str | None) -> Iterator[str | Principal]:
        if owner is None:
            yield principal.id if principal.kind == "Service" else principal
            return
        if principal.id not in {"*", owner} and not principal.id.endswith(":root"):
            yield principal.id
            return
        start = ":".join(principal.id.split(":")[:2]) if principal.id.startswith("arn:") else "arn:aws"
        yield f"{start}:iam::{owner}:role/{_FRESH}"
        yield f"{start}:iam::{owner}:user/{_FRESH}"
        for found in self._identities:
            if found["account"] == owner or not _ACCOUNT.fullmatch(found["account"]):
                service = "sts" if found["resource"].startswith("assumed-role/") else "iam"
                yield f"{start}:{service}::{owner}:{_filled(found['resource'])}"

    def _lets_in(self, caller: str | Principal, action: str, keys: Keys) -> bool:
        who = caller_of(caller)
        if who.kind == "session":  # of a role whose path nobody named
            keys = {**keys, "aws:PrincipalArn": who.arn}
        request = Request(action=action, resource=self._role, principal=caller, context=Partial(keys))
        return decide(request, self._policies).verdict is not Verdict.DENY

    def _tested(self, key: str) -> list[str]:
        """Every value by which their conditions test the key, as it is written."""
        return [value for each in self._statements for _, values in each.conditions_on(key) for value in values]

    def _of_organizations(self) -> Iterator[str]:
        yield from (each for each in self._tested("aws:PrincipalOrgID") if not each.startswith("${"))
        yield from (each.split("/", 1)[0] for each in self._tested("aws:PrincipalOrgPaths"))


def _filled(pattern: str) -> str:
    """A text of the pattern."""
    return pattern.replace("*", "5tr4ng3r").replace("?", "x")
