"""Whose name stands in an ARN."""

from __future__ import annotations

import pytest

from rootward.model.user_arn import user_in


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:iam::123456789012:user/ann", "ann"),
        ("arn:aws-us-gov:iam::123456789012:user/team/a/ann", "ann"),
        ("arn:aws:iam::123456789012:user/odd:path/ann@example.com", "ann@example.com"),
    ],
)
def test_a_users_name_stands_behind_its_path(arn, name):
    assert user_in(arn) == name


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::123456789012:root",
        "arn:aws:iam::123456789012:group/user/ann",
        "arn:aws:iam::123456789012:user/",
        "arn:aws:sts::123456789012:assumed-role/user/ann",
        "arn:aws:sts::123456789012:federated-user/ann",
        "ann",
        "",
    ],
)
def test_all_else_is_no_user(arn):
    assert user_in(arn) is None
