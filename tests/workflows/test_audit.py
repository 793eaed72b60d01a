"""An audit asks for what its checks read, and for what the report's head says; for nothing else."""

from __future__ import annotations

from datetime import date

from rootward import __version__
from rootward.checks.registry import BY_ID, CHECKS, select
from rootward.model.account import DEEP_FACTS, FACTS
from rootward.model.baseline import AcceptedRisk, Baseline
from rootward.workflows.audit import audit_account, facts_of
from rootward.workflows.mfa_list import DEVICES_OF_USERS
from tests.checks.facts import account, denied, summary

OF_LISTS = {DEVICES_OF_USERS}
"""What `rootward mfa list` tells more by than the checks ask."""

HEAD = {"alias", "summary", "credential_report", "organization"}


def test_one_check_asks_for_its_own_facts_and_the_heads():
    assert set(facts_of([BY_ID["password-too-short"]])) == HEAD | {"password_policy"}


def test_what_costs_a_call_for_each_user_is_asked_for_only_when_told():
    assert set(facts_of(CHECKS)).isdisjoint(DEEP_FACTS)
    assert set(facts_of(CHECKS, deep=True)) >= set(DEEP_FACTS) - OF_LISTS


def test_every_fact_has_a_check_that_reads_it_or_a_remedy_or_a_list():
    of_remedies = {fact for check in CHECKS if check.remedy is not None for fact in check.remedy.facts}

    assert set(facts_of(CHECKS, deep=True)) | of_remedies | OF_LISTS == set(FACTS)


def test_the_audit_names_the_account_and_roots_state():
    audit = audit_account(account(summary=summary(mfa_enabled=False)))

    assert (audit.rootward, audit.account.id, audit.account.alias) == (__version__, "123456789012", "acme")
    assert audit.account.root_state == "exposed"


def test_an_alias_that_was_denied_is_no_alias():
    assert audit_account(account(alias=denied("iam:ListAccountAliases"))).account.alias is None


def test_an_accepted_risk_that_matches_nothing_is_a_warning():
    risk = AcceptedRisk(check="root-mfa-missing", resource="*", reason="r", owner="o", expires=date(2026, 12, 31))

    audit = audit_account(account(), Baseline(accepted_risks=(risk,)), checks=select(["root-mfa-missing"]))

    assert audit.warnings == ("the accepted risk for root-mfa-missing on * matches no finding",)


def test_a_laxer_baseline_leaves_the_control_unmet_whatever_the_check_says():
    audit = audit_account(account(), Baseline(max_key_age_days=180), checks=select(["access-key-old"]))

    assert ("cis-7.0", "2.12") in {(control.framework, control.control) for control in audit.unmet_controls}
    assert all("2.12" not in finding.controls.get("cis-7.0", ()) for finding in audit.findings)
