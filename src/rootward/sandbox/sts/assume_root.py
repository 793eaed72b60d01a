"""AssumeRoot: a short session as root of a member account, held to one task.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
"""

from __future__ import annotations

import re

from moto.core.responses import ActionResult

from rootward.model.root_task import ARN_PREFIX, feature_for, task_of
from rootward.sandbox.door.principal import Principal, caller
from rootward.sandbox.error import PracticeError
from rootward.sandbox.iam.root_user import ROOT
from rootward.sandbox.sts.api import StsApi, credentials, not_authorized
from rootward.sandbox.sts.backend import sts_of

_GLOBAL_ENDPOINT = "sts.amazonaws.com"
_TARGET = re.compile(r"(?:arn:aws:iam::)?(?P<account>\d{12})(?::root)?")
_LONGEST = 900


class AssumeRootApi(StsApi):
    """Sessions of members' root users for the organisation's administrators."""

    def assume_root(self) -> ActionResult:
        """A session as root of a member account.

        Raises:
            PracticeError: InvalidAction: asked of the global endpoint; ValidationError; AccessDenied: root calls, or
                the caller's account does not manage the target's root.

        """
        if self.normalized_request.host == _GLOBAL_ENDPOINT:
            # As AWS answers: https://github.com/boto/boto3/issues/4461
            raise PracticeError("InvalidAction", "Unknown Operation")
        self.require_valid_parameters()
        target = _target_account(self._get_param("TargetPrincipal"))
        task = _task(self._get_param("TaskPolicyArn").get("arn", ""))
        calling = caller()
        _require_manager(calling, target, task)
        asked: int | None = self._get_param("DurationSeconds")
        source_identity = calling.session.source_identity if calling.session else None
        session = sts_of(target).open_session(
            seconds=_LONGEST if asked is None else asked,
            kind="root",
            arn=f"arn:aws:iam::{target}:root",
            user_id=target,
            user_name=ROOT,
            task=task,
            source_identity=source_identity,
            issued_by=calling.key_id,
        )
        return ActionResult({"Credentials": credentials(session), "SourceIdentity": source_identity})


def _target_account(principal: str) -> str:
    match = _TARGET.fullmatch(principal)
    if match is None or principal.startswith("arn:") != principal.endswith(":root"):
        raise PracticeError("ValidationError", f"{principal} is invalid")
    return match["account"]


def _task(policy_arn: str) -> str:
    task = task_of(policy_arn) if policy_arn.startswith(ARN_PREFIX) else None
    if task is None:
        raise PracticeError("ValidationError", f"{policy_arn} is not a task policy: those begin with {ARN_PREFIX}")
    return task


def _require_manager(calling: Principal, target: str, task: str) -> None:
    from rootward.sandbox.organizations.central_root import is_member, root_features

    account_id = calling.account_id
    if (
        calling.kind in ("root", "federated")
        or feature_for(task) not in root_features(account_id)
        or not is_member(account_id, target)
    ):
        raise not_authorized(calling.arn, "sts:AssumeRoot", f"arn:aws:iam::{target}:root")
