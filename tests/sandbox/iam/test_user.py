"""The dates that moto does not keep."""

from __future__ import annotations

from rootward.sandbox.iam.user import PracticeUser


def test_a_key_was_last_changed_when_it_was_created_until_its_status_changes():
    user = PracticeUser("123456789012", "us-east-1", "anna")
    key = user.create_access_key("AKIA")
    created = key.create_date
    assert key.last_changed == created  # type: ignore[attr-defined]
    assert user.access_keys == [key]
    user.update_access_key(key.access_key_id, "Inactive")
    assert key.status == "Inactive"
    assert key.create_date == created
    assert key.last_changed > created  # type: ignore[attr-defined]
