from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime

import msgspec
import pytest

from rootward.aws.readers import ACTIONS, READERS
from rootward.aws.readers.reader import Reader
from rootward.aws.session import open_session
from rootward.checks.registry import CHECKS, select
from rootward.errors import CredentialsError
from rootward.local.snapshot import read_snapshot, write_snapshot
from rootward.model.account import DEEP_FACTS, FACTS, NOT_FROM_AWS
from rootward.model.credential import RootCredentials
from rootward.model.identity import Identities
from rootward.model.redaction import redact
from rootward.model.unknown import Blocked, Unknown
from rootward.sandbox import Sandbox, serve
from rootward.workflows.audit import audit_account, facts_of
from rootward.workflows.collect import collect_account

ROOT_ALONE = "root_credentials"
"""What AWS tells nobody else. Whoever collects in most of these accounts is a user."""

IAM_PRACTICES = tuple(check for check in CHECKS if check.practice != "root_use")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)


@pytest.fixture(scope="module")
def startup():
    with serve("startup") as served:
        yield served


@pytest.fixture
def sandbox(startup):
    """The practice account of this module, with nothing denied and no calls yet."""
    startup.allow_all()
    startup.throttle_next(0)
    startup.calls.clear()
    return startup


def session_of(sandbox: Sandbox):
    return open_session(
        profile=None,
        region=sandbox.region,
        role_arn=None,
        endpoint_url=sandbox.endpoint_url,
        credentials=sandbox.credentials,
    )


def collect(sandbox: Sandbox, facts=None, **settings):
    return collect_account(session_of(sandbox), facts, sleep=lambda _: None, **settings)


def unread(account):
    facts = {fact: getattr(account, fact) for fact in FACTS}
    return {fact: value.reason for fact, value in facts.items() if isinstance(value, Unknown)}


def test_what_root_alone_is_told_is_read_where_root_collects():
    with serve("fresh-account") as sandbox:
        account = collect(sandbox, (ROOT_ALONE,))

        assert account.root_credentials == RootCredentials()
        assert {call.operation for call in sandbox.calls} == {
            "GetCallerIdentity",
            "ListAccessKeys",
            "ListSigningCertificates",
        }


@pytest.mark.parametrize("scenario", ["startup", "hardened"])
def test_every_fact_of_a_practice_account_is_read(scenario):
    with serve(scenario) as sandbox:
        account = collect(sandbox, deep=True)

        assert unread(account) == {**dict.fromkeys(NOT_FROM_AWS, "not_collected"), ROOT_ALONE: "not_observable"}
        assert (account.id, account.caller) == (sandbox.account_id, sandbox.caller_arn)
        assert account.endpoint == sandbox.endpoint_url
        assert sandbox.not_emulated == []


def test_only_what_is_asked_for_and_what_that_needs_is_read(sandbox):
    account = collect(sandbox, ("alias", "analyzers"))

    assert set(FACTS) - set(unread(account)) == {"alias", "regions", "analyzers"}
    assert {call.operation for call in sandbox.calls} == {
        "GetCallerIdentity",
        "ListAccountAliases",
        "DescribeRegions",
        "ListAnalyzers",
    }


def test_what_costs_a_call_for_each_user_is_read_with_deep_alone(sandbox):
    shallow = unread(collect(sandbox))

    assert {shallow[fact] for fact in DEEP_FACTS} == {"not_collected"}
    assert not {"ListAccessKeys", "ListSSHPublicKeys"} & {call.operation for call in sandbox.calls}


REPORTS_OF_USE = {"GenerateServiceLastAccessedDetails", "GetServiceLastAccessedDetails"}
"""What the fact `service_access` costs, for a bounded number of identities: it is counted by itself."""


def test_the_iam_practices_cost_at_most_twenty_iam_calls_and_one_a_region(sandbox):
    collect(sandbox, facts_of(IAM_PRACTICES))

    calls = Counter(call.service for call in sandbox.calls if call.operation not in REPORTS_OF_USE)
    assert calls["iam"] <= 20
    assert calls["accessanalyzer"] == len(sandbox.regions)
    assert set(calls) == {"iam", "sts", "ec2", "organizations", "accessanalyzer"}


def test_what_is_used_costs_three_calls_for_each_administrator_and_owner_of_a_key_while_reports_take_one_look(sandbox):
    account = collect(sandbox, facts_of(IAM_PRACTICES))

    calls = Counter(call.operation for call in sandbox.calls)
    assert isinstance(account.service_access, tuple)
    assert {name: calls[name] for name in REPORTS_OF_USE} == {
        "GenerateServiceLastAccessedDetails": len(account.service_access),
        "GetServiceLastAccessedDetails": 2 * len(account.service_access),
    }


def test_with_deep_everybody_is_asked_what_they_use(sandbox):
    account = collect(sandbox, ("service_access",), deep=True)

    assert isinstance(account.identities, Identities)
    assert isinstance(account.service_access, tuple)
    everybody = {one.arn for one in account.identities.users} | {one.arn for one in account.identities.roles}
    assert everybody - {one.arn for one in account.service_access} == {
        "arn:aws:iam::123456789012:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport"
    }


