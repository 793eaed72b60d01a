"""Sign-ins to the console: root's, those without MFA, and failures."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta

from rootward.trail.classify.detections.choosing import burst, done, tried
from rootward.trail.classify.detections.need import called
from rootward.trail.classify.detections.rule import Rule
from rootward.trail.classify.detections.who import is_human_root
from rootward.trail.record import Record

_PAGE = (
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"
    "cloudtrail-event-reference-aws-console-sign-in-events.html"
)
_FAILURES_PAGE = "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-6"
_SIGN_IN = called("signin", "ConsoleLogin")
_ROOTS_SIGN_IN = called("signin", "ConsoleLogin", by_root=True)
_QUARTER = timedelta(minutes=15)
_HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
"""What stands for a name that no user has: somebody may have typed a password there."""


def _failed(record: Record) -> bool:
    return record.failed


def _roots_failure(record: Record) -> bool:
    return is_human_root(record) and record.failed


def _failure_of_a_name(record: Record) -> bool:
    return not record.identity.is_root and record.failed and record.identity.name not in ("", _HIDDEN)


def _without_mfa(record: Record) -> bool:
    """Who signs in by a federation shows MFA to its identity provider, and here none."""
    return record.identity.type == "IAMUser" and record.mfa is False


def _failure_with_mfa(record: Record) -> bool:
    return record.failed and record.mfa is True


def _account(record: Record) -> Hashable:
    return record.account


def _account_and_name(record: Record) -> Hashable:
    return record.account, record.identity.name


def _account_and_address(record: Record) -> Hashable:
    return record.account, record.address


def _tried_name(record: Record) -> Hashable:
    """Of names that are hidden each is another: who mistypes a name rarely does it five times."""
    identity = record.identity
    if identity.is_root:
        return "root", ""
    hidden = identity.name in ("", _HIDDEN)
    return ("hidden", record.event_id) if hidden else ("user", identity.name)


RULES = (
    Rule(
        id="root-sign-in",
        severity="high",
        title="Root signed in to the console",
        fires="Root signs in to the console, with MFA or without.",
        source=_PAGE,
        needs=(_ROOTS_SIGN_IN,),
        chooses=done(is_human_root),
        did="signed in to the console",
    ),
    Rule(
        id="root-sign-in-without-mfa",
        severity="critical",
        title="Root signed in without MFA",
        fires="Root signs in to the console, and MFAUsed is No.",
        source=_PAGE,
        needs=(_ROOTS_SIGN_IN,),
        chooses=done(lambda record: is_human_root(record) and record.mfa is False),
        did="signed in to the console with the password alone",
    ),
    Rule(
        id="root-sign-in-failed",
        severity="high",
        title="A sign-in as root failed",
        fires="A sign-in to the console as root fails, even once.",
        source=_PAGE,
        needs=(_ROOTS_SIGN_IN,),
        chooses=tried(_roots_failure),
        did="failed to sign in to the console",
    ),
    Rule(
        id="root-sign-in-guessing",
        severity="critical",
        title="Somebody guesses at root's password",
        fires="Five sign-ins as root fail in one account within 15 minutes.",
        source=_PAGE,
        needs=(_ROOTS_SIGN_IN,),
        chooses=burst(_roots_failure, least=5, within=_QUARTER, of=_account),
        did="failed to sign in to the console, at least five times in 15 minutes",
    ),
    Rule(
        id="sign-in-failed-with-mfa",
        severity="medium",
        by_root="critical",
        title="A sign-in failed although MFA was shown",
        fires="A sign-in to the console fails, and MFAUsed is Yes: one of the two factors was right, or guessed at.",
        source=_PAGE,
        needs=(_SIGN_IN,),
        chooses=tried(_failure_with_mfa),
        did="failed to sign in to the console, and showed MFA",
        alike="name",
    ),
    Rule(
        id="sign-in-without-mfa",
        severity="medium",
        title="A user signed in without MFA",
        fires="An IAM user signs in to the console, and MFAUsed is No; federated sign-ins do not count.",
        source="https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-3",
        needs=(_SIGN_IN,),
        chooses=done(_without_mfa),
        did="signed in to the console with the password alone",
    ),
    Rule(
        id="sign-in-guessing",
        severity="medium",
        title="Somebody guesses at a user's password",
        fires="Five sign-ins of one user name fail in one account within 15 minutes.",
        source=_FAILURES_PAGE,
        needs=(_SIGN_IN,),
        chooses=burst(_failure_of_a_name, least=5, within=_QUARTER, of=_account_and_name),
        did="failed to sign in to the console, at least five times in 15 minutes",
        alike="name",
    ),
    Rule(
        id="sign-in-failures",
        severity="medium",
        title="Many sign-ins to an account failed",
        fires="Ten sign-ins fail in one account within 15 minutes, whatever the names, root's among them.",
        source=_FAILURES_PAGE,
        needs=(_SIGN_IN,),
        chooses=burst(_failed, least=10, within=_QUARTER, of=_account),
        did="sign-ins to the console failed, at least ten in 15 minutes",
        alike="account",
    ),
    Rule(
        id="sign-in-spraying",
        severity="high",
        title="Somebody tries one user name after another",
        fires="Sign-ins of five different user names fail in one account from one address within 15 minutes; a name "
        "that CloudTrail hides counts each time as another.",
        source=_FAILURES_PAGE,
        needs=(_SIGN_IN,),
        chooses=burst(_failed, least=5, within=_QUARTER, of=_account_and_address, different=_tried_name),
        did="failed to sign in under at least five names in 15 minutes",
        on=lambda record: "root" if record.identity.is_root else record.identity.name,
        alike="address",
    ),
)
