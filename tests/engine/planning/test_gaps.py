"""What is proposed for each gap: changes, steps for people, or why neither."""

from __future__ import annotations

from typing import Any

import msgspec

from rootward.checks.registry import BY_ID
from rootward.checks.remedy import Guidance, Refused
from rootward.checks.verdict import fails, not_applicable, passes, unknown
from rootward.engine.auditing import audit
from rootward.engine.planning.draft import Asked
from rootward.engine.planning.gaps import Answers, answers, left_for_people, wanted
from rootward.model.baseline import AcceptedRisk, Baseline
from rootward.model.blueprint import Blueprint, WantedGroup, WantedUser
from rootward.model.journal import History, RetiredKey
from rootward.model.monitoring import Organization
from rootward.model.plan import Gap, GuidedStep, Withheld
from rootward.model.unknown import Unknown
from tests.checks.facts import NOW, account, ago, arn, denied, group, identities, user
from tests.engine.planning.proposals import check, deletes, gets, joins, makes, mends, proposes, rests, rules

FACTS = account()
JOIN, REST = proposes(joins("ann", "staff")), proposes(rests("bob"))
RETIRED = RetiredKey(user="bob", user_arn=arn("user", "bob"), key_id="key-of-bob", last_used=None, at=ago(40))
HISTORY = History(retired_keys=(RETIRED,))


def answered(*checks, baseline=Baseline(), history=History()):  # noqa: B008 - frozen
    findings = audit(FACTS, checks, baseline, version="0").findings
    return answers(findings, FACTS, checks, baseline, history)


def guided(name: str, resource: str, **fields: Any) -> GuidedStep:
    made = {
        "number": 0,
        "gap": Gap(name, resource),
        "severity": "medium",
        "message": f"{resource} is wrong",
        "instruction": f"mend {name}",
    }
    return GuidedStep(**{**made, **fields})


# --- what is proposed


def test_a_remedy_answers_for_each_failing_resource():
    found = answered(check("a", "r1", "r2", remedy=mends(JOIN)))

    assert found.asked == (Asked(Gap("a", "r1"), JOIN), Asked(Gap("a", "r2"), JOIN))
    assert (found.guided, found.withheld) == ((), ())


def test_a_remedy_may_propose_several_things_for_one_gap():
    found = answered(check("a", "r1", remedy=mends(JOIN, Guidance("tell bob"), REST)))

    assert found.asked == (Asked(Gap("a", "r1"), JOIN), Asked(Gap("a", "r1"), REST))
    assert found.guided == (guided("a", "r1", instruction="tell bob"),)


def test_the_same_proposal_for_the_same_gap_is_one():
    twice = check("a", fails("r1", "its first key is old"), fails("r1", "its second key is old"), remedy=mends(JOIN))

    assert answered(twice).asked == (Asked(Gap("a", "r1"), JOIN),)


def test_the_remedy_is_given_the_finding_the_account_and_the_baseline():
    seen = []

    def propose(finding, facts, baseline):
        seen.append((finding.check, finding.resource, finding.message, facts, baseline))
        yield JOIN

    remedy = mends()
    baseline = Baseline(unused_days=7)
    asked = check("a", "r1", remedy=type(remedy)(propose=propose, operations=()))
    answered(asked, baseline=baseline)

    assert seen == [("a", "r1", "r1 is wrong", FACTS, baseline)]


def test_each_check_answers_for_its_own_findings():
    found = answered(check("a", "r1", remedy=mends(JOIN)), check("b", "r2", remedy=mends(REST)))

    assert found.asked == (Asked(Gap("a", "r1"), JOIN), Asked(Gap("b", "r2"), REST))


def test_what_could_not_be_read_may_be_a_gap_and_is_withheld_where_it_could_be_closed():
    lost = Unknown("failed", "iam:ListUsers", "no answer")
    found = answered(
        check("a", unknown("r1", denied("iam:ListUsers")), remedy=mends(JOIN)),
        check("b", unknown("r1", lost), remedy=mends(JOIN)),
        check("c", unknown("r1", Unknown("not_observable", detail="nobody sees it")), remedy=mends(JOIN)),
        check("d", unknown("r1", denied("iam:ListUsers"))),
    )

    assert (found.asked, found.guided) == ((), ())
    assert found.withheld == (
        Withheld(gap=Gap("a", "r1"), reason="cannot tell: AWS denied the read: access denied", by="facts"),
        Withheld(gap=Gap("b", "r1"), reason="cannot tell: the read failed: no answer", by="facts"),
    )


