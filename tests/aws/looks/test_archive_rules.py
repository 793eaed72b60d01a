"""An analyzer that somebody gave archive rules is not taken away: they would be lost with it."""

from __future__ import annotations

from rootward.aws.looks import actions_of_looks, objection
from rootward.checks.registry import select
from rootward.model.unknown import Unknown
from rootward.workflows.permissions import policy_for_applying, policy_for_undoing
from tests.aws.looks.asked import client
from tests.aws.practice import reading_of
from tests.model.change import kinds

DELETED = kinds.analyzer(after=False)


def made(practice, *rules):
    client(practice, "accessanalyzer").create_analyzer(
        analyzerName="rootward",
        type="ACCOUNT",
        archiveRules=[{"ruleName": name, "filter": {"isPublic": {"eq": ["false"]}}} for name in rules],
    )


def test_one_without_rules_may_go(practice):
    made(practice)

    with reading_of(practice) as reading:
        assert objection(reading, DELETED) is None


def test_one_with_rules_stays_and_a_rule_is_named(practice):
    made(practice, "partners")

    with reading_of(practice) as reading:
        assert objection(reading, DELETED) == (
            "somebody gave analyzer rootward of eu-west-1 archive rules (partners): delete them first, or keep it"
        )


def test_where_the_rules_may_not_be_listed_it_is_not_known(practice):
    made(practice)

    with reading_of(practice) as reading:
        practice.deny("access-analyzer:ListArchiveRules")
        found = objection(reading, DELETED)

    assert isinstance(found, Unknown)
    assert (found.reason, found.action) == ("denied", "access-analyzer:ListArchiveRules")


def test_only_whoever_deletes_one_needs_to_list_its_rules():
    """And that is an undo, which is asked for no other objections."""
    assert "access-analyzer:ListArchiveRules" in actions_of_looks([DELETED])
    assert "access-analyzer:ListArchiveRules" in actions_of_looks(["accessanalyzer:DeleteAnalyzer"], objections=False)
    assert "access-analyzer:ListArchiveRules" not in actions_of_looks([kinds.analyzer()])
    assert "access-analyzer:ListArchiveRules" not in actions_of_looks(["accessanalyzer:CreateAnalyzer"])


def test_the_policy_of_an_undo_has_it_and_that_of_a_run_has_not():
    checks = select(("access-analyzer-missing",))

    assert "access-analyzer:ListArchiveRules" in policy_for_undoing(checks)
    assert "access-analyzer:ListArchiveRules" not in policy_for_applying(checks)
