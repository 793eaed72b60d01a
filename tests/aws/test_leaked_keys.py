"""Whose a found key is now and whether it is on; and what cannot be told apart is not called gone."""

from __future__ import annotations

import pytest

from rootward.aws.leaked_keys import read_leaked
from rootward.model.credential_report import ROOT_ROW
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import error, xml

KEY = "AKIA" + "LEAKED22" * 2
CREATED = "2025-01-31T12:00:00Z"

NO_KEY = error("AccessDenied", f"User: x is not authorized to perform: iam:X on resource: access key {KEY}", 403)
NO_RIGHT = error("AccessDenied", "User: x is not authorized to perform: iam:X on resource: user ann", 403)
NO_USER = error("NoSuchEntity", "The user with name ann cannot be found.", 404)


def used(user="ann", service="s3", region="eu-west-1", date="<LastUsedDate>2026-01-30T12:00:00Z</LastUsedDate>"):
    name = f"<UserName>{user}</UserName>" if user is not None else ""
    inside = f"<ServiceName>{service}</ServiceName><Region>{region}</Region>{date}"
    return xml("GetAccessKeyLastUsed", f"{name}<AccessKeyLastUsed>{inside}</AccessKeyLastUsed>")


def listed(*ids, status="Active"):
    members = "".join(
        f"<member><UserName>ann</UserName><AccessKeyId>{one}</AccessKeyId><Status>{status}</Status>"
        f"<CreateDate>{CREATED}</CreateDate></member>"
        for one in ids
    )
    return xml("ListAccessKeys", f"<AccessKeyMetadata>{members}</AccessKeyMetadata><IsTruncated>false</IsTruncated>")


@pytest.fixture
def now(aws):
    def ask(use, keys=None, before=None):
        aws.answers["GetAccessKeyLastUsed"] = use
        aws.answers["ListAccessKeys"] = keys
        return read_leaked(aws.session(), {KEY: before}, deadline_seconds=60)[KEY]

    return ask


@pytest.mark.parametrize("status", ["Active", "Inactive"])
def test_a_key_comes_with_its_owner_its_state_and_its_last_use(now, aws, status):
    key = now(used(), listed("other", KEY, status=status))

    assert (key.user, key.state, key.service, key.region) == ("ann", status, "s3", "eu-west-1")
    assert f"{key.last_used:%Y-%m-%d} {key.created:%Y-%m-%d}" == "2026-01-30 2025-01-31"
    assert [parameters["UserName"] for parameters in aws.asked("ListAccessKeys")] == ["ann"]


def test_a_key_that_was_never_used_has_no_service(now):
    key = now(used(service="N/A", region="N/A", date=""), listed(KEY))

    assert (key.last_used, key.service, key.region) == (None, "", "")


@pytest.mark.parametrize("name", [None, "&lt;root_account&gt;"])
def test_a_key_without_a_user_is_root_s_and_its_state_is_shown_to_root(now, aws, name):
    key = now(used(user=name))

    assert isinstance(key.state, Unknown)
    assert (key.user, key.state.reason) == (ROOT_ROW, "not_observable")
    assert aws.asked("ListAccessKeys") == []


def test_a_list_that_does_not_hold_what_aws_named_is_no_state(now):
    key = now(used(), listed("other"))

    assert isinstance(key.state, Unknown)
    assert (key.user, key.state.reason) == ("ann", "failed")
    assert "the list of ann's keys does not hold it" in key.state.detail


def test_a_list_that_was_denied_leaves_the_state_open(now):
    key = now(used(), NO_RIGHT)

    assert isinstance(key.state, Unknown)
    assert (key.user, key.state.reason, key.state.action) == ("ann", "denied", "iam:ListAccessKeys")


def test_of_whom_nothing_was_known_no_key_is_told_from_no_right_by_aws_s_words(now):
    assert (now(NO_KEY).user, now(NO_KEY).state) == (None, "gone")
    denied = now(NO_RIGHT)
    assert isinstance(denied.state, Unknown)
    assert (denied.user, denied.state.action) == (None, "iam:GetAccessKeyLastUsed")


@pytest.mark.parametrize("use", [NO_KEY, NO_RIGHT])
def test_the_list_of_its_owner_of_before_tells_where_the_key_itself_does_not(now, use):
    there = now(use, listed(KEY, status="Inactive"), before="ann")
    assert (there.user, there.state) == ("ann", "Inactive")
    assert isinstance(there.last_used, Unknown)

    assert now(use, listed("other"), before="ann").state == "gone"


def test_a_user_who_is_deleted_took_the_key_along_unless_the_right_to_ask_is_missing(now):
    """Who was renamed is not there under that name either, and GetAccessKeyLastUsed would have said so."""
    assert now(NO_KEY, NO_USER, before="ann").state == "gone"
    renamed = now(NO_RIGHT, NO_USER, before="ann")
    assert isinstance(renamed.state, Unknown)
    assert renamed.state.action == "iam:GetAccessKeyLastUsed"


def test_with_both_calls_denied_nothing_is_known(now):
    key = now(NO_KEY, NO_RIGHT, before="ann")

    assert isinstance(key.state, Unknown)
    assert key.state.action == "iam:ListAccessKeys"


@pytest.mark.parametrize("use", [NO_KEY, NO_RIGHT])
def test_a_key_of_root_is_not_called_gone_for_a_denial(now, use):
    key = now(use, before=ROOT_ROW)

    assert isinstance(key.state, Unknown)
    assert (key.user, key.state.reason) == (ROOT_ROW, "denied")


def test_where_nothing_was_found_nothing_is_asked(aws):
    assert read_leaked(aws.session(), {}, deadline_seconds=60) == {}
    assert aws.asked("GetAccessKeyLastUsed") == []
