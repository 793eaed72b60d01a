"""Root is no IAM user."""

from __future__ import annotations

from datetime import datetime

from rootward.sandbox.iam.root_user import RootUser


def test_roots_arn_is_the_accounts():
    root = RootUser("123456789012", create_date=datetime(2026, 1, 5))  # noqa: DTZ001 - moto's dates have no zone
    assert (root.name, root.arn) == ("<root_account>", "arn:aws:iam::123456789012:root")


def test_no_list_of_users_shows_root(startup, client):
    users = client(startup, "iam").list_users(MaxItems=1000)["Users"]
    assert len(users) == 12
    assert not any(user["Arn"].endswith(":root") for user in users)
