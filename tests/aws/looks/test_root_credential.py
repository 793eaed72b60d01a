from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from rootward.aws.looks import actions_of_looks, look, objection
from rootward.model.change import RootCredentialChange
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import error, pages, whoami, xml
from tests.checks.facts import ROOT, ago
from tests.model.change import kinds

KINDS = ("access-key", "signing-certificate")
LISTS = {
    "access-key": ("ListAccessKeys", "AccessKeyMetadata", "AccessKeyId"),
    "signing-certificate": ("ListSigningCertificates", "Certificates", "CertificateId"),
}


@pytest.fixture
def as_root(aws):
    """An AWS whose caller is root."""
    aws.answers["GetCallerIdentity"] = whoami(ROOT)
    return aws


def used(at: str = "", owner: str = "") -> tuple[int, str, str]:
    whose = f"<UserName>{owner}</UserName>" if owner else ""
    date = f"<LastUsedDate>{at}</LastUsedDate>" if at else ""
    return xml(
        "GetAccessKeyLastUsed",
        f"{whose}<AccessKeyLastUsed>{date}<ServiceName>s3</ServiceName><Region>us-east-1</Region></AccessKeyLastUsed>",
    )


def said(aws, answer, change: RootCredentialChange) -> Any:
    aws.answers["GetAccessKeyLastUsed"] = answer
    with aws.reading() as reading:
        return objection(reading, change)


@pytest.mark.parametrize("kind", KINDS)
def test_its_status_is_what_root_s_own_list_says_whatever_the_page(as_root, kind):
    operation, member, named = LISTS[kind]
    listed = (f"<{named}>root-{kind}-{number}</{named}><Status>Inactive</Status>" for number in (7, 1))
    as_root.answers[operation] = pages(operation, member, *listed)

    with as_root.reading() as reading:
        assert look(reading, kinds.of_root(kind)) == "Inactive"
        assert look(reading, kinds.of_root(kind, id="gone")) is None
    assert not any("UserName" in parameters for parameters in as_root.asked(operation))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "caller", ["arn:aws:iam::123456789012:user/root", "arn:aws:sts::123456789012:assumed-role/admins/root"]
)
def test_nobody_else_is_told_anything_and_nothing_is_asked(aws, kind, caller):
    aws.answers["GetCallerIdentity"] = whoami(caller)

    with aws.reading() as reading:
        seen = look(reading, kinds.of_root(kind))

    assert isinstance(seen, Unknown)
    assert (seen.reason, seen.action) == ("not_observable", None)
    assert [name for name, *_ in aws.requests] == ["GetCallerIdentity"]


def test_a_list_that_is_denied_is_not_known(as_root):
    as_root.answers["ListAccessKeys"] = error("AccessDenied", "a service control policy denies it", 403)

    with as_root.reading() as reading:
        seen = look(reading, kinds.of_root())

    assert isinstance(seen, Unknown)
    assert (seen.reason, seen.action) == ("denied", "iam:ListAccessKeys")


@pytest.mark.parametrize("after", ["Inactive", None])
def test_a_key_that_was_used_since_the_plan_is_left_alone(as_root, after):
    change = kinds.of_root(after=after, last_used=ago(90))

    assert said(as_root, used("2026-01-31T11:00:00Z"), change) == (
        "the key was used at 2026-01-31 11:00:00 UTC, and the plan rests on a last use at 2025-11-02 12:00:00 UTC"
    )
    assert said(as_root, used("2025-11-02T12:00:00Z"), change) is None


@pytest.mark.parametrize("last_used", [None, ago(90)])
def test_a_key_that_was_never_used_may_be_taken(as_root, last_used: datetime | None):
    assert said(as_root, used(), kinds.of_root(last_used=last_used)) is None


@pytest.mark.parametrize("owner", ["", "acme", "root"])
def test_whatever_name_aws_has_for_root_the_key_is_root_s_for_root_s_own_list_has_it(as_root, owner):
    """Of GetUser AWS says that root's name is the account's alias where there is one; of this call it says nothing."""
    change = kinds.of_root(last_used=ago(90))

    assert said(as_root, used("2025-11-02T12:00:00Z", owner), change) is None
    assert "the key was used at 2026-01-31" in said(as_root, used("2026-01-31T11:00:00Z", owner), change)


def test_neither_a_key_that_is_switched_on_nor_a_certificate_is_asked_for_its_use(as_root):
    for change in (kinds.of_root(after="Active"), kinds.of_root("signing-certificate")):
        assert said(as_root, error("AccessDenied", "", 403), change) is None
    assert as_root.asked("GetAccessKeyLastUsed") == []


def test_whether_it_was_used_may_not_be_known(as_root):
    seen = said(as_root, error("Throttling", "Rate exceeded"), kinds.of_root())

    assert isinstance(seen, Unknown)
    assert seen.reason == "failed"


@pytest.mark.parametrize(
    ("change", "actions"),
    [
        (kinds.of_root(), ("iam:ListAccessKeys", "iam:GetAccessKeyLastUsed")),
        (kinds.of_root(after=None), ("iam:ListAccessKeys", "iam:GetAccessKeyLastUsed")),
        (kinds.of_root(after="Active"), ("iam:ListAccessKeys",)),
        (kinds.of_root("signing-certificate"), ("iam:ListSigningCertificates",)),
        (kinds.of_root("signing-certificate", after=None), ("iam:ListSigningCertificates",)),
    ],
)
def test_it_declares_the_reads_that_it_makes(change, actions):
    assert actions_of_looks([change]) == actions
