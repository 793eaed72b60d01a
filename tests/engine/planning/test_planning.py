"""Facts in, a plan out: numbered, scored, sealed, without what does not fit or locks somebody out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from rootward.checks.registry import BY_ID
from rootward.checks.remedy import Guidance, Refused
from rootward.checks.verdict import fails, passes, unknown
from rootward.engine.lockout import Caller, Refusal, Unproven
from rootward.engine.planning import make_plan, planned_account
from rootward.model.baseline import AcceptedRisk, Baseline
from rootward.model.blueprint import Blueprint, WantedUser
from rootward.model.change import AttachmentChange, GroupChange, MembershipChange
from rootward.model.journal import History, RetiredKey
from rootward.model.monitoring import Organization
from rootward.model.plan import PLAN_SCHEMA, Gap, GuidedStep, Plan, PlannedAccount, Step, Withheld, sealed
from tests.checks.facts import (
    ACCOUNT,
    NOW,
    account,
    active_key,
    allow,
    arn,
    denied,
    group,
    identities,
    key,
    listed_key,
    managed,
    password_policy,
    policy,
    report,
    root_row,
    user,
    user_row,
)
from tests.engine.planning.proposals import (
    WEAK,
    check,
    deletes,
    gets,
    joins,
    loses,
    makes,
    mends,
    proposes,
    ref,
    rests,
    rules,
    writes,
)

CALLER = Caller(arn("user", "auditor"), None)
DENY = policy({"Effect": "Deny", "Action": "*", "Resource": "*"})


ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def office(*administrators: str, people=(), groups=(), policies=(), **facts: Any):
    """Administrators, by default two, each with a password and MFA; and other people, groups and policies."""
    names = administrators or ("yan", "zoe")
    users = (*people, *(user(name, attached_policies=(ADMINISTRATOR,)) for name in names))
    full = managed("AdministratorAccess", policy(allow("*")), arn=ADMINISTRATOR)
    rows = (user_row(name, password_enabled=True, mfa_active=True) for name in names)
    made = {
        "identities": identities(users=users, groups=groups, policies=(full, *policies)),
        "credential_report": report(root_row(), *rows),
    }
    return account(**{**made, **facts})


def planned(*checks, facts=None, baseline=Baseline(), caller=CALLER, **more: Any) -> Plan:  # noqa: B008 - frozen
    return make_plan(facts or office(), checks, baseline, caller=caller, version="1.2.3", **more)


def asking(name: str, *batches, resource="r", **fields) -> Any:
    """A check that fails for the resource, and proposes these batches."""
    return check(name, resource, remedy=mends(proposes(*batches, **fields)))


def changes(made: Plan) -> list[Any]:
    return [step.change for step in made.steps]


def numbers(made: Plan) -> tuple[list[int], list[int]]:
    return [step.number for step in made.steps], [step.number for step in made.guided]


class GuardOf:
    """A lockout guard that rules by what is in a plan, in place of the real one. It remembers what it was asked."""

    def __init__(self, rule):
        self.rule = rule
        self.made: list[Any] = []
        self.asked: list[Any] = []

    def __call__(self, *arguments):
        self.made.append(arguments)
        return self

    def of_plan(self, facts, stages):
        self.asked.append((facts, stages))
        return self.rule([change for stage in stages for change in stage])


@pytest.fixture
def guarding(monkeypatch):
    def guarding(rule):
        guard = GuardOf(rule)
        monkeypatch.setattr("rootward.engine.planning.planning.Guard", guard)
        return guard

    return guarding


# --- the whole of it


def test_a_plan_says_what_was_found_what_is_done_and_what_is_not():
    facts = office(password_policy=WEAK, endpoint="http://127.0.0.1:4000")
    made = planned(
        asking("a", rules(minimum_length=14), resource="r1", why="short ones are guessed"),
        check("b", "r2", severity="high"),
        check("c", "r3", remedy=mends(Refused("somebody uses it"))),
        check("d", passes("r4"), severity="critical"),
        facts=facts,
        baseline=Baseline(unused_days=7),
    )

    assert made == sealed(
        Plan(
            schema=PLAN_SCHEMA,
            rootward="1.2.3",
            made_at=NOW,
            expires_at=datetime.fromisoformat("2026-02-01T12:00:00+00:00"),
            account=PlannedAccount(
                id=ACCOUNT,
                alias="acme",
                partition="aws",
                caller=arn("user", "auditor"),
                endpoint="http://127.0.0.1:4000",
            ),
            baseline=Baseline(unused_days=7),
            checks=("a", "b", "c", "d"),
            score_before=52,
            score_after=52,
            steps=(
                Step(
                    number=1,
                    stage=1,
                    change=rules(minimum_length=14),
                    risk="safe",
                    closes=(Gap("a", "r1"),),
                    why="short ones are guessed",
                ),
            ),
            guided=(
                GuidedStep(number=2, gap=Gap("b", "r2"), severity="high", message="r2 is wrong", instruction="mend b"),
            ),
            withheld=(Withheld(gap=Gap("c", "r3"), reason="somebody uses it", by="guard"),),
        )
    )


def test_what_the_changes_close_besides_is_no_step_for_anybody():
    """An old key that lies unused is switched off, and then there is none to be rotated."""
    facts = office(
        people=(user("bot"),),
        credential_report=report(
            root_row(),
            user_row("bot", keys=(active_key(700), key())),
            *(user_row(name, password_enabled=True, mfa_active=True) for name in ("yan", "zoe")),
        ),
        access_keys=(listed_key("bot", 700, id="key-1"),),
    )
    old, unused = BY_ID["access-key-old"], BY_ID["access-key-unused"]

    alone, both = planned(old, facts=facts), planned(old, unused, facts=facts)

    assert [step.gap for step in alone.guided] == [Gap("access-key-old", arn("user", "bot"))]
    assert [step.change.target for step in both.steps] == [("access-key", "key-1")]
    assert both.guided == ()


def test_a_step_for_somebody_stays_where_the_changes_leave_open_whether_it_is_needed():
    """Whoever loses a policy may be judged otherwise, and may not: as long as nobody knows, the step is there."""

    def judge(facts, _baseline):
        held = next(one.attached_policies for one in facts.identities.users if one.name == "bot")
        yield fails("r1", "r1 is wrong") if held else unknown("r1", denied("iam:ListUsers"))

    facts = office(people=(user("bot", attached_policies=("arn:aws:iam::aws:policy/ReadOnlyAccess",)),))
    moved = AttachmentChange(
        holder=ref("user", "bot"), policy_arn="arn:aws:iam::aws:policy/ReadOnlyAccess", before=True, after=False
    )
    wondering = check("a", severity="high", judge=judge, remedy=None)

    made = planned(wondering, asking("b", moved), facts=facts)

    assert [step.change for step in made.steps] == [moved]
    assert [step.gap for step in made.guided] == [Gap("a", "r1")]


def test_without_a_gap_there_is_nothing_to_do():
    made = planned(check("a", passes("r1")))

    assert made.is_empty
    assert (made.steps, made.guided, made.withheld, made.live_proof) == ((), (), (), "")
    assert (made.score_before, made.score_after) == (100, 100)


def test_guided_steps_alone_are_no_change():
    made = planned(check("a", "r1"))

    assert made.is_empty
    assert numbers(made) == ([], [1])


def test_checks_may_come_from_an_iterator():
    made = make_plan(
        office(), iter([asking("a", makes("staff")), check("b", "r1")]), Baseline(), caller=CALLER, version="1"
    )

    assert (made.checks, changes(made)) == (("a", "b"), [makes("staff")])


def test_an_account_is_named_by_its_alias_where_that_was_read():
    def named(**fields):
        return planned_account(account(**fields))

    assert named() == PlannedAccount(id=ACCOUNT, alias="acme", partition="aws", caller=arn("user", "auditor"))
    assert named(alias=None).alias is None
    assert named(alias=denied("iam:ListAccountAliases")).alias is None
    assert named(partition="aws-us-gov").partition == "aws-us-gov"
    assert named(endpoint="http://127.0.0.1:1").endpoint == "http://127.0.0.1:1"


# --- its digest


def test_a_plan_carries_its_own_digest_and_one_that_was_changed_does_not():
    made = planned(asking("a", makes("staff")))

    assert made.is_as_made
    assert len(made.digest) == 64
    assert not msgspec.structs.replace(made, expires_at=made.expires_at + timedelta(days=1)).is_as_made
    assert not msgspec.structs.replace(made, steps=()).is_as_made


def test_a_plan_comes_back_from_its_file_as_it_was_made():
    made = planned(
        asking("a", rules(before=None)),
        asking("b", writes("user", "bob", DENY), restricts=True),
        asking("c", deletes("ann")),
        check("d", "r1"),
        facts=office(password_policy=None),
    )

    back = msgspec.json.decode(msgspec.json.encode(made), type=Plan)

    assert back == made
    assert back.is_as_made


def test_the_same_facts_give_the_same_plan_to_the_byte():
    def bytes_of_plan():
        made = planned(
            asking("a", makes("staff"), (joins("ann", "staff"), joins("bob", "staff"))),
            asking("b", joins("bob", "staff"), writes("user", "bob", DENY), restricts=True),
            check("c", "r1", "r2"),
        )
        return msgspec.json.encode(made)

    assert bytes_of_plan() == bytes_of_plan()


def test_other_facts_checks_or_thresholds_give_another_digest():
    one = asking("a", makes("staff"))
    digests = {
        planned(one).digest,
        planned(one, check("b", passes("r"))).digest,
        planned(one, baseline=Baseline(unused_days=7)).digest,
        planned(one, facts=office(taken_at=NOW + timedelta(seconds=1))).digest,
        planned(one, facts=office(id="999999999999")).digest,
        planned(one, facts=office(caller=arn("user", "bob"))).digest,
        make_plan(office(), [one], Baseline(), caller=CALLER, version="9").digest,
    }

    assert len(digests) == 7


# --- its order and numbers


def test_people_come_after_what_can_be_undone_and_before_what_cannot():
    made = planned(
        check("a", "r1", "r2"),
        asking("b", deletes("ann"), resource="r3"),
        asking("c", deletes("bob"), resource="r4"),
        asking("d", makes("staff"), joins("bob", "staff")),
    )

    assert changes(made) == [makes("staff"), joins("bob", "staff"), deletes("ann"), deletes("bob")]
    assert numbers(made) == ([1, 2, 5, 6], [3, 4])
    assert [step.stage for step in made.steps] == [1, 2, 3, 3]


def test_without_people_the_numbers_go_through():
    made = planned(asking("a", deletes("ann")), asking("b", makes("staff")))

    assert changes(made) == [makes("staff"), deletes("ann")]
    assert numbers(made) == ([1, 2], [])


def test_people_come_first_where_nothing_can_be_undone():
    assert numbers(planned(asking("a", deletes("ann")), check("b", "r1", "r2"))) == ([3], [1, 2])


def test_what_follows_something_for_good_has_a_number_of_its_own():
    made = planned(asking("a", deletes("ann"), makes("staff")), asking("c", makes("ops")), check("b", "r1", "r2"))

    assert changes(made) == [makes("ops"), deletes("ann"), makes("staff")]
    assert numbers(made) == ([1, 4, 5], [2, 3])


def test_changes_of_several_checks_on_one_thing_are_one_step():
    made = planned(
        BY_ID["password-too-short"],
        BY_ID["password-complexity-low"],
        BY_ID["password-reuse-allowed"],
        facts=office(password_policy=WEAK),
    )

    (step,) = made.steps
    assert step.change == rules(minimum_length=14, require_symbols=True, reuse_prevention=24)
    assert [gap.check for gap in step.closes] == [
        "password-too-short",
        "password-complexity-low",
        "password-reuse-allowed",
    ]


# --- its score


def test_the_score_is_what_it_is_and_what_it_will_be():
    made = planned(
        BY_ID["password-too-short"],
        check("a", "r1"),
        check("b", passes("r2"), severity="low"),
        facts=office(password_policy=password_policy(minimum_length=8)),
    )

    # medium 2, medium 2 (for people: it stays), low 1
    assert (made.score_before, made.score_after) == (20, 60)


def test_every_step_counts_in_the_score_that_will_be():
    facts = office(password_policy=WEAK, people=(user("ann"),), groups=(group("staff"),))

    def judge(asked, _baseline):
        yield passes("r1") if "staff" in asked.identities.users[0].groups else fails("r1", "ann is not in")

    joined = check("a", judge=judge, remedy=mends(proposes(joins("ann", "staff"))))
    made = planned(BY_ID["password-too-short"], joined, facts=facts)

    assert (made.score_before, made.score_after) == (0, 100)


def test_a_risk_that_is_accepted_counts_as_failed_before_and_after():
    accepted = AcceptedRisk(check="a", resource="*", reason="known", owner="ann", expires=NOW.date())
    made = planned(
        check("a", "r1"),
        BY_ID["password-too-short"],
        facts=office(password_policy=WEAK),
        baseline=Baseline(accepted_risks=(accepted,)),
    )

    assert (made.score_before, made.score_after) == (0, 50)


def test_thresholds_hold_for_the_score_that_will_be():
    made = planned(
        BY_ID["password-too-short"],
        BY_ID["password-reuse-allowed"],
        facts=office(password_policy=WEAK),
        baseline=Baseline(min_length=20, reuse_prevention=12),
    )

    assert (made.score_before, made.score_after) == (0, 100)


def test_where_nothing_was_decided_there_is_no_score():
    made = planned(check("a", unknown("r1", denied("iam:ListUsers"))))

    assert (made.score_before, made.score_after) == (None, None)


# --- its risks


def test_a_step_that_binds_people_is_disruptive_though_its_change_is_safe():
    facts = office(people=(user("ann", groups=("staff",)),), groups=(group("staff"),))
    made = planned(
        asking("a", writes("group", "staff", DENY, policy="deny")),
        asking("b", writes("group", "staff", policy(allow("s3:*")), policy="read")),
        facts=facts,
    )

    assert [(step.change.risk, step.risk) for step in made.steps] == [("safe", "disruptive"), ("safe", "safe")]


def test_whom_a_step_binds_is_told_by_the_account_as_the_steps_before_it_leave_it():
    facts = office(people=(user("ann"),))
    made = planned(
        asking("a", makes("bound"), writes("group", "bound", DENY), joins("ann", "bound")),
        facts=facts,
    )

    assert [step.risk for step in made.steps] == ["safe", "safe", "disruptive"]


def test_what_disrupts_or_is_for_good_by_itself_stays_so():
    made = planned(asking("a", rests("bob")), asking("b", deletes("ann")))

    assert [step.risk for step in made.steps] == ["disruptive", "irreversible"]


# --- what somebody wants


def nobody_yet():
    """An account of an organisation in which only root can do anything."""
    return account(
        identities=identities(policies=(managed("AdministratorAccess", policy(allow("*")), arn=ADMINISTRATOR),)),
        credential_report=report(root_row()),
        organization=Organization(id="o-a1b2c3d4e5", management_account="999999999999", feature_set="ALL"),
    )


def test_what_a_blueprint_wants_is_part_of_the_plan():
    """Somebody is wanted who is not there; the step for people about the same gap falls away."""
    made = planned(
        BY_ID["admin-identity-missing"], facts=nobody_yet(), blueprint=Blueprint(users=(WantedUser(name="mark"),))
    )

    assert [step.change.target for step in made.steps][:2] == [("user", "mark"), ("group", "administrators")]
    assert [one.gap.check for one in made.guided] == []


def test_a_wish_of_whom_a_finding_needs_is_told_with_it():
    center = Blueprint(identity_center=True)
    made = planned(BY_ID["admin-identity-missing"], facts=nobody_yet(), blueprint=center)

    ((instruction, message),) = [(one.instruction, one.message) for one in made.guided]
    assert "Identity Center" in instruction
    assert message


# --- what does not fit together


def test_of_two_that_contradict_each_other_the_second_is_withheld_and_the_rest_stands():
    made = planned(
        asking("a", makes("ops")),
        asking("b", gets("user", "ann", "read"), resource="r1"),
        asking("c", loses("user", "ann", "read"), joins("ann", "ops"), resource="r2"),
        asking("d", makes("staff")),
    )

    assert changes(made) == [makes("ops"), gets("user", "ann", "read"), makes("staff")]
    assert made.withheld == (
        Withheld(
            gap=Gap("c", "r2"),
            reason=f"another part of the plan asks for something else of {arn('user', 'ann')}",
            by="guard",
        ),
    )


def test_a_proposal_whose_order_contradicts_another_is_withheld():
    made = planned(
        asking("a", joins("ann", "staff"), joins("bob", "staff")),
        asking("b", joins("bob", "staff"), joins("ann", "staff"), resource="r1"),
    )

    assert changes(made) == [joins("ann", "staff"), joins("bob", "staff")]
    ((gap, reason, by),) = [(one.gap, one.reason, one.by) for one in made.withheld]
    assert (gap, by) == (Gap("b", "r1"), "guard")
    assert reason == (f"changes would each have to come before another: of {arn('user', 'ann')}, {arn('user', 'bob')}")


def test_two_baselines_of_the_first_password_policy_cannot_both_be():
    facts = office(password_policy=None)
    made = planned(
        BY_ID["password-policy-missing"],
        asking("a", rules(before=None, minimum_length=99), resource="r1"),
        facts=facts,
    )

    assert [one.gap for one in made.withheld] == [Gap("a", "r1")]
    assert made.steps[0].closes == (Gap("password-policy-missing", f"AWS::::Account:{ACCOUNT}"),)


# --- what the lockout guard refuses


def refusing(*bad):
    """Refuses a plan that holds one of these changes."""
    return lambda made: Refusal("nobody would be left", "keep somebody") if set(bad) & set(made) else None


@pytest.mark.parametrize("at_fault", range(7))
def test_only_the_proposal_that_is_at_fault_is_withheld_wherever_it_stands(guarding, at_fault):
    names = [f"user-{number}" for number in range(7)]
    guarding(refusing(joins(names[at_fault], "staff")))

    made = planned(*(asking(name, joins(name, "staff"), resource=name) for name in names))

    others = [name for name in names if name != names[at_fault]]
    assert changes(made) == [joins(name, "staff") for name in others]
    assert made.withheld == (
        Withheld(gap=Gap(names[at_fault], names[at_fault]), reason="nobody would be left; keep somebody", by="lockout"),
    )


def test_several_at_fault_are_withheld_in_their_order_after_what_remedies_refuse(guarding):
    guarding(refusing(joins("d", "staff"), joins("b", "staff")))
    names = ["e", "d", "c", "b", "a"]

    made = planned(
        *(asking(name, joins(name, "staff")) for name in names), check("x", "r", remedy=mends(Refused("not now")))
    )

    assert changes(made) == [joins(name, "staff") for name in ("e", "c", "a")]
    assert [one.gap.check for one in made.withheld] == ["x", "d", "b"]
    assert numbers(made) == ([1, 2, 3], [])


def test_where_all_are_at_fault_nothing_is_planned_and_the_score_stays(guarding):
    guarding(lambda _made: Refusal("nobody may", "stop"))

    made = planned(BY_ID["password-too-short"], asking("a", makes("ops")), facts=office(password_policy=WEAK))

    assert made.is_empty
    assert [one.gap.check for one in made.withheld] == ["password-too-short", "a"]
    assert (made.score_before, made.score_after) == (0, 0)


def test_of_two_that_are_at_fault_only_together_the_first_stands(guarding):
    both = {loses("user", "ann", "admin"), loses("user", "bob", "admin")}
    guarding(lambda made: Refusal("two", "one") if both <= set(made) else None)

    made = planned(
        asking("a", loses("user", "ann", "admin")),
        asking("b", makes("ops")),
        asking("c", loses("user", "bob", "admin")),
        asking("d", makes("staff")),
    )

    assert changes(made) == [loses("user", "ann", "admin"), makes("ops"), makes("staff")]
    assert [one.gap.check for one in made.withheld] == ["c"]


def test_what_gives_is_asked_about_before_what_restricts_as_it_may_be_what_makes_that_harmless(guarding):
    giving, taking, bad = gets("user", "bob", "admin"), loses("user", "ann", "admin"), makes("bad")

    def rule(made):
        return Refusal("no", "no") if bad in made or (taking in made and giving not in made) else None

    guarding(rule)
    made = planned(
        asking("a", taking, restricts=True),
        asking("b", bad),
        asking("c", giving),
    )

    assert changes(made) == [giving, taking]
    assert [one.gap.check for one in made.withheld] == ["b"]


def test_a_proposal_is_withheld_whole(guarding):
    guarding(refusing(joins("ann", "staff")))

    made = planned(asking("a", makes("staff"), joins("ann", "staff")))

    assert made.is_empty


def test_the_guard_is_asked_of_the_account_and_the_stages_by_its_caller_and_baseline(guarding):
    guard = guarding(lambda _made: None)
    facts, baseline, caller = office(), Baseline(unused_days=7), Caller(arn("user", "zoe"), "key-1")

    planned(asking("a", makes("staff"), joins("ann", "staff")), facts=facts, baseline=baseline, caller=caller)

    assert guard.made == [(baseline, caller)]
    assert guard.asked == [(facts, ((makes("staff"),), (joins("ann", "staff"),)))]


def test_the_guard_is_asked_once_where_nothing_stands_against_the_plan(guarding):
    guard = guarding(lambda _made: None)

    planned(*(asking(name, joins(name, "staff")) for name in "abcdefgh"))

    assert len(guard.asked) == 1


def test_where_nothing_is_proposed_the_guard_is_not_asked(guarding):
    guard = guarding(lambda _made: None)

    planned(check("a", "r1"))

    assert guard.asked == []


def test_what_a_live_proof_has_to_show_is_said_in_the_plan(guarding):
    guarding(lambda _made: Unproven("service control policies were not read", (arn("user", "ann"),)))

    made = planned(asking("a", makes("staff")))

    assert made.live_proof == "service control policies were not read"
    assert (changes(made), made.withheld) == ([makes("staff")], ())


def test_no_live_proof_is_asked_for_what_is_withheld(guarding):
    taking = loses("user", "ann", "admin")

    def rule(made):
        if makes("bad") in made:
            return Refusal("no", "no")
        return Unproven("not read", ()) if taking in made else None

    guarding(rule)
    good = asking("c", makes("staff"))

    assert planned(asking("a", taking), asking("b", makes("bad")), good).live_proof == "not read"
    assert planned(asking("b", makes("bad")), good).live_proof == ""


def test_a_live_proof_is_asked_for_while_the_plan_that_stands_needs_it(guarding):
    def rule(made):
        if makes("bad") in made:
            return Refusal("no", "no")
        return None if makes("staff") in made else Unproven("not read", ())

    guarding(rule)

    made = planned(asking("a", makes("ops")), asking("b", makes("bad")), asking("c", makes("staff")))

    assert (changes(made), made.live_proof) == ([makes("ops"), makes("staff")], "")


# --- room


def test_what_several_ask_for_together_does_not_exceed_aws_s_quotas():
    """Each asks for one group more: there is room for each of them, and not for both."""
    nine = tuple(f"group{number}" for number in range(9))
    facts = office(people=(user("ann", groups=nine), user("bob")), groups=tuple(map(group, (*nine, "ops", "staff"))))
    made = planned(
        asking("a", joins("ann", "ops"), resource=arn("user", "ann")),
        asking("b", joins("ann", "staff"), resource=arn("user", "ann")),
        asking("c", joins("bob", "staff"), resource=arn("user", "bob")),
        facts=facts,
    )

    assert changes(made) == [joins("ann", "ops"), joins("bob", "staff")]
    assert [(one.gap, one.by) for one in made.withheld] == [(Gap("b", arn("user", "ann")), "guard")]
    assert "ann would be in 11 groups" in made.withheld[0].reason


def test_the_groups_that_several_ask_for_are_counted_together():
    many = tuple(group(f"group{number}") for number in range(299))
    made = planned(
        asking("a", makes("ops")), asking("b", makes("staff")), asking("c", makes("ops")), facts=office(groups=many)
    )

    assert changes(made) == [makes("ops")]
    assert [one.gap.check for one in made.withheld] == ["b"]
    assert "301 groups" in made.withheld[0].reason


def test_a_user_in_nine_groups_is_not_planned_into_two_more():
    """Its policy would go to a group, and the user into another that asks for MFA."""
    nine = tuple(f"group{number}" for number in range(9))
    facts = office(
        people=(user("ann", groups=nine, attached_policies=(arn("policy", "read"),)),),
        groups=tuple(map(group, nine)),
        policies=(managed("read", policy(allow("s3:GetObject"))),),
        credential_report=report(
            root_row(),
            *(user_row(name, password_enabled=True, mfa_active=True) for name in ("ann", "yan", "zoe")),
        ),
    )
    made = planned(BY_ID["mfa-not-enforced"], BY_ID["policy-attached-to-user"], facts=facts)
    joined = [one.group for one in changes(made) if isinstance(one, MembershipChange) and one.user == "ann"]

    assert len(joined) == 1
    assert [(one.gap.resource, one.by) for one in made.withheld] == [(arn("user", "ann"), "guard")]


# --- the real guard


def retires(name: str):
    """A check that would take the administrator's power."""
    taking = msgspec.structs.replace(
        gets("user", name, "x"), holder=ref("user", name), policy_arn=ADMINISTRATOR, before=True, after=False
    )
    return check(f"retire-{name}", arn("user", name), remedy=mends(proposes(taking, restricts=True)))


