"""What the account itself lacks: a contact, analyzers, a trail. Planned, made, proved, and taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from boto3.session import Session

from rootward.errors import GuardRefusedError
from rootward.model.account import Account
from rootward.model.baseline import Contact
from rootward.model.change import AnalyzerChange, BucketChange
from rootward.model.plan import Plan, sealed
from rootward.model.unknown import Unknown
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.scenario import tables
from rootward.sandbox.services.access_analyzer import ArchiveRule, access_analyzer_backends
from rootward.workflows.apply import Approval
from rootward.workflows.source import Live
from rootward.workflows.undo import undo
from tests.workflows.four_gaps import four_gaps
from tests.workflows.patient import Patient, ends, statuses

ACCOUNT = "123456789012"
CONTACT, ANALYZERS, TRAIL = "security-contact-missing", "access-analyzer-missing", "trail-missing"
FACTS = ("security_contact", "analyzers", "trails", "regions")
REGIONS = ("ap-southeast-2", "eu-west-1", "us-east-1")
TEAM = Contact(name="Security team", title="On call", email="security@example.com", phone="+1 206 555 0100")
BUCKET = f"rootward-trail-{ACCOUNT}-us-east-1"


@contextmanager
def account_with(folder: Path, patch: pytest.MonkeyPatch, baseline: dict[str, Any], **other: Any) -> Iterator[Patient]:
    """Somebody with an account of that description."""
    patch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    with serve(four_gaps(regions=REGIONS, **other), enforce=True) as sandbox:
        yield Patient(sandbox, folder, patch, **baseline)


def client(sandbox: Sandbox, service: str, region: str = "us-east-1") -> Any:
    """Whoever calls, at a service."""
    key_id, secret, token = sandbox.credentials
    session: Any = Session()
    return session.client(
        service,
        region_name=region,
        endpoint_url=sandbox.endpoint_url,
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        aws_session_token=token or None,
    )


def closed_and_undone(actor: Patient, check: str) -> tuple[Plan, Account]:
    """The plan, and the account as it was between: the gap is closed, nothing is left to plan, undo gives back."""
    before = actor.account(*FACTS)
    plan = actor.plan(check)

    ran = actor.apply(plan)

    assert (ran.error, ran.applied.ending, set(ends(ran).values()), statuses(ran)) == (
        None,
        "complete",
        {"done"},
        {"closed"},
    )
    between = actor.account(*FACTS)
    assert actor.plan(check).steps == ()
    assert actor.plan(check).guided == ()

    undone = actor.undo()

    assert (undone.error, undone.applied.ending, set(ends(undone).values())) == (None, "complete", {"done"})
    assert actor.account(*FACTS) == before
    return plan, between


def test_a_security_contact_is_named_and_taken_away(tmp_path, monkeypatch):
    with account_with(tmp_path, monkeypatch, {"security_contact": TEAM}) as actor:
        closed_and_undone(actor, CONTACT)


def test_what_is_written_is_who_the_configuration_names(tmp_path, monkeypatch):
    with account_with(tmp_path, monkeypatch, {"security_contact": TEAM}) as actor:
        actor.apply(actor.plan(CONTACT))

        found = client(actor.sandbox, "account").get_alternate_contact(AlternateContactType="SECURITY")

        assert found["AlternateContact"] == {
            "AlternateContactType": "SECURITY",
            "Name": "Security team",
            "Title": "On call",
            "EmailAddress": "security@example.com",
            "PhoneNumber": "+1 206 555 0100",
        }


def test_where_nobody_is_named_the_plan_says_how(tmp_path, monkeypatch):
    with account_with(tmp_path, monkeypatch, {}) as actor:
        plan = actor.plan(CONTACT)

        assert (plan.steps, plan.guided) == ((), ())
        assert [(one.gap.check, one.by) for one in plan.withheld] == [(CONTACT, "guard")]
        assert "[contacts.security]" in plan.withheld[0].reason


def test_a_contact_that_somebody_named_meanwhile_is_not_written_over(tmp_path, monkeypatch):
    with account_with(tmp_path, monkeypatch, {"security_contact": TEAM}) as actor:
        plan = actor.plan(CONTACT)
        client(actor.sandbox, "account").put_alternate_contact(
            AlternateContactType="SECURITY", Name="Ben", Title="CTO", EmailAddress="ben@example.com", PhoneNumber="1"
        )

        with pytest.raises(GuardRefusedError, match="this run changed nothing"):
            actor.apply(plan)

        found = client(actor.sandbox, "account").get_alternate_contact(AlternateContactType="SECURITY")
        assert found["AlternateContact"]["Name"] == "Ben"


def analyzers_of(account: Account) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each region with its analyzers: name and kind."""
    found: Any = account.analyzers
    return [(one.region, [(each.name, each.kind) for each in one.analyzers]) for one in found]


