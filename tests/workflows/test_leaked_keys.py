"""A leaked key as AWS shows it now, and what root's own list and the account's summary say of root's."""

from __future__ import annotations

import pytest

from rootward.aws.leaked_keys import KeyNow
from rootward.local.leaked_keys import leaks_file
from rootward.model.credential_report import ROOT_ROW
from rootward.model.unknown import Unknown
from rootward.workflows.leaked_keys import leaked, leaks_of
from tests.checks.facts import ACCOUNT, account, ago, key_leak, of_root, root_key, summary

ROOTS = "root-access-key-1"
SHOWN_TO_ROOT = Unknown("not_observable", detail="for root alone")


def now(key_id, found, **facts):
    (key,) = leaked(account(**facts), [key_leak("ann", id=key_id)], {key_id: found})
    return key


def test_what_aws_says_counts_and_a_name_that_it_does_not_say_is_the_one_of_before():
    named = now("a", KeyNow(user="anna", state="Inactive", last_used=ago(3), service="s3", region="eu-west-1"))
    gone = now("a", KeyNow(user=None, state="gone"))

    assert (named.user, named.state, named.last_used, named.service) == ("anna", "Inactive", ago(3), "s3")
    assert (gone.user, gone.state) == ("ann", "gone")


@pytest.mark.parametrize("user", ["ann", None, ROOT_ROW])
def test_a_key_that_root_s_own_list_holds_is_root_s_whatever_aws_calls_its_owner(user):
    own = of_root(root_key(status="Inactive", used=3))
    key = now(ROOTS, KeyNow(user=user, state=SHOWN_TO_ROOT), root_credentials=own)

    assert (key.user, key.state, key.last_used) == (ROOT_ROW, "Inactive", ago(3))
    assert (key.service, key.region) == ("s3", "eu-west-1")


def test_where_root_used_a_service_without_regions_none_is_told():
    own = of_root(root_key(last_used=ago(3), service="iam", region="N/A"))

    assert now(ROOTS, KeyNow(user=ROOT_ROW, state=SHOWN_TO_ROOT), root_credentials=own).region == ""


@pytest.mark.parametrize(("present", "state"), [(False, "gone"), (True, SHOWN_TO_ROOT), (None, SHOWN_TO_ROOT)])
def test_where_the_summary_says_that_root_has_no_key_it_is_gone(present, state):
    live = summary(access_keys_present=present)

    assert now(ROOTS, KeyNow(user=ROOT_ROW, state=SHOWN_TO_ROOT), summary=live).state == state
    assert now("a", KeyNow(user="ann", state="Active"), summary=live).state == "Active"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "cannot be read: input data was truncated"),
        (b'{"schema": 0}', "is of schema 0; this rootward understands 1"),
    ],
)
def test_why_what_is_remembered_cannot_be_used_is_told_without_its_path(tmp_path, data, reason):
    folder = tmp_path / "ann.json of ann"
    file = leaks_file(ACCOUNT, folder)
    file.parent.mkdir(parents=True)
    file.write_bytes(data)

    told = leaks_of(account(), folder)

    assert isinstance(told, Unknown)
    assert told.detail.lower() == f"what scans on this machine found {reason}"