def test_only_what_fails_is_answered():
    remedy = mends(JOIN)
    found = answered(
        check("a", passes("r1"), remedy=remedy),
        check("c", not_applicable("r1", "exempt"), remedy=remedy),
        check("d", passes("r1")),
    )

    assert (found.asked, found.guided, found.withheld) == ((), (), ())


def test_an_accepted_risk_is_nowhere():
    accepted = AcceptedRisk(check="a", resource="r1", reason="known", owner="ann", expires=NOW.date())
    baseline = Baseline(accepted_risks=(accepted,))

    assert answered(check("a", "r1", "r2", remedy=mends(JOIN)), baseline=baseline).asked == (
        Asked(Gap("a", "r2"), JOIN),
    )
    assert answered(check("a", "r1", "r2"), baseline=baseline).guided == (guided("a", "r2"),)


# --- steps for people


def test_what_no_remedy_mends_is_a_step_for_people():
    assert answered(check("a", "r1")).guided == (guided("a", "r1"),)
    assert answered(check("a", "r1", fix="guided")).guided == (guided("a", "r1"),)
    assert answered(check("a", "r1", fix="irreversible")).guided == (guided("a", "r1"),)


def test_what_is_reported_only_is_nowhere():
    found = answered(check("a", "r1", fix="none"), check("b", fails("r1", "m", fix="none")))

    assert (found.asked, found.guided, found.withheld) == ((), (), ())


def test_one_resource_may_be_for_people_where_its_check_is_reported_only():
    own = check("a", fails("r1", "r1 is wrong", fix="guided"), "r2", fix="none")

    assert answered(own).guided == (guided("a", "r1"),)


def test_a_remedy_may_leave_it_to_people_in_words_of_its_own():
    (step,) = answered(check("a", "r1", remedy=mends(Guidance("ask bob")))).guided

    assert step == guided("a", "r1", instruction="ask bob")


def test_the_worst_stand_first_and_else_the_order_of_the_checks():
    found = answered(
        check("low-1", "r1", severity="low"),
        check("high-1", "r1", severity="high"),
        check("medium-1", "r1", severity="medium"),
        check("critical-1", "r1", severity="critical"),
        check("high-0", "r1", severity="high"),
    )

    assert [step.gap.check for step in found.guided] == ["critical-1", "high-1", "high-0", "medium-1", "low-1"]
    assert [step.severity for step in found.guided] == ["critical", "high", "high", "medium", "low"]


def test_one_resource_may_weigh_more_than_its_check():
    found = answered(
        check("a", "r1", fails("r2", "r2 is wrong", severity="low")), check("b", fails("r3", "m", severity="critical"))
    )

    assert [step.gap.resource for step in found.guided] == ["r3", "r1", "r2"]


# --- what is withheld


def test_what_a_guard_of_the_remedys_refuses_is_withheld():
    found = answered(check("a", "r1", remedy=mends(Refused("bob uses it"))))

    assert found.withheld == (Withheld(gap=Gap("a", "r1"), reason="bob uses it", by="guard"),)
    assert (found.asked, found.guided) == ((), ())


def test_what_lacks_facts_is_withheld_for_that():
    found = answered(check("a", "r1", remedy=mends(Refused("its keys were not read", lacks_facts=True))))

    assert found.withheld == (Withheld(gap=Gap("a", "r1"), reason="its keys were not read", by="facts"),)


def test_what_a_platform_owns_is_withheld_and_it_is_said_who_owns_it():
    role = arn("role", "cdk-hnb659fds-deploy")
    found = answered(check("a", "r1", remedy=mends(proposes(gets("role", "cdk-hnb659fds-deploy", "read")))))

    assert found.withheld == (
        Withheld(gap=Gap("a", "r1"), reason=f"the CDK bootstrap owns {role}: change it there", by="guard"),
    )
    assert (found.asked, found.guided) == ((), ())


def test_a_proposal_is_withheld_whole_for_one_thing_of_a_platforms_and_each_is_named_once():
    mixed = proposes(
        joins("ann", "staff"),
        (gets("role", "cdk-x", "read"), gets("role", "cdk-x", "write")),
        gets("role", "stacksets-exec-1", "read"),
    )
    found = answered(check("a", "r1", remedy=mends(mixed, JOIN)))

    assert [one.reason for one in found.withheld] == [
        f"the CDK bootstrap owns {arn('role', 'cdk-x')}: change it there",
        f"CloudFormation StackSets owns {arn('role', 'stacksets-exec-1')}: change it there",
    ]
    assert found.asked == (Asked(Gap("a", "r1"), JOIN),)


