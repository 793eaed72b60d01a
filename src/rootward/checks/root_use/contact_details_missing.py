"""Contact details are missing.

## What it checks
Whether the account's primary contact information is there: full name, address, city, postal code, country and phone
number, all of which AWS requires. Whether they are current is for a person to say, so that the CIS control is covered
in part.

## Why it matters
They are how AWS reaches the owner when something is wrong, and how the owner proves who they are when root's password
and second factor are lost.

## How to fix it
Account menu (top right) → *Account* → *Contact information* → *Edit*. Take a phone number that outlives a person's
employment.

## How rootward fixes it
Only the owner knows them, so the fix is guided: `rootward apply` says where to enter them, and waits until they are
there.

## References
- <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-primary.html>
- <https://docs.aws.amazon.com/accounts/latest/reference/API_ContactInformation.html>
- CIS AWS Foundations Benchmark: 3.0 1.1 · 5.0 1.1 · 7.0 2.2 (in part)
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown

REQUIRED = ("FullName", "AddressLine1", "City", "PostalCode", "CountryCode", "PhoneNumber")
"""The fields that AWS requires of contact information."""


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    contact = account.primary_contact
    if isinstance(contact, Unknown):
        yield unknown(account.resource, contact)
        return
    filled = () if contact is None else contact.filled
    evidence = read(account, "contact-information", "filled fields", ", ".join(sorted(filled)))
    if missing := [field for field in REQUIRED if field not in filled]:
        none = contact is None or not filled
        what = "the account has no contact details" if none else f"contact details lack {', '.join(missing)}"
        yield fails(account.resource, what, evidence)
    else:
        message = "contact details are there; whether they are current is for a person to say"
        yield passes(account.resource, message, evidence)


CHECK = Check(
    id="contact-details-missing",
    practice="root_use",
    severity="low",
    title="Contact details are missing",
    holds="contact details are there; whether they are current is for a person to say",
    why="they are how AWS reaches the owner, and how a locked-out owner proves to be one",
    next_step="account menu → Account → Contact information → Edit",
    facts=("primary_contact",),
    controls={"cis-3.0": ("1.1",), "cis-5.0": ("1.1",), "cis-7.0": ("2.2",)},
    judge=judge,
    fix="guided",
)
