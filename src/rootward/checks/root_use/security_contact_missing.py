"""The security contact is missing.

## What it checks
Whether the account has a SECURITY alternate contact with an e-mail address. Whether somebody reads it is not seen.

## Why it matters
AWS writes to it when a key of the account turns up in public, or when the account does harm to others. Without one,
that goes to root's e-mail address, which for good reason nobody reads every day.

## How to fix it

    aws account put-alternate-contact --alternate-contact-type SECURITY --name NAME --title TITLE --email-address EMAIL --phone-number PHONE

Take a distribution list rather than a person. In an organisation the management account can do it for its members.

## How rootward fixes it
This version reports it only.

## References
- <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html>
- <https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html>
- CIS AWS Foundations Benchmark: 3.0 1.2 · 5.0 1.2 · 7.0 2.3; Security Hub Account.1
"""  # noqa: E501 - a command that people copy stands on one line

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    contact = account.security_contact
    if isinstance(contact, Unknown):
        yield unknown(account.resource, contact)
    elif contact is None:
        evidence = read(account, "alternate-contact", "SECURITY", None)
        yield fails(account.resource, "the account has no SECURITY alternate contact", evidence)
    elif not contact.has_email:
        evidence = read(account, "alternate-contact", "SECURITY EmailAddress", None)
        yield fails(account.resource, "the SECURITY alternate contact has no e-mail address", evidence)
    else:
        evidence = read(account, "alternate-contact", "SECURITY EmailAddress", "set")
        yield passes(account.resource, "the account has a SECURITY alternate contact", evidence)


CHECK = Check(
    id="security-contact-missing",
    practice="root_use",
    severity="medium",
    title="The security contact is missing",
    holds="the account has a SECURITY alternate contact",
    why="AWS's word that a key leaked or an account is abused goes to a mailbox that nobody reads every day",
    next_step=(
        "aws account put-alternate-contact --alternate-contact-type SECURITY --name NAME --title TITLE"
        " --email-address EMAIL --phone-number PHONE"
    ),
    facts=("security_contact",),
    controls={"cis-3.0": ("1.2",), "cis-5.0": ("1.2",), "cis-7.0": ("2.3",), "security-hub": ("Account.1",)},
    judge=judge,
    fix="automatic",
)
