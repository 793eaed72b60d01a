"""Which key is rotated, and whose it is; and what is said where there is none that could be."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.aws.session import Identity
from rootward.errors import GuardRefusedError, UsageError
from rootward.local.aws_files.document import read_document
from rootward.local.aws_files.profiles import inventory
from rootward.model.key_pair import KeyOwner
from rootward.workflows.rotating.beginning import Rotating, owner_of
from rootward.workflows.rotating.profile_key import key_of_profile

ACCOUNT = "123456789012"
KEY_ID = "AKIA" + "2222AAAA3333BBBB"


class Asked:
    """AWS, which knows whose keys those are."""

    def __init__(self, **owners: str | None) -> None:
        self.owners = owners

    def owner_of(self, key_id: str) -> str | None:
        return self.owners[key_id]


def identity(resource: str, key_id: str = KEY_ID) -> Identity:
    service = "sts" if resource.startswith("assumed-role") else "iam"
    return Identity(account=ACCOUNT, arn=f"arn:aws:{service}::{ACCOUNT}:{resource}", partition="aws", key_id=key_id)


def owner(caller, key_id=KEY_ID, asked=None, **wish):
    keys: Any = asked or Asked()
    return owner_of(keys, caller, key_id, Rotating(**wish))


def test_a_users_own_key_is_the_users():
    assert owner(identity("user/people/ann")) == KeyOwner(account=ACCOUNT, user="ann")


def test_of_another_key_aws_is_asked_unless_its_user_is_named():
    admin = identity("assumed-role/admin/kim", "ASIAOTHER")

    assert owner(admin, "OTHER", Asked(OTHER="bo")).user == "bo"
    assert owner(admin, "OTHER", user="bo").user == "bo"


@pytest.mark.parametrize(
    ("caller", "asked"), [(identity("root"), Asked()), (identity("user/kim", "AKIAKIM"), Asked(**{KEY_ID: None}))]
)
def test_a_key_of_roots_is_refused_whoever_asks(caller, asked):
    with pytest.raises(GuardRefusedError, match="root's keys are never rotated"):
        owner(caller, asked=asked)


def test_who_is_no_user_has_no_key_to_rotate():
    with pytest.raises(UsageError, match="is no IAM user"):
        owner(identity("assumed-role/admin/kim"))


def test_a_key_of_another_user_than_was_named_is_refused():
    with pytest.raises(UsageError, match="is not of bo, but of ann"):
        owner(identity("user/ann"), user="bo")
    with pytest.raises(UsageError, match="is no IAM user's name"):
        owner(identity("user/kim", "AKIAKIM"), "OTHER", user="bo bo")


def profiles(config: str, credentials: str = ""):
    return inventory(
        credentials=read_document(credentials.encode(), "credentials"), config=read_document(config.encode(), "config")
    )


def test_a_profile_with_a_key_of_its_own_can_be_rotated():
    found = profiles("", f"[work]\naws_access_key_id = {KEY_ID}\naws_secret_access_key = x\n")

    assert key_of_profile(found, "work").key_id == KEY_ID


@pytest.mark.parametrize(
    ("settings", "told", "advice"),
    [
        ("role_arn = arn:aws:iam::123456789012:role/a\nsource_profile = base", "assumes a role", "--profile base"),
        (
            "role_arn = arn:aws:iam::123456789012:role/a\ncredential_source = Ec2InstanceMetadata",
            "assumes a role",
            "this machine itself",
        ),
        (
            "role_arn = arn:aws:iam::123456789012:role/a\nweb_identity_token_file = t",
            "another identity provider",
            "end by themselves",
        ),
        ("sso_session = s\nsso_account_id = 123456789012\nsso_role_name = a", "IAM Identity Center", "nothing to do"),
        ("login_session = arn:aws:iam::123456789012:user/a", "aws login", "nothing to do"),
        ("credential_process = /bin/p", "of a program", "where that program keeps them"),
        ("aws_access_key_id = ASIA" + KEY_ID[4:] + "\naws_secret_access_key = x", "keys of a session", "key behind"),
        ("aws_access_key_id = minio\naws_secret_access_key = x", "none of AWS's", "the service that gave it"),
        ("aws_access_key_id = " + KEY_ID, "half a key", "mend the profile"),
        ("region = eu-west-1", "holds no credentials", "name the profile that has the key"),
    ],
)
def test_a_profile_without_one_says_what_it_has_and_what_to_do(settings, told, advice):
    with pytest.raises(UsageError, match=told) as caught:
        key_of_profile(profiles(f"[profile work]\n{settings}\n"), "work")

    assert advice in caught.value.advice


def test_an_unknown_profile_is_told_with_those_that_there_are():
    with pytest.raises(UsageError, match="there is no profile 'wrok'") as caught:
        key_of_profile(profiles("[profile work]\nregion = eu-west-1\n"), "wrok")

    assert caught.value.advice == "name one of: work"