def test_the_last_two_administrators_stay_and_the_rest_of_the_plan_stands():
    made = planned(
        retires("ann"),
        retires("bob"),
        retires("cat"),
        BY_ID["password-too-short"],
        facts=office("ann", "bob", "cat", password_policy=WEAK),
    )

    assert [step.change.resource for step in made.steps] == [f"AWS::::Account:{ACCOUNT}", arn("user", "ann")]
    assert [(one.gap.check, one.by) for one in made.withheld] == [("retire-bob", "lockout"), ("retire-cat", "lockout")]
    assert all("MFA" in one.reason and "; " in one.reason for one in made.withheld)
    assert made.live_proof == ""


def test_where_nobody_administers_yet_nothing_that_restricts_is_planned():
    nobody = account(password_policy=WEAK, identities=identities(users=(user("ann"),)))
    made = planned(asking("a", loses("user", "ann", "read"), restricts=True), BY_ID["password-too-short"], facts=nobody)

    assert [step.change.resource for step in made.steps] == [f"AWS::::Account:{ACCOUNT}"]
    assert [(one.gap.check, one.by) for one in made.withheld] == [("a", "lockout")]


def test_in_a_member_account_what_restricts_an_administrator_asks_for_a_live_proof():
    member = Organization(id="o-1", management_account="999999999999", feature_set="ALL")
    made = planned(retires("ann"), facts=office("ann", "bob", "cat", organization=member))

    assert [step.change.resource for step in made.steps] == [arn("user", "ann")]
    assert "service control policies" in made.live_proof


