"""Plans made, applied and taken back on a practice account, by the workflows: AWS is found by the environment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import boto3
import msgspec
import pytest

from rootward.checks.registry import select
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.change.inline_policy import canonical
from rootward.model.identity import Group, Identities, Role, User
from rootward.model.plan import Plan
from rootward.sandbox import Sandbox
from rootward.workflows.apply import Approval, apply_plan, resume
from rootward.workflows.collect import collect_account
from rootward.workflows.guide import Guide
from rootward.workflows.plan import Planning, plan_source
from rootward.workflows.running.pace import Pace
from rootward.workflows.running.run import Ran, Setting
from rootward.workflows.source import Live, opened
from rootward.workflows.undo import undo

FACTS = (
    "identities",
    "access_keys",
    "password_policy",
    "virtual_mfa_devices",
    "server_certificates",
    "service_credentials",
    "ssh_public_keys",
    "security_contact",
    "analyzers",
    "trails",
    "event_rules",
    "topics",
)
"""What remedies change."""


class Actor:
    """Somebody with the credentials of a practice account, and a machine of their own."""

    def __init__(self, sandbox: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch, **baseline: Any) -> None:
        """`folder`: the machine's state folder. `baseline`: thresholds other than the default."""
        self.sandbox = sandbox
        self.folder = folder
        self.progress: list[str] = []
        self.baseline = Baseline(**baseline)
        self.slept: list[float] = []
        for name, value in sandbox.environment.items():
            if value:
                monkeypatch.setenv(name, value)

    @property
    def setting(self) -> Setting:
        """A run that waits for nothing but what takes time, and by the account's own clock."""
        pace = Pace(now=self.now, sleep=self.slept.append, patience=2, doubt=0.5)
        return Setting(progress=self.progress.append, pace=pace, state_folder=self.folder)

    def now(self) -> datetime:
        """The time of this machine, which is also that of the account's facts."""
        return datetime.now(UTC)

    def plan(self, *only: str) -> Plan:
        """A plan of these practices and checks, all of them without names."""
        planning = Planning(baseline=self.baseline, checks=select(only), state_folder=self.folder)
        return plan_source(Live(), planning, progress=self.progress.append, announce=self.progress.append)

    def apply(self, plan: Plan | None = None, *, irreversible: bool = False, guide: Guide | None = None) -> Ran:
        """Apply the plan, or one that is made first, approved as it is."""
        ran = apply_plan(
            Live(),
            plan,
            planning=Planning(baseline=self.baseline, state_folder=self.folder),
            ask=lambda shown: Approval(digest=shown.digest, irreversible=irreversible),
            guide=guide,
            setting=self.setting,
            announce=self.progress.append,
        )
        assert ran is not None, "there was nothing to change"
        return ran

    def resume(self, name: str | None = None) -> Ran:
        """Take up the last run that is not complete, or the one named."""
        ran = resume(Live(), name, ask=_approve, setting=self.setting, announce=self.progress.append)
        assert ran is not None
        return ran

    def undo(self, name: str | None = None) -> Ran:
        """Take back the last run, or the one named."""
        ran = undo(Live(), name, ask=_approve, setting=self.setting, announce=self.progress.append)
        assert ran is not None
        return ran

    def account(self, *facts: str) -> Account:
        """What the account says now, in an order of its own."""
        with opened(Live(), self.progress.append, self.progress.append) as session:
            return in_order(collect_account(session, facts or FACTS, sleep=lambda _: None))


def administrator(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make an administrator with an access key, who is from now on whoever acts."""
    iam = boto3.client(
        "iam", region_name=sandbox.region, endpoint_url=sandbox.endpoint_url, **_credentials(sandbox.credentials)
    )
    iam.create_group(GroupName="appliers")
    iam.attach_group_policy(GroupName="appliers", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.create_user(UserName="applier")
    iam.add_user_to_group(GroupName="appliers", UserName="applier")
    key = iam.create_access_key(UserName="applier")["AccessKey"]
    sandbox.advance_clock(60)  # a new key takes some seconds to work
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)


def _credentials(credentials: tuple[str, str, str]) -> dict[str, Any]:
    key_id, secret, token = credentials
    return {"aws_access_key_id": key_id, "aws_secret_access_key": secret, "aws_session_token": token or None}


def _approve(plan: Plan) -> Approval:
    return Approval(digest=plan.digest)


def in_order(account: Account) -> Account:
    """The account without what changes by itself: lists in an order of their own, documents in one form, no time."""
    found = account.identities
    if isinstance(found, Identities):
        found = Identities(
            users=tuple(sorted((_holder(user) for user in found.users), key=lambda one: one.name)),
            groups=tuple(sorted((_holder(group) for group in found.groups), key=lambda one: one.name)),
            roles=tuple(sorted((_holder(role) for role in found.roles), key=lambda one: one.name)),
            policies=tuple(sorted(found.policies, key=lambda one: one.arn)),
        )
    listed = {
        name: tuple(sorted(value, key=repr)) for name in FACTS if isinstance(value := getattr(account, name), tuple)
    }
    return msgspec.structs.replace(account, taken_at=datetime(2026, 1, 1, tzinfo=UTC), identities=found, **listed)


Holder = TypeVar("Holder", User, Group, Role)


def _holder(holder: Holder) -> Holder:
    inline = tuple(
        msgspec.structs.replace(one, document=canonical(one.document))
        for one in sorted(holder.inline_policies, key=lambda one: one.name)
    )
    changed: dict[str, Any] = {
        "attached_policies": tuple(sorted(holder.attached_policies)),
        "inline_policies": inline,
    }
    if isinstance(holder, User):
        changed["groups"] = tuple(sorted(holder.groups))
    return msgspec.structs.replace(holder, **changed)