def test_each_region_gets_an_analyzer(tmp_path, monkeypatch):
    paid = tables.Analyzer(name="external", regions=("eu-west-1",), created=9.0, kind="ACCOUNT_UNUSED_ACCESS")

    with account_with(tmp_path, monkeypatch, {}, analyzers=(paid,)) as actor:
        plan, between = closed_and_undone(actor, ANALYZERS)

    made = [step.change for step in plan.steps if isinstance(step.change, AnalyzerChange)]
    assert [(one.region, one.name) for one in made] == [
        ("ap-southeast-2", "external"),
        ("eu-west-1", "external-2"),
        ("us-east-1", "external"),
    ]
    assert analyzers_of(between) == [
        ("ap-southeast-2", [("external", "ACCOUNT")]),
        ("eu-west-1", [("external", "ACCOUNT_UNUSED_ACCESS"), ("external-2", "ACCOUNT")]),
        ("us-east-1", [("external", "ACCOUNT")]),
    ]


def test_a_trail_is_made_from_nothing_and_its_bucket_stays_when_it_is_taken_back(tmp_path, monkeypatch):
    with account_with(tmp_path, monkeypatch, {}) as actor:
        plan, between = closed_and_undone(actor, TRAIL)

        assert not isinstance(between.trails, Unknown)
        (made,) = between.trails
        assert (made.name, made.home_region) == ("rootward-management-events", "us-east-1")
        assert (made.multi_region, made.validates_files, made.logging) == (True, True, True)
        assert [step.change.calls()[0].name for step in plan.steps] == [
            "s3:CreateBucket",
            "s3:PutBucketPolicy",
            "cloudtrail:CreateTrail",
            "cloudtrail:StartLogging",
        ]
        s3 = client(actor.sandbox, "s3")
        assert [one["Name"] for one in s3.list_buckets()["Buckets"]] == [BUCKET]
        with pytest.raises(s3.exceptions.ClientError, match="NoSuchBucketPolicy"):
            s3.get_bucket_policy(Bucket=BUCKET)


def test_the_plan_that_takes_it_back_says_that_the_bucket_stays(tmp_path, monkeypatch):
    shown: list[Plan] = []

    def ask(plan: Plan) -> Approval | None:
        shown.append(plan)
        return None

    with account_with(tmp_path, monkeypatch, {}) as actor:
        actor.apply(actor.plan(TRAIL))
        undo(Live(), None, ask=ask, setting=actor.setting, announce=print)

    (plan,) = shown
    assert [step.change.calls()[0].name for step in plan.steps] == [
        "cloudtrail:StopLogging",
        "cloudtrail:DeleteTrail",
        "s3:DeleteBucketPolicy",
    ]
    assert [one.reason for one in plan.withheld] == [
        f"the bucket {BUCKET} stays, with the log files that are in it: delete it yourself if nobody needs it"
    ]


def test_once_taken_back_it_can_be_made_again_into_the_bucket_that_stayed(tmp_path, monkeypatch):
    with account_with(tmp_path, monkeypatch, {}) as actor:
        closed_and_undone(actor, TRAIL)

        ran = actor.apply(actor.plan(TRAIL))

        assert (ran.error, statuses(ran)) == (None, {"closed"})
        assert ends(ran) == {1: "found", 2: "done", 3: "done", 4: "done"}


@pytest.mark.parametrize("is_cut_off", [False, True])
def test_another_machine_makes_it_again_into_the_bucket_that_stayed(tmp_path, monkeypatch, is_cut_off):
    """With the policy that a run left that was cut off, too."""
    with account_with(tmp_path / "first", monkeypatch, {}) as actor:
        actor.folder = tmp_path / "first"
        if is_cut_off:
            actor.sandbox.deny("cloudtrail:CreateTrail")
            assert actor.apply(actor.plan(TRAIL)).applied.ending == "stopped"
            actor.sandbox.allow_all()
        else:
            closed_and_undone(actor, TRAIL)
        actor.folder = tmp_path / "second"

        ran = actor.apply(actor.plan(TRAIL))

        assert (ran.error, statuses(ran)) == (None, {"closed"})
        assert ends(ran) == {1: "found", 2: "found" if is_cut_off else "done", 3: "done", 4: "done"}


def test_a_bucket_of_the_name_that_others_are_let_into_is_not_written_to(tmp_path, monkeypatch):
    theirs = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
                "Action": "s3:GetObject",
                "Resource": f"arn:aws:s3:::{BUCKET}/*",
            }
        ],
    }
    with account_with(tmp_path, monkeypatch, {}) as actor:
        s3 = client(actor.sandbox, "s3")
        s3.create_bucket(Bucket=BUCKET)
        s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(theirs))
        plan = actor.plan(TRAIL)

        with pytest.raises(GuardRefusedError, match=f"s3:::{BUCKET} was changed meanwhile"):
            actor.apply(plan)

        assert actor.account("trails").trails == ()


def test_a_bucket_of_another_name_that_is_there_is_somebody_else_s(tmp_path, monkeypatch):
    with account_with(tmp_path, monkeypatch, {}) as actor:
        client(actor.sandbox, "s3").create_bucket(Bucket="acme-files")
        plan = actor.plan(TRAIL)
        (first, *_) = plan.steps
        other = msgspec.structs.replace(first.change, name="acme-files", arn="arn:aws:s3:::acme-files")
        edited = sealed(msgspec.structs.replace(plan, steps=(msgspec.structs.replace(first, change=other),)))

        with pytest.raises(GuardRefusedError, match="acme-files is there already, and no run from this machine"):
            actor.apply(edited)