def test_the_callers_own_key_stays():
    made = planned(
        asking("a", rests("ann", "key-1")), facts=office("ann", "bob"), caller=Caller(arn("user", "ann"), "key-1")
    )

    assert made.is_empty
    assert [one.by for one in made.withheld] == ["lockout"]


# --- earlier runs


def test_what_earlier_runs_left_for_later_is_planned():
    retired = RetiredKey(user="bob", user_arn=arn("user", "bob"), key_id="key-of-bob", last_used=None, at=NOW)

    def later(history, _facts, _baseline):
        return (proposes(deletes(key.user)) for key in history.retired_keys)

    calm = check("a", passes("r1"), remedy=mends(later=later))

    made = planned(calm, history=History(retired_keys=(retired,)))
    assert changes(made) == [deletes("bob")]
    assert made.steps[0].closes == (Gap("a", arn("user", "bob")),)
    assert planned(calm).is_empty


def test_a_remedy_may_both_change_something_and_leave_the_rest_to_people():
    both = check("a", "r1", remedy=mends(proposes(makes("staff")), Guidance("and tell them")))
    made = planned(both)

    assert numbers(made) == ([1], [2])
    assert made.guided[0].instruction == "and tell them"


# --- the real remedies


def test_the_four_remedies_in_one_plan():
    """A policy goes to a group, passwords get rules, an unused key is switched off, people are bound to MFA."""
    facts = office(
        people=(user("ann", attached_policies=(arn("policy", "read"),)), user("bot")),
        groups=(group("admins", attached_policies=(ADMINISTRATOR,)),),
        policies=(managed("read", policy(allow("s3:GetObject"))),),
        credential_report=report(
            root_row(),
            user_row("ann", password_enabled=True, mfa_active=True),
            user_row("bot", keys=(active_key(400, 300), key())),
            *(user_row(name, password_enabled=True, mfa_active=True) for name in ("yan", "zoe")),
        ),
        password_policy=WEAK,
        access_keys=(listed_key("bot", 400),),
    )
    made = planned(
        BY_ID["access-key-unused"],
        BY_ID["mfa-not-enforced"],
        BY_ID["policy-attached-to-user"],
        BY_ID["password-too-short"],
        facts=facts,
    )

    told = [(step.stage, step.risk, type(step.change).__name__, step.change.resource) for step in made.steps]
    moved, bound = (step.change.resource for step in made.steps if isinstance(step.change, GroupChange))
    assert told == [
        (1, "safe", "GroupChange", moved),
        (1, "safe", "MembershipChange", arn("user", "yan")),
        (1, "safe", "MembershipChange", arn("user", "zoe")),
        (1, "safe", "PasswordPolicyChange", facts.resource),
        (2, "safe", "AttachmentChange", moved),
        (2, "disruptive", "AttachmentChange", arn("user", "yan")),
        (2, "disruptive", "AttachmentChange", arn("user", "zoe")),
        (3, "safe", "MembershipChange", arn("user", "ann")),
        (4, "disruptive", "AttachmentChange", arn("user", "ann")),
        (5, "disruptive", "AccessKeyChange", arn("user", "bot")),
        (5, "safe", "GroupChange", bound),
        (6, "safe", "InlinePolicyChange", bound),
        (7, "disruptive", "MembershipChange", arn("user", "ann")),
        (7, "disruptive", "MembershipChange", arn("user", "yan")),
        (7, "disruptive", "MembershipChange", arn("user", "zoe")),
    ]
    assert (made.score_before, made.score_after) == (0, 100)
    assert (made.guided, made.withheld) == ((), ())