def test_taken_at_is_when_the_collection_began(sandbox):
    began = datetime(2026, 1, 31, 12, tzinfo=UTC)

    assert collect(sandbox, ("alias",), now=lambda: began).taken_at == began


def test_progress_tells_of_each_fact(sandbox):
    lines: list[str] = []

    collect(sandbox, ("alias", "password_policy"), progress=lines.append)

    assert lines == ["read alias (1 of 2)", "read password policy (2 of 2)"]


def test_with_everything_denied_every_fact_names_an_action_of_its_own(sandbox):
    sandbox.deny_all()

    account = collect(sandbox, deep=True)

    assert unread(account)[ROOT_ALONE] == "not_observable"
    for fact in set(FACTS) - {*NOT_FROM_AWS, ROOT_ALONE}:
        value = getattr(account, fact)
        assert isinstance(value, Unknown) or (fact == "topics" and value == ()), fact
        if isinstance(value, Unknown):
            assert value.reason == "denied", fact
            assert value.action in ACTIONS[fact], fact


NOTHING_TO_ASK_FOR_HERE = {"topics", "log_alarms", "organization_features"}


@pytest.mark.parametrize("fact", sorted(set(FACTS) - {*NOT_FROM_AWS, ROOT_ALONE}))
def test_a_denied_action_leaves_the_other_facts_alone(sandbox, fact):
    reader = READERS[fact]
    others = {"alias", "password_policy"} - {fact}
    sandbox.deny(*reader.actions)

    account = collect(sandbox, {fact, *others}, deep=True)

    assert not others & set(unread(account))
    if fact not in NOTHING_TO_ASK_FOR_HERE:
        found = msgspec.json.encode(getattr(account, fact)).decode()
        assert any(f'"reason":"denied","action":"{action}"' in found for action in reader.actions)


def test_a_region_that_a_service_control_policy_closes_is_blocked_and_the_rest_is_read(sandbox):
    sandbox.deny_region("eu-west-1")

    account = collect(sandbox)

    assert unread(account).keys() <= {*NOT_FROM_AWS, "certificate_uses", ROOT_ALONE, *DEEP_FACTS}
    assert isinstance(account.analyzers, tuple)
    assert [type(one.analyzers) is Blocked for one in account.analyzers] == [True, False, False]


def test_throttling_that_passes_is_not_noticed(sandbox):
    session = session_of(sandbox)
    sandbox.throttle_next(3)

    account = collect_account(session, ("alias", "summary"))

    assert unread(account).keys() & {"alias", "summary"} == set()


def test_throttling_that_stays_leaves_the_facts_failed(sandbox):
    session = session_of(sandbox)
    sandbox.throttle_next(1000)

    account = collect_account(session, ("alias", "summary"))

    assert {fact: unread(account)[fact] for fact in ("alias", "summary")} == {"alias": "failed", "summary": "failed"}


def test_past_the_deadline_what_is_left_is_failed_and_named(sandbox):
    now = [0.0]

    def clock():
        now[0] += 1
        return now[0]

    account = collect(sandbox, ("alias", "summary", "analyzers"), deadline_seconds=0, clock=clock)

    late = "not read within the deadline of 0 seconds"
    assert account.summary == Unknown("failed", "iam:GetAccountSummary", late)
    assert account.regions == Unknown("failed", "ec2:DescribeRegions", late)
    assert (account.analyzers.reason, account.analyzers.detail) == ("failed", late)


def test_a_read_that_hangs_does_not_hold_the_collection_past_its_deadline(sandbox, monkeypatch):
    stuck = threading.Event()
    monkeypatch.setattr("rootward.workflows.collect._GRACE_SECONDS", 0.0)
    monkeypatch.setitem(
        READERS, "summary", Reader(fact="summary", calls=READERS["summary"].calls, ask=lambda *_: stuck.wait())
    )

    account = collect(sandbox, ("summary",), deadline_seconds=0.01)

    assert account.summary == Unknown("failed", "iam:GetAccountSummary", "not read within the deadline of 0.01 seconds")
    stuck.set()


def test_many_reads_that_hang_share_one_grace(sandbox, monkeypatch):
    stuck = threading.Event()
    waited = []
    now = [100.0]

    def wait(futures, timeout):
        del futures
        waited.append(timeout)
        now[0] += timeout

    monkeypatch.setattr("rootward.workflows.collect.wait", wait)
    facts = ("alias", "summary", "password_policy", "saml_providers")
    for fact in facts:
        monkeypatch.setitem(READERS, fact, Reader(fact=fact, calls=READERS[fact].calls, ask=lambda *_: stuck.wait()))

    account = collect(sandbox, facts, deadline_seconds=5, clock=lambda: now[0])

    assert sum(waited) == 7  # the deadline of 5 seconds and the grace of 2, for all of them together
    assert all(getattr(account, fact).reason == "failed" for fact in facts)
    stuck.set()


