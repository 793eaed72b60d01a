from __future__ import annotations

import pytest

from rootward.model.read_call import is_read


@pytest.mark.parametrize(
    "name", ["GetUser", "ListUsers", "DescribeTrails", "HeadBucket", "LookupEvents", "CheckDNSAvailability"]
)
def test_a_name_of_a_read_is_one_where_the_record_does_not_tell(name: str):
    assert is_read(name, None)


@pytest.mark.parametrize("name", ["CreateUser", "PutBucketPolicy", "ConsoleLogin", "UpdateGetaway"])
def test_others_are_none(name: str):
    assert not is_read(name, None)


def test_what_the_record_tells_counts():
    assert is_read("GenerateCredentialReport", read_only=True)
    assert not is_read("GetAndLock", read_only=False)
