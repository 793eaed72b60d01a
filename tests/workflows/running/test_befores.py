"""The look at all steps before the first: what an earlier step switches off speaks against no later one."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from rootward.errors import GuardRefusedError
from rootward.model.change import AccessKeyChange, Change, UserCredentialChange
from rootward.model.plan import Step
from rootward.sandbox import serve
from rootward.workflows.running.befores import makings_of, refuse_changed
from tests.aws.looks.test_membership import bound
from tests.aws.practice import iam_of, reading_of, session_of
from tests.checks.facts import arn

ANNA = "anna.kowalska"


@pytest.fixture
def practice():
    with serve("startup") as sandbox:
        yield sandbox


def looked_at(practice: Any, *staged: tuple[int, Change]) -> None:
    steps = tuple(
        Step(number=number, stage=stage, change=change, risk="safe")
        for number, (stage, change) in enumerate(staged, start=1)
    )
    with reading_of(practice) as reading:
        refuse_changed(reading, steps, makings_of(steps, frozenset({arn("group", "mfa-enforced")})), None)


def ssh_key(practice: Any) -> UserCredentialChange:
    """Anna has an SSH key, which is switched off."""
    public = rsa.generate_private_key(65537, 2048).public_key()
    body = public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()
    made = iam_of(practice).upload_ssh_public_key(UserName=ANNA, SSHPublicKeyBody=body)["SSHPublicKey"]
    return UserCredentialChange(
        credential="ssh-public-key",
        user=ANNA,
        user_arn=arn("user", ANNA),
        id=made["SSHPublicKeyId"],
        before="Active",
        after="Inactive",
    )


def access_key(practice: Any) -> AccessKeyChange:
    """Anna has an access key that she used, and it is switched off whatever it is used for."""
    key = iam_of(practice).create_access_key(UserName=ANNA)["AccessKey"]
    practice.advance_clock(60)
    mine: Any = session_of(practice, (key["AccessKeyId"], key["SecretAccessKey"])).client("sts")
    mine.get_caller_identity()
    seen = iam_of(practice).get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]
    return AccessKeyChange(
        user=ANNA,
        user_arn=arn("user", ANNA),
        key_id=key["AccessKeyId"],
        before="Active",
        after="Inactive",
        last_used=seen["LastUsedDate"],
    )


@pytest.mark.parametrize("credential", [ssh_key, access_key])
def test_a_user_may_be_bound_whose_only_program_is_switched_off_first(practice, credential):
    ended = credential(practice)
    iam_of(practice).create_group(GroupName="mfa-enforced")

    looked_at(practice, (1, ended), (2, bound(ANNA)))


@pytest.mark.parametrize(("first", "second"), [(1, 1), (2, 1)])
def test_not_where_it_is_switched_off_beside_or_after(practice, first, second):
    ended = ssh_key(practice)
    iam_of(practice).create_group(GroupName="mfa-enforced")

    with pytest.raises(GuardRefusedError, match=f"step 2: the SSH key {ended.id} of {ANNA} for CodeCommit is active"):
        looked_at(practice, (first, ended), (second, bound(ANNA)))


def test_not_where_another_key_is_in_use(practice):
    ended = ssh_key(practice)
    other = ssh_key(practice)
    iam_of(practice).create_group(GroupName="mfa-enforced")

    with pytest.raises(GuardRefusedError, match=f"step 2: the SSH key {other.id} of {ANNA}"):
        looked_at(practice, (1, ended), (2, bound(ANNA)))
