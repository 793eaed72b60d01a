from __future__ import annotations

from tests.checks.asking import only
from tests.checks.facts import account, denied
from tests.checks.root_use.monitoring import organization

CHECK = "root-not-denied-by-scp"


def verdict(**facts):
    return only(CHECK, account(**facts))


def test_outside_an_organisation_the_question_does_not_arise():
    assert verdict(organization=None).status == "not_applicable"


def test_in_the_management_account_it_is_not_collected_yet():
    answer = verdict(organization=organization())

    assert answer.status == "unknown"
    assert answer.unknowns[0].reason == "not_collected"


def test_a_member_is_told_who_can_see_it():
    answer = verdict(organization=organization("111122223333"))

    assert answer.status == "unknown"
    assert answer.unknowns[0].reason == "not_observable"
    assert "management account 111122223333" in answer.unknowns[0].detail


def test_an_organisation_that_was_not_read_is_unknown():
    answer = verdict(organization=denied("organizations:DescribeOrganization"))

    assert answer.status == "unknown"
    assert answer.unknowns[0].action == "organizations:DescribeOrganization"


def test_china_has_no_root_credentials():
    assert verdict(partition="aws-cn", organization=organization()).status == "not_applicable"
