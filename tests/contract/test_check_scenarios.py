"""Every check has a practice account for each verdict it can give, and gives that verdict on it."""

from __future__ import annotations

import pytest

from rootward.aws.session import open_session
from rootward.checks.registry import BY_ID, CHECKS
from rootward.engine.judging import judge
from rootward.model.account import FACTS, Account
from rootward.model.baseline import Baseline
from rootward.model.finding import STATUSES
from rootward.sandbox import serve
from rootward.sandbox.scenario.draft import scenario_of
from rootward.sandbox.scenario.file import load
from rootward.sandbox.scenario.tables import Scenario
from rootward.sandbox.scenario.variant import base, checks, variants
from rootward.workflows.collect import collect_account

OWED = ("pass", "fail", "unknown")

IMPOSSIBLE = {
    "root-mfa-single.fail": "root's passkeys are listed to root alone, and rootward does not ask as root",
    "access-key-leaked.pass": "no scan is joined with a practice account that has just begun",
    "access-key-leaked.fail": "no scan is joined with a practice account that has just begun",
    "access-key-leaked.unknown": "no scan is joined with a practice account that has just begun",
    "access-key-on-disk.pass": "a practice account has no machine of its own",
    "access-key-on-disk.fail": "a practice account has no machine of its own",
    "access-key-on-disk.unknown": "a practice account has no machine of its own",
    "member-root-credentials-present.pass": "this version does not open root sessions in members",
    "member-root-credentials-present.fail": "this version does not open root sessions in members",
    "root-not-denied-by-scp.pass": "this version does not read service control policies",
    "root-not-denied-by-scp.fail": "this version does not read service control policies",
    "root-used-for-daily-work.pass": "it is read from log files, which an account alone does not bring",
    "root-used-for-daily-work.fail": "it is read from log files, which an account alone does not bring",
    "scp-blocks-central-root.pass": "this version does not read service control policies",
    "scp-blocks-central-root.fail": "this version does not read service control policies",
}
"""The verdicts that a check cannot give, and why. The check's file says it in its own words."""

SHOWN = [
    f"{check}.{verdict}" for check in checks() for verdict, impossible in variants(check).items() if not impossible
]


def collected(scenario: Scenario, facts: tuple[str, ...]) -> Account:
    with serve(scenario) as sandbox:
        environment = sandbox.environment
        session = open_session(
            profile=None,
            region=sandbox.region,
            role_arn=None,
            endpoint_url=sandbox.endpoint_url,
            credentials=(
                environment["AWS_ACCESS_KEY_ID"],
                environment["AWS_SECRET_ACCESS_KEY"],
                environment["AWS_SESSION_TOKEN"],
            ),
        )
        return collect_account(session, facts, sleep=lambda _seconds: None)


@pytest.mark.parametrize("name", SHOWN)
def test_the_check_gives_the_verdict_that_its_scenario_is_named_after(name):
    check, _, verdict = name.rpartition(".")

    account = collected(load(name), BY_ID[check].facts)

    findings = judge(account, [BY_ID[check]], Baseline())
    told = [(finding.status, finding.message) for finding in findings]
    assert min((finding.status for finding in findings), key=STATUSES.index) == verdict, told


@pytest.mark.parametrize("check", CHECKS, ids=[check.id for check in CHECKS])
def test_every_check_has_a_scenario_for_each_verdict_or_a_reason_for_none(check):
    assert check.id in checks(), f"write src/rootward/sandbox/scenarios/checks/{check.id}.toml"

    shown = {verdict for verdict, impossible in variants(check.id).items() if not impossible}
    called_impossible = {verdict for verdict, impossible in variants(check.id).items() if impossible}
    assert called_impossible == {verdict for verdict in OWED if f"{check.id}.{verdict}" in IMPOSSIBLE}
    assert shown | called_impossible >= set(OWED)


def test_no_scenario_is_of_a_check_that_is_not_there():
    assert set(checks()) <= set(BY_ID)
    assert {name.rpartition(".")[0] for name in IMPOSSIBLE} <= set(BY_ID)


def test_nothing_is_wrong_in_the_quiet_account_that_they_all_start_from():
    account = collected(scenario_of(base(), "_base"), FACTS)

    findings = judge(account, CHECKS, Baseline())

    assert [finding.check for finding in findings if finding.status == "fail"] == []
    # Root's passkey may be its only device: AWS does not show it. And no log was given.
    unknown = [finding.check for finding in findings if finding.status == "unknown"]
    assert unknown == ["root-mfa-single", "root-used-for-daily-work"]
