"""Every key of some users with its last use, and what becomes of those that cannot be read."""

from __future__ import annotations

import pytest

from rootward.aws.key_listing import read_keys
from rootward.model.key_list import LastUse
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import error, xml

CREATED = "2025-01-31T12:00:00Z"


def key_of(user: str) -> str:
    return "AKIA" + user.upper() * 4


def listed(parameters, _region):
    user = parameters["UserName"]
    member = (
        f"<member><UserName>{user}</UserName><AccessKeyId>{key_of(user)}</AccessKeyId><Status>Inactive</Status>"
        f"<CreateDate>{CREATED}</CreateDate></member>"
    )
    return xml("ListAccessKeys", f"<AccessKeyMetadata>{member}</AccessKeyMetadata><IsTruncated>false</IsTruncated>")


def used(service: str, region: str, at: str = "2026-01-30T12:00:00Z"):
    date = f"<LastUsedDate>{at}</LastUsedDate>" if at else ""
    inside = f"<ServiceName>{service}</ServiceName><Region>{region}</Region>{date}"
    return xml("GetAccessKeyLastUsed", f"<UserName>x</UserName><AccessKeyLastUsed>{inside}</AccessKeyLastUsed>")


@pytest.fixture
def read(aws):
    aws.answers["ListAccessKeys"] = listed
    aws.answers["GetAccessKeyLastUsed"] = used("s3", "eu-west-1")

    def ask(*users):
        return read_keys(aws.session(), users, deadline_seconds=60, progress=lambda _line: None)

    return ask


def test_a_key_comes_with_its_last_use_whatever_its_state(read):
    found = read("anna")

    assert [(key.id, key.user, key.status) for key in found.keys] == [(key_of("anna"), "anna", "Inactive")]
    (use,) = found.uses.values()
    assert isinstance(use, LastUse)
    assert (use.service, use.region, use.at is not None) == ("s3", "eu-west-1", True)


@pytest.mark.parametrize(
    ("answer", "use"),
    [(used("N/A", "N/A", at=""), LastUse(at=None)), (used("iam", "N/A"), ("iam", ""))],
    ids=["never used", "a service without regions"],
)
def test_n_a_is_no_service_and_no_region(aws, read, answer, use):
    aws.answers["GetAccessKeyLastUsed"] = answer

    (found,) = read("anna").uses.values()

    assert isinstance(found, LastUse)
    assert use in {found, (found.service, found.region)}


def test_keys_come_in_the_order_of_their_users(read):
    assert [key.user for key in read("zora", "anna").keys] == ["zora", "anna"]


def test_a_user_who_is_gone_by_now_has_no_key(aws, read):
    aws.answers["ListAccessKeys"] = error("NoSuchEntity", "there is none", 404)

    found = read("anna")

    assert (found.keys, found.unread) == ((), ())


def test_one_denied_list_is_told_once_and_takes_no_other_with_it(aws, read):
    def only_anna(parameters, region):
        if parameters["UserName"] == "anna":
            return listed(parameters, region)
        return error("AccessDenied", "no identity-based policy allows it", 403)

    aws.answers["ListAccessKeys"] = only_anna

    found = read("anna", "bert", "cleo")

    assert [key.user for key in found.keys] == ["anna"]
    (why,) = found.unread
    assert why.startswith("access keys: ")


@pytest.mark.parametrize("closed", [False, True], ids=["denied", "closed by a service control policy"])
def test_a_last_use_that_is_denied_is_not_never(aws, read, closed):
    why = "with an explicit deny in a service control policy" if closed else "no identity-based policy allows it"
    aws.answers["GetAccessKeyLastUsed"] = error("AccessDenied", why, 403)

    (use,) = read("anna").uses.values()

    assert isinstance(use, Unknown)
    assert (use.reason, use.action) == ("denied", "iam:GetAccessKeyLastUsed")
