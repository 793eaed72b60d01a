"""Compare what rootward collects from a real account with what the AWS CLI says, fact by fact. Read calls only.

    make live PROFILE=audit          or: python tools/live.py --profile audit

For a person who has an account; no part of CI. Each fact is read twice: by rootward, and by single calls of the `aws`
on PATH, whose answers are brought into the same plain form by code of its own (cli_views.py). Prints a table, and
exits with 1 where the two differ, with 2 where it could not compare. What it shows of a difference names users and
roles.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from aws_cli import AwsCli, Cli, CliError
from cli_views import FOLLOWED, SAMPLE, VIEWS, Plain, document
from rootward.aws.session import AwsSession, open_session
from rootward.errors import RootwardError
from rootward.model.account import Account
from rootward.model.unknown import Absent, Blocked, Unknown
from rootward.workflows.collect import collect_account

_SHOWN = 60


class Row(NamedTuple):
    """One line of the table."""

    fact: str
    verdict: str
    """`same`, `different`, or `unread` where neither could read it."""
    rootward: str
    aws: str


def compare(account: Account, cli: Cli) -> Iterator[Row]:
    """A row for each fact."""
    for fact, view in VIEWS.items():
        yield _row(fact, getattr(account, fact), partial(view, cli))
    for fact, follow in FOLLOWED.items():
        found = getattr(account, fact)
        if isinstance(found, Unknown):
            yield Row(fact, "unread", _told(found), "")
        else:
            yield _row(fact, found, partial(follow, cli, found))


def _row(fact: str, value: object, ask: Callable[[], Plain]) -> Row:
    try:
        theirs = ask()
    except CliError as error:
        verdict = "unread" if isinstance(value, Unknown) else "different"
        return Row(fact, verdict, _told(value), f"unread: {error.code}")
    if isinstance(value, Unknown) and theirs == value.reason:
        return Row(fact, "same", value.reason, "")
    if isinstance(value, Unknown):
        return Row(fact, "different", f"unread: {value.reason}, {value.detail}", _short(theirs))
    ours = OURS[fact](value)
    if _text(ours) == _text(theirs):
        return Row(fact, "same", _short(ours), "")
    return Row(fact, "different", *_difference(ours, theirs))


def _told(value: object) -> str:
    return f"unread: {value.reason}" if isinstance(value, Unknown) else "read"


def _text(value: Plain) -> str:
    return json.dumps(value, sort_keys=True)


def _short(value: Plain) -> str:
    text = f"{len(value)} of them" if isinstance(value, dict | list) and len(_text(value)) > _SHOWN else _text(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _difference(ours: Plain, theirs: Plain) -> tuple[str, str]:
    """The first thing in which two values differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}):
            if _text(ours.get(key)) != _text(theirs.get(key)):
                return f"{key}: {_short(ours.get(key))}", f"{key}: {_short(theirs.get(key))}"
    return _short(ours), _short(theirs)


def _flag(cell: object) -> str:
    if isinstance(cell, Absent):
        return cell.cell.lower()
    return f"unread: {cell.detail}" if isinstance(cell, Unknown) else str(cell).lower()


def _regional(items: Any, read: Callable[[Any], Plain], member: str) -> Plain:  # noqa: ANN401 - one of several facts
    told = {}
    for one in items:
        found = getattr(one, member)
        told[one.region] = f"unread: {found.detail.partition(':')[0]}" if _unread(found) else read(found)
    return told


def _unread(value: object) -> bool:
    return isinstance(value, Unknown | Blocked)


def _policies(one: Any) -> list[Plain]:  # noqa: ANN401 - a user, a group or a role
    inline = {policy.name: document(policy.document) for policy in one.inline_policies}
    return [sorted(one.attached_policies), inline]


def _identities(found: Any) -> Plain:  # noqa: ANN401
    told: dict[str, Plain] = {user.arn: [sorted(user.groups), *_policies(user)] for user in found.users}
    told.update({group.arn: _policies(group) for group in found.groups})
    told.update({role.arn: [document(role.trust_policy), *_policies(role)] for role in found.roles})
    read = (policy for policy in found.policies if not isinstance(policy.document, Unknown))
    told.update({policy.arn: document(policy.document) for policy in read})
    return told


def _password_policy(found: Any) -> Plain:  # noqa: ANN401
    if found is None:
        return None
    required = [found.require_symbols, found.require_numbers, found.require_uppercase, found.require_lowercase]
    return [found.minimum_length, found.max_age_days, found.reuse_prevention, required]


