"""Where an account's facts come from: AWS itself, a practice account, a snapshot, or the AWS CLI's own output."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import msgspec

from rootward.model.account import Account

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession

Progress = Callable[[str], None]


class Live(msgspec.Struct, frozen=True, kw_only=True):
    """AWS, through the standard AWS configuration of this machine."""

    profile: str | None = None
    region: str | None = None
    role_arn: str | None = None


class Practice(msgspec.Struct, frozen=True, kw_only=True):
    """A practice account, started for this one run on a loopback port."""

    scenario: str = "startup"


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """An `account.json` that `rootward collect` wrote."""

    path: Path


class Downloads(msgspec.Struct, frozen=True, kw_only=True):
    """What `aws iam get-credential-report` and `aws iam get-account-authorization-details` wrote."""

    credential_report: Path | None = None
    authorization_details: Path | None = None


Source = Live | Practice | Snapshot | Downloads


class Collecting(msgspec.Struct, frozen=True, kw_only=True):
    """How far a live collection goes."""

    deep: bool = False
    """Read also what costs a call for each user."""
    deadline_seconds: float = 300
    """After so long, what was not read is unknown."""


def obtain(
    source: Source, facts: tuple[str, ...], collecting: Collecting, progress: Progress, announce: Progress
) -> Account:
    """The account's facts, of which a live source reads only `facts`.

    `announce` is told what nobody should miss: an endpoint override, before anything is sent there.

    Raises CredentialsError, EndpointError, SnapshotError, MissingExtraError or UsageError.
    """
    match source:
        case Snapshot(path=path):
            from rootward.local.snapshot import read_snapshot

            return read_snapshot(path)
        case Downloads(credential_report=report, authorization_details=details):
            from rootward.local.facts_files import read_facts_files

            return read_facts_files(report, details, now=datetime.now(UTC))
        case Live() | Practice():
            return _collect(source, facts, collecting, progress, announce)
        case _:
            assert_never(source)


def _collect(
    source: Live | Practice, facts: tuple[str, ...], collecting: Collecting, progress: Progress, announce: Progress
) -> Account:
    from rootward.workflows.collect import collect_account
    from rootward.workflows.leaked_keys import with_leaked_keys
    from rootward.workflows.this_machine import with_this_machine

    with opened(source, progress, announce) as session:
        account = collect_account(
            session,
            facts,
            deep=collecting.deep,
            deadline_seconds=collecting.deadline_seconds,
            progress=progress,
        )
        account = with_leaked_keys(session, account, facts, collecting.deadline_seconds)
    return with_this_machine(account, facts)


@contextmanager
def opened(source: Live | Practice, progress: Progress, announce: Progress) -> Iterator[AwsSession]:
    """A session with AWS, or with a practice account that lives as long as it; whose it is said first.

    Raises what `obtain` raises.
    """
    from rootward.aws.session import open_session

    if isinstance(source, Live):
        yield _introduced(
            open_session(profile=source.profile, region=source.region, role_arn=source.role_arn, announce=announce),
            progress,
        )
        return
    from rootward.sandbox import serve

    with serve(source.scenario) as sandbox:
        progress(f"a practice account ({source.scenario}) is there")
        session = open_session(
            profile=None,
            region=sandbox.region,
            role_arn=None,
            endpoint_url=sandbox.endpoint_url,
            credentials=sandbox.credentials,
            announce=progress,
        )
        yield _introduced(session, progress)


def _introduced(session: AwsSession, progress: Progress) -> AwsSession:
    progress(f"account {session.identity.account} as {session.identity.arn}")
    return session