def test_nobody_joins_a_platforms_group():
    found = answered(check("a", "r1", remedy=mends(proposes(joins("ann", "cdk-people")))))

    assert [one.reason for one in found.withheld] == [
        f"the CDK bootstrap owns {arn('group', 'cdk-people')}: change it there"
    ]


def test_a_platforms_user_joins_no_group():
    found = answered(check("a", "r1", remedy=mends(proposes(joins("cdk-bot", "staff")))))

    assert [one.reason for one in found.withheld] == [
        f"the CDK bootstrap owns {arn('user', 'cdk-bot')}: change it there"
    ]


def test_the_accounts_password_policy_is_nobody_elses():
    assert answered(check("a", "r1", remedy=mends(proposes(rules(minimum_length=14))))).asked


# --- what earlier runs left for later


def later(*proposals):
    def told(history, facts, baseline):
        assert (facts, baseline) == (FACTS, Baseline())
        return iter(proposals if history == HISTORY else ())

    return told


def test_what_follows_an_earlier_run_is_proposed_without_a_finding():
    deletion = proposes(deletes("bob"), joins("ann", "staff"))
    calm = check("a", passes("r1"), remedy=mends(later=later(deletion, JOIN)))

    assert answered(calm, history=HISTORY).asked == (
        Asked(Gap("a", arn("user", "bob")), deletion),
        Asked(Gap("a", arn("user", "ann")), JOIN),
    )
    assert answered(calm).asked == ()


def test_what_is_for_later_comes_after_what_findings_ask_for():
    first = check("a", "r1", remedy=mends(JOIN, later=later(REST)))
    second = check("b", "r2", remedy=mends(proposes(makes("ops")), later=later(proposes(deletes("bob")))))

    assert [(one.gap.check, one.gap.resource) for one in answered(first, second, history=HISTORY).asked] == [
        ("a", "r1"),
        ("b", "r2"),
        ("a", arn("user", "bob")),
        ("b", arn("user", "bob")),
    ]


def test_a_check_without_a_later_is_passed_over():
    without = check("a", passes("r1"), remedy=mends())
    none = check("b", passes("r1"))
    having = check("c", passes("r1"), remedy=mends(later=later(REST)))

    assert [one.gap.check for one in answered(without, none, having, history=HISTORY).asked] == ["c"]


def test_what_a_finding_asks_for_already_is_not_asked_for_again_later():
    resource = arn("user", "ann")
    both = check("a", resource, remedy=mends(JOIN, later=later(JOIN)))

    assert answered(both, history=HISTORY).asked == (Asked(Gap("a", resource), JOIN),)


WAITING = Refused("it was seen for the first time", waits=True)


def test_a_gap_that_waits_for_time_alone_is_withheld_until_enough_has_passed():
    waiting = check("a", arn("user", "bob"), remedy=mends(WAITING, later=later(REST)))

    (withheld,) = answered(waiting).withheld
    assert (withheld.gap, withheld.reason, withheld.by) == (Gap("a", arn("user", "bob")), WAITING.reason, "guard")
    found = answered(waiting, history=HISTORY)
    assert (found.asked, found.withheld) == ((Asked(Gap("a", arn("user", "bob")), REST),), ())


def test_what_is_done_later_about_one_gap_leaves_another_one_waiting():
    waiting = check("a", arn("user", "ann"), arn("user", "bob"), remedy=mends(WAITING, later=later(REST)))

    assert [one.gap.resource for one in answered(waiting, history=HISTORY).withheld] == [arn("user", "ann")]


def test_what_is_refused_for_another_reason_stays_refused_though_something_is_done_later():
    refused = check("a", arn("user", "bob"), remedy=mends(Refused("which key it is is not certain"), later=later(REST)))
    elsewhere = check("b", arn("user", "bob"), remedy=mends(WAITING))

    found = answered(refused, elsewhere, history=HISTORY)
    assert [(one.gap.check, one.reason) for one in found.withheld] == [
        ("a", "which key it is is not certain"),
        ("b", WAITING.reason),
    ]


def test_what_waits_and_is_a_platform_s_is_withheld_for_that():
    owned = check("a", arn("user", "cdk-bot"), remedy=mends(WAITING, later=later(proposes(deletes("cdk-bot")))))

    (withheld,) = answered(owned, history=HISTORY).withheld
    assert withheld.reason.startswith("the CDK bootstrap owns")


def test_what_a_platform_owns_is_withheld_later_too():
    owned = proposes(deletes("cdk-bot"))
    found = answered(check("a", passes("r1"), remedy=mends(later=later(owned))), history=HISTORY)

    assert found.withheld == (
        Withheld(
            gap=Gap("a", arn("user", "cdk-bot")),
            reason=f"the CDK bootstrap owns {arn('user', 'cdk-bot')}: change it there",
            by="guard",
        ),
    )


