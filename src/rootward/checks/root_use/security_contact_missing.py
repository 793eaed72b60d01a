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
`rootward plan` names the contact that the configuration holds, under `[contacts.security]`, as SECURITY contact of the
account; `rootward undo` takes it away again. The file must be your own, or be named with `--config`: whoever wrote a
repository does not choose whom AWS warns. Where nobody is named, nothing is planned. A contact that is there already,
without an e-mail address, is left to you: it is somebody's.

## References
- <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html>
- <https://docs.aws.amazon.com/accounts/latest/reference/API_GetAlternateContact.html>
- <https://docs.aws.amazon.com/accounts/latest/reference/API_PutAlternateContact.html>
- CIS AWS Foundations Benchmark: 3.0 1.2 · 5.0 1.2 · 7.0 2.3; Security Hub Account.1
"""  # noqa: E501 - a command that people copy stands on one line

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.remedy import Guidance, Proposal, Proposed, Refused, Remedy
from rootward.checks.verdict import Verdict, fails, passes, read, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change import AlternateContactChange
from rootward.model.finding import Finding
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


def propose(_finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
    """One answer, for the account."""
    contact = baseline.security_contact
    if isinstance(account.security_contact, Unknown):
        told = account.security_contact.detail or account.security_contact.reason
        yield Refused(f"the SECURITY alternate contact was not read: {told}", lacks_facts=True)
    elif account.security_contact is not None:
        yield Guidance(f"somebody is named, without an e-mail address, which AWS asks for: {NEXT_STEP} names all of it")
    elif contact is None:
        told = "nobody is named: give name, title, email and phone under [contacts.security] in the rootward.toml of"
        yield Refused(f"{told} your own folder, or in a file that you name with --config (`rootward init` writes one)")
    else:
        change = AlternateContactChange(
            account=account.id,
            contact=contact,
            before=False,
            after=True,
            partition=account.partition,
        )
        yield Proposal(batches=((change,),), why=f"AWS writes to {contact.email} beside root's own address")


NEXT_STEP = (
    "aws account put-alternate-contact --alternate-contact-type SECURITY --name NAME --title TITLE"
    " --email-address EMAIL --phone-number PHONE"
)

CHECK = Check(
    id="security-contact-missing",
    practice="root_use",
    severity="medium",
    title="The security contact is missing",
    holds="the account has a SECURITY alternate contact",
    why="AWS's word that a key leaked or an account is abused goes to a mailbox that nobody reads every day",
    next_step=NEXT_STEP,
    facts=("security_contact",),
    controls={"cis-3.0": ("1.2",), "cis-5.0": ("1.2",), "cis-7.0": ("2.3",), "security-hub": ("Account.1",)},
    judge=judge,
    fix="automatic",
    remedy=Remedy(propose=propose, operations=("account:PutAlternateContact",)),
)