def test_a_trail_that_somebody_had_do_more_since_is_not_taken_away(tmp_path, monkeypatch):
    with account_with(tmp_path, monkeypatch, {}) as actor:
        actor.apply(actor.plan(TRAIL))
        client(actor.sandbox, "cloudtrail").put_insight_selectors(
            TrailName="rootward-management-events", InsightSelectors=[{"InsightType": "ApiCallRateInsight"}]
        )

        with pytest.raises(GuardRefusedError) as refused:
            actor.undo()

        assert str(refused.value) == (
            "this run changed nothing: the account is not as the plan says: step 2: somebody had trail "
            "rootward-management-events do more since: it has Insights; take that from it first, or keep it"
        )
        trails: Any = actor.account("trails", "regions").trails
        assert [one.logging for one in trails] == [True]


def test_an_analyzer_that_somebody_gave_archive_rules_is_not_taken_away(tmp_path, monkeypatch):
    with account_with(tmp_path, monkeypatch, {}) as actor:
        actor.apply(actor.plan(ANALYZERS))
        rule = ArchiveRule("partners", {}, actor.sandbox.now.replace(tzinfo=None))
        with actor.sandbox._application.backends.in_place():
            access_analyzer_backends[ACCOUNT]["eu-west-1"].analyzers["external"].archive_rules.append(rule)

        with pytest.raises(GuardRefusedError, match=r"analyzer external of eu-west-1 archive rules \(partners\)"):
            actor.undo()

        assert all(several for _, several in analyzers_of(actor.account(*FACTS)))


def test_a_bucket_that_was_opened_meanwhile_gets_no_trail(tmp_path, monkeypatch):
    with account_with(tmp_path, monkeypatch, {}) as actor:
        closed_and_undone(actor, TRAIL)
        client(actor.sandbox, "s3").delete_public_access_block(Bucket=BUCKET)

        with pytest.raises(GuardRefusedError, match="was changed meanwhile"):
            actor.apply(actor.plan(TRAIL))


def test_nobody_speaks_to_the_bucket_without_tls(tmp_path, monkeypatch):
    with account_with(tmp_path, monkeypatch, {}) as actor:
        actor.apply(actor.plan(TRAIL))

        policy = json.loads(client(actor.sandbox, "s3").get_bucket_policy(Bucket=BUCKET)["Policy"])

        assert [(one["Effect"], one["Action"]) for one in policy["Statement"]] == [
            ("Allow", "s3:GetBucketAcl"),
            ("Allow", "s3:PutObject"),
            ("Deny", "s3:*"),
        ]


@pytest.mark.parametrize(
    ("trail", "names"),
    [
        ({"multi_region": True, "validates_files": False}, ["cloudtrail:UpdateTrail"]),
        ({"multi_region": False, "validates_files": True}, ["cloudtrail:UpdateTrail"]),
        ({"multi_region": True, "validates_files": True, "logging": False}, ["cloudtrail:StartLogging"]),
        (
            {"multi_region": False, "validates_files": False, "logging": False},
            ["cloudtrail:UpdateTrail", "cloudtrail:StartLogging"],
        ),
    ],
)
def test_a_trail_that_lacks_something_is_told_and_told_back(tmp_path, monkeypatch, trail, names):
    main = tables.Trail(name="main", created=90.0, region="eu-west-1", bucket="logs-of-four-gaps", **trail)

    with account_with(tmp_path, monkeypatch, {}, trails=(main,)) as actor:
        plan, _ = closed_and_undone(actor, TRAIL)

    assert [step.change.calls()[0].name for step in plan.steps] == names
    assert not any(isinstance(step.change, BucketChange) for step in plan.steps)


def test_a_policy_that_is_not_known_yet_is_waited_for(tmp_path, monkeypatch):
    with account_with(tmp_path, monkeypatch, {}) as actor:
        plan = actor.plan(TRAIL)
        outcomes = iter(["InsufficientS3BucketPolicyException", None])
        told = refused_at_first(monkeypatch, "CreateTrail", outcomes)

        ran = actor.apply(plan)

        assert (ran.error, set(ends(ran).values()), statuses(ran)) == (None, {"done"}, {"closed"})
        assert told == ["InsufficientS3BucketPolicyException"]


def refused_at_first(patch: pytest.MonkeyPatch, operation: str, outcomes: Iterator[str | None]) -> list[str]:
    """Let calls of the operation be refused with these codes, one after the other; None: as it is. What was told."""
    from rootward.aws.executor import Executor, Refused

    told: list[str] = []
    own = Executor.run

    def run(self: Executor, call: Any) -> Any:
        code = next(outcomes, None) if call.operation == operation else None
        if code is None:
            return own(self, call)
        told.append(code)
        return Refused(call, "conflict", code, "the policy is not sufficient")

    patch.setattr(Executor, "run", run)
    return told