def test_checks_may_come_from_an_iterator():
    checks = (check("a", "r1", remedy=mends(JOIN)), check("b", passes("r1"), remedy=mends(later=later(REST))))
    findings = audit(FACTS, checks, Baseline(), version="0").findings

    found = answers(iter(findings), FACTS, iter(checks), Baseline(), HISTORY)

    assert [one.gap.check for one in found.asked] == ["a", "b"]


# --- what somebody wants


ADMINISTRATORS_GAP = Gap("admin-identity-missing", FACTS.resource)
NOBODY = tuple(audit(FACTS, (BY_ID["admin-identity-missing"],), Baseline(), version="0").findings)


def test_who_is_wanted_closes_the_gap_of_administrators_and_a_group_for_a_task_closes_none():
    blueprint = Blueprint(users=(WantedUser(name="mark"),), groups=(WantedGroup(name="readers"),))

    found = wanted(FACTS, blueprint, NOBODY)

    assert [asked.gap for asked in found.asked] == [Gap("", arn("group", "readers")), ADMINISTRATORS_GAP]
    assert (found.guided, found.withheld) == ((), ())


def test_what_stands_against_several_who_are_wanted_is_said_once():
    holders = identities(users=(user("ann", groups=("administrators",)),), groups=(group("administrators"),))
    several = Blueprint(users=(WantedUser(name="mark"), WantedUser(name="zoe")))

    found = wanted(account(identities=holders), several, ())

    (withheld,) = found.withheld
    assert (withheld.gap, withheld.by) == (ADMINISTRATORS_GAP, "guard")
    assert withheld.reason.startswith("the group administrators is there already, lacks AdministratorAccess, and ann")


def test_whom_identity_center_lets_in_is_a_step_for_people_while_nobody_administers():
    center = Blueprint(identity_center=True)

    organization = Organization(id="o-a1b2c3d4e5", management_account="999999999999", feature_set="ALL")
    member = msgspec.structs.replace(FACTS, organization=organization)
    (step,) = wanted(member, center, NOBODY).guided

    assert (step.gap, step.severity) == (ADMINISTRATORS_GAP, "critical")
    assert step.message == "nobody but root has administrator access"
    assert step.instruction.startswith("in the organisation's management account: IAM Identity Center")
    assert wanted(member, center, ()) == Answers(asked=(), guided=(), withheld=())


def test_where_it_can_let_in_nobody_that_is_withheld_while_nobody_administers():
    center = Blueprint(identity_center=True)

    (withheld,) = wanted(FACTS, center, NOBODY).withheld

    assert (withheld.gap, withheld.by) == (ADMINISTRATORS_GAP, "guard")
    assert wanted(FACTS, center, ()) == Answers(asked=(), guided=(), withheld=())


def test_what_was_not_read_withholds_all_that_is_wanted():
    unread = account(identities=denied("iam:GetAccountAuthorizationDetails"))

    (withheld,) = wanted(unread, Blueprint(users=(WantedUser(name="mark"),)), ()).withheld

    assert (withheld.gap, withheld.by) == (ADMINISTRATORS_GAP, "facts")


def test_what_is_wanted_takes_the_place_of_a_step_for_people_about_the_same_gap():
    by_check = Answers(asked=(Asked(Gap("c", "r"), REST),), guided=(guided("a", "r1"), guided("b", "r2")), withheld=())
    center = guided("b", "r2", instruction="in the management account")
    held = Withheld(gap=Gap("d", "r"), reason="no", by="guard")

    whole = by_check.joined(Answers(asked=(Asked(Gap("a", "r1"), JOIN),), guided=(center,), withheld=(held,)))

    assert whole.asked == (Asked(Gap("a", "r1"), JOIN), Asked(Gap("c", "r"), REST))
    assert whole.guided == (center,)
    assert whole.withheld == (held,)


# --- what the changes leave to people


def test_a_gap_that_comes_with_the_changes_is_left_to_people_where_they_alone_can_close_it():
    checks = (
        check("a", "r1", "r2", fix="guided"),
        check("b", "r1", fix="automatic"),
        check("c", passes("r1"), fix="guided"),
    )
    before = audit(FACTS, (check("a", "r1", fix="guided"),), Baseline(), version="0").findings
    after = audit(FACTS, checks, Baseline(), version="0").findings

    assert list(left_for_people(before, after, checks)) == [guided("a", "r2")]
    assert list(left_for_people(after, after, checks)) == []