def _credential_report(found: Any) -> Plain:  # noqa: ANN401
    return {
        row.user: [
            _flag(cell)
            for cell in (
                row.password_enabled,
                row.mfa_active,
                row.keys[0].active,
                row.keys[1].active,
                row.certificates[0].active,
            )
        ]
        for row in found.rows
    }


def _trails(found: Any) -> Plain:  # noqa: ANN401
    return {
        one.arn: [one.home_region, one.multi_region, one.validates_files, _flag(one.logging) == "true"] for one in found
    }


def _log_alarms(found: Any) -> Plain:  # noqa: ANN401
    return {
        one.region: [
            sorted(each.name for each in one.metric_filters),
            sorted({each.name for each in one.alarms if not each.computed}),
        ]
        for one in found
    }


def _certificate_uses(found: Any) -> Plain:  # noqa: ANN401
    told: dict[str, list[str]] = {}
    for one in sorted(found, key=lambda use: (use.certificate, use.used_by)):
        told.setdefault(one.certificate, []).append(one.used_by)
    return told


def _service_access(found: Any) -> Plain:  # noqa: ANN401
    return {
        one.arn: f"unread: {one.services.reason}"
        if _unread(one.services)
        else sorted(service.namespace for service in one.services)
        for one in found[:SAMPLE]
    }


OURS: dict[str, Callable[[Any], Plain]] = {
    "alias": lambda found: found,
    "summary": lambda found: [found.mfa_enabled, found.access_keys_present, found.password_present],
    "password_policy": _password_policy,
    "identities": _identities,
    "credential_report": _credential_report,
    "virtual_mfa_devices": lambda found: {one.serial: one.user_arn for one in found},
    "server_certificates": lambda found: sorted(one.arn for one in found),
    "saml_providers": lambda found: sorted(one.arn for one in found),
    "oidc_providers": lambda found: sorted(one.arn for one in found),
    "service_credentials": lambda found: {one.id: one.status for one in found},
    "delegation_requests": lambda found: {one.id: one.state for one in found},
    "security_contact": lambda found: found is not None,
    "primary_contact": lambda found: found is not None,
    "organization": lambda found: found and [found.id, found.management_account, found.feature_set],
    "organization_features": sorted,
    "regions": list,
    "analyzers": lambda found: _regional(
        found, lambda read: sorted([one.arn, one.kind, one.status] for one in read), "analyzers"
    ),
    "trails": _trails,
    "event_rules": lambda found: _regional(
        found, lambda read: sorted([one.name, one.state] for one in read if one.event_bus == "default"), "rules"
    ),
    "access_keys": lambda found: {one.id: [one.user, one.status] for one in found},
    "log_alarms": _log_alarms,
    "topics": lambda found: {
        one.arn: sorted([each.protocol, each.confirmed] for each in one.subscriptions) for one in found
    },
    "service_access": _service_access,
    "ssh_public_keys": lambda found: {one.id: [one.user, one.status] for one in found},
    "mfa_devices": lambda found: {one.user: sorted(each.serial for each in one.devices) for one in found},
    "signing_certificates": lambda found: {one.id: [one.user, one.status] for one in found},
    "certificate_uses": _certificate_uses,
    "root_credentials": lambda found: {one.id: one.status for one in (*found.access_keys, *found.certificates)},
}
"""Each fact as rootward read it, in the plain values of cli_views.py."""


def report(session: AwsSession, cli: Cli) -> int:
    """Collect, compare, print. The exit code."""
    identity = session.identity
    print(
        f"account {identity.account} as {identity.arn}" + (f" through {session.endpoint}" if session.endpoint else "")
    )
    account = collect_account(session, (*VIEWS, *FOLLOWED), deep=True)
    rows = list(compare(account, cli))
    for row in rows:
        print(f"{row.fact:<24}{row.verdict:<11}{row.rootward}" + (f"  |  {row.aws}" if row.aws else ""))
    counts = {verdict: sum(row.verdict == verdict for row in rows) for verdict in ("same", "different", "unread")}
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    return 1 if counts["different"] else 0


def main(arguments: list[str] | None = None) -> int:
    """The command. Exit codes: 0 all the same, 1 differences, 2 nothing could be compared."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--profile", help="a profile of your AWS configuration")
    options = parser.parse_args(arguments)
    executable = shutil.which("aws")
    if executable is None:
        print("live: there is no 'aws' on PATH: install the AWS CLI", file=sys.stderr)
        return 2
    try:
        session = open_session(profile=options.profile, region=None, role_arn=None)
        return report(session, AwsCli(executable, options.profile))
    except RootwardError as error:
        print(f"live: {error}. {error.advice}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
