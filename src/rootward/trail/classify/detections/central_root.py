"""Sessions of root: temporary credentials that root asks for, AssumeRoot, and the features that allow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from rootward.model.root_task import task_of
from rootward.trail.classify.detections.choosing import done, done_or_refused
from rootward.trail.classify.detections.need import Need, called
from rootward.trail.classify.detections.refusal import is_refused
from rootward.trail.classify.detections.rule import Rule
from rootward.trail.classify.detections.who import is_central_root, is_human_root
from rootward.trail.classify.root_task import action_of, is_for
from rootward.trail.classify.sessions import given_key, task_policy_of
from rootward.trail.record import Record

_TASKS_PAGE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html"
_MEMORY = timedelta(days=14)
"""How long a pair of caller and member is known after it was seen."""
_ASSUME_ROOT = called("sts", "AssumeRoot")
_NEVER_DENIED = "sts:GetCallerIdentity"
_SIGN_IN = "signin.amazonaws.com"
"""Its events are no actions of a policy."""


def _member(record: Record) -> str:
    """Of an AssumeRoot call the account whose root it is for: told by its number or by root's ARN."""
    target = record.request.get("targetPrincipal")
    return target.removesuffix(":root").rpartition(":")[2] if isinstance(target, str) else ""


def _new_pairs(records: Sequence[Record]) -> Iterator[Record]:
    """Of each caller and member those calls before which, for two weeks, there was none that ended the same way."""
    seen: dict[tuple[str, str, bool], datetime] = {}
    for record in records:
        if record.failed and not is_refused(record):
            continue
        pair = record.identity.principal, _member(record), record.failed
        last = seen.get(pair)
        if last is None or record.time - last > _MEMORY:
            yield record
        seen[pair] = record.time


def _task_given(record: Record) -> str | None:
    arn = task_policy_of(record)
    return task_of(arn) if arn is not None else None


def _outside_task(records: Sequence[Record]) -> Iterator[Record]:
    """Calls that the session's task does not list; where the AssumeRoot call was not read, that no task lists."""
    openings = (record for record in records if record.name == "AssumeRoot")
    tasks = {key: _task_given(record) for record in openings if (key := given_key(record))}
    for record in records:
        if is_central_root(record):
            task = tasks.get(record.identity.key_id)
            if action_of(record) != _NEVER_DENIED and record.source != _SIGN_IN and not is_for(record, task):
                yield record


def _feature(record: Record) -> str:
    """`RootSessions off`."""
    way = "off" if record.name.startswith("Disable") else "on"
    return f"{record.name.partition('Organizations')[2]} {way}"


RULES = (
    Rule(
        id="root-session-made",
        severity="critical",
        title="Root asked for temporary credentials",
        fires="Root itself calls GetSessionToken, GetFederationToken or GetSigninToken, and makes credentials that "
        "last when the key is gone.",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html",
        needs=(
            called("sts", "GetSessionToken", "GetFederationToken", by_root=True),
            called("signin", "GetSigninToken", by_root=True),
        ),
        chooses=done(is_human_root),
        did="asked for temporary credentials of its own",
        on=lambda record: record.name,
    ),
    Rule(
        id="assume-root-new-pair",
        severity="medium",
        refused="medium",
        title="Somebody assumed a member's root for the first time",
        fires="A principal calls AssumeRoot for a member account for which it had not called it in the 14 days before, "
        "as far as the logs tell; what was denied counts apart.",
        source=_TASKS_PAGE,
        needs=(_ASSUME_ROOT,),
        chooses=_new_pairs,
        did="assumed the root of a member account that it had not assumed in the 14 days before",
        on=_member,
    ),
    Rule(
        id="assume-root-outside-task",
        severity="high",
        title="A session of AssumeRoot left its task",
        fires="A session of AssumeRoot calls what its task policy does not list (where its opening was not read: what "
        "none lists); such a call is denied, so the attempt counts; GetCallerIdentity and sign-ins do not.",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html",
        needs=(Need(by_root=True), _ASSUME_ROOT),
        chooses=_outside_task,
        did="called, in a session of AssumeRoot, what its task does not list",
        on=action_of,
    ),
    Rule(
        id="central-root-changed",
        severity="high",
        refused="medium",
        title="Central root access was turned on or off",
        fires="EnableOrganizations… or DisableOrganizationsRootCredentialsManagement or …RootSessions is called.",
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html",
        needs=(
            called(
                "iam",
                "EnableOrganizationsRootCredentialsManagement",
                "DisableOrganizationsRootCredentialsManagement",
                "EnableOrganizationsRootSessions",
                "DisableOrganizationsRootSessions",
            ),
        ),
        chooses=done_or_refused(),
        did="turned a feature of central root access on or off",
        on=_feature,
    ),
)
