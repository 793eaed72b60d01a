from __future__ import annotations

from rootward.checks.root_use.organization import not_yet, outside
from tests.checks.facts import account, denied
from tests.checks.root_use.monitoring import organization


def test_outside_an_organisation_its_questions_do_not_arise():
    verdict = outside(account(organization=None))

    assert verdict is not None
    assert verdict.status == "not_applicable"


def test_in_an_organisation_they_do():
    assert outside(account(organization=organization())) is None


def test_an_organisation_that_was_not_read_is_unknown():
    verdict = outside(account(organization=denied("organizations:DescribeOrganization")))

    assert verdict is not None
    assert verdict.status == "unknown"


def test_what_this_version_does_not_read_is_not_collected_and_hidden_from_a_member():
    here = not_yet(account(organization=organization()), "policies", "organizations:DescribePolicy")
    member = not_yet(account(organization=organization("111122223333")), "policies", "organizations:DescribePolicy")

    assert here.unknowns[0].reason == "not_collected"
    assert member.unknowns[0].reason == "not_observable"
    assert "management account 111122223333" in member.unknowns[0].detail