def test_credentials_that_expire_on_the_way_end_the_collection(sandbox, monkeypatch):
    def expired(*_):
        raise CredentialsError("the AWS credentials have expired (ExpiredToken)")

    monkeypatch.setitem(READERS, "summary", Reader(fact="summary", calls=READERS["summary"].calls, ask=expired))

    with pytest.raises(CredentialsError, match="expired"):
        collect(sandbox)


def test_a_snapshot_of_a_collection_gives_the_same_report(sandbox, tmp_path):
    account = collect(sandbox, deep=True)

    write_snapshot(account, tmp_path / "account.json")

    assert read_snapshot(tmp_path / "account.json") == account


ADMIN_PATH_GROUPS = {"administrators"}
"""Rootward's own name for a group, by which checks know who is meant to administer: it stays."""


@pytest.mark.parametrize("scenario", ["startup", "hardened"])
def test_a_redacted_collection_comes_to_the_same_verdicts_and_tells_of_nobody(scenario):
    with serve(scenario) as sandbox:
        account = collect(sandbox, deep=True)
    redacted = redact(account)

    def verdicts(facts):
        return Counter((finding.check, finding.status) for finding in audit_account(facts, verbose=True).findings)

    assert verdicts(redacted) == verdicts(account)
    assert isinstance(account.identities, Identities)
    text = msgspec.json.encode(redacted).decode()
    told = [account.id, str(account.alias), sandbox.endpoint_url]
    told += [user.name for user in account.identities.users]
    told += [group.name for group in account.identities.groups if group.name not in ADMIN_PATH_GROUPS]
    assert [name for name in told if name in text] == []


# ---- users newer than the credential report


NEWCOMER = "newcomer"
PASSWORD = "A long word of n0 use!"  # noqa: S105 - of a practice account


@pytest.fixture(scope="module")
def grown():
    """A practice account whose report is there already, and then a user is made, with a password and no device."""
    with serve("hardened") as served:
        collect(served, ("credential_report",))
        iam = session_of(served).client("iam")
        iam.create_user(UserName=NEWCOMER)
        iam.create_login_profile(UserName=NEWCOMER, Password=PASSWORD, PasswordResetRequired=True)
        yield served


@pytest.fixture
def younger(grown):
    """That account, with nothing denied and no calls yet."""
    grown.allow_all()
    grown.calls.clear()
    return grown


def rows_of(account):
    return {row.user: row for row in account.credential_report.users}


def test_a_user_newer_than_the_report_has_a_row_that_was_read_live(younger):
    account = collect(younger, ("credential_report", "identities"))

    row = rows_of(account)[NEWCOMER]
    assert (row.password_enabled, row.mfa_active, [key.active for key in row.keys]) == (True, False, [False, False])
    assert row.created >= account.credential_report.generated_at
    verdicts = {one.resource: one for one in audit_account(account, checks=select(("user-mfa-missing",))).findings}
    assert verdicts[row.arn].status == "fail"


def test_the_report_alone_is_read_as_it_is(younger):
    account = collect(younger, ("credential_report",))

    assert NEWCOMER not in rows_of(account)
    assert {call.operation for call in younger.calls} == {
        "GetCallerIdentity",
        "GenerateCredentialReport",
        "GetCredentialReport",
    }


@pytest.mark.parametrize(
    "action", ["iam:GetLoginProfile", "iam:ListMFADevices", "iam:ListAccessKeys", "iam:ListSigningCertificates"]
)
def test_where_a_newcomer_may_not_be_asked_nothing_is_told_of_it(younger, action):
    younger.deny(action)

    account = collect(younger, ("credential_report", "identities"))

    assert NEWCOMER not in rows_of(account)
    found = audit_account(account, checks=select(("user-mfa-missing",))).findings
    assert [one.status for one in found if one.resource.endswith(f"/{NEWCOMER}")] == ["unknown"]


def test_the_report_is_asked_for_before_the_identities_are_there(younger, monkeypatch):
    asked = threading.Event()
    report, people = READERS["credential_report"], READERS["identities"]

    def ask(reading, account):
        asked.set()
        return report.ask(reading, account)

    def wait(reading, account):
        assert asked.wait(30)
        return people.ask(reading, account)

    monkeypatch.setitem(READERS, "credential_report", msgspec.structs.replace(report, ask=ask))
    monkeypatch.setitem(READERS, "identities", msgspec.structs.replace(people, ask=wait))

    assert NEWCOMER in rows_of(collect(younger, ("credential_report", "identities")))


def test_identities_that_hang_do_not_cost_the_report(younger, monkeypatch):
    stuck = threading.Event()
    monkeypatch.setattr("rootward.workflows.collect._GRACE_SECONDS", 1.0)
    hanging = msgspec.structs.replace(READERS["identities"], ask=lambda *_: stuck.wait())
    monkeypatch.setitem(READERS, "identities", hanging)

    account = collect(younger, ("credential_report", "identities"), deadline_seconds=5)

    assert unread(account)["identities"] == "failed"
    assert rows_of(account)
    stuck.set()
