"""The root user as one value: every word of the report's row against every number of the summary."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rootward.model.account import NOT_COLLECTED
from rootward.model.monitoring import Organization
from rootward.model.root_user import Sighting, root_user
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    ACCOUNT,
    NA,
    NOT_SUPPORTED,
    NOW,
    ROOT,
    account,
    active_key,
    ago,
    arn,
    certificate,
    denied,
    key,
    of_root,
    report,
    root_certificate,
    root_key,
    root_row,
    summary,
    user_row,
    virtual_device,
)

NO_SUMMARY = denied("iam:GetAccountSummary")
NO_REPORT = denied("iam:GetCredentialReport")
NO_ORGANIZATION = denied("organizations:DescribeOrganization")
ODD_CELL = Unknown("failed", detail="odd cell")

MANAGEMENT = Organization(id="o-1", management_account=ACCOUNT, feature_set="ALL")
MEMBER = Organization(id="o-1", management_account="999999999999", feature_set="ALL")

REPORTED_AT = NOW - timedelta(hours=1)


def root(**facts):
    return root_user(account(**facts))


def row(**cells):
    return {"credential_report": report(root_row(**cells))}


class TestState:
    def test_a_password_with_mfa_and_nothing_else_is_protected(self):
        assert root().state == "protected"

    @pytest.mark.parametrize(
        "facts",
        [
            {"summary": summary(access_keys_present=True)},
            {"summary": summary(signing_certificates_present=True)},
            {"summary": summary(mfa_enabled=False)},
            {"summary": summary(password_present=False, access_keys_present=True)},
            {"summary": NO_SUMMARY, **row(keys=(active_key(10), key()))},
            {"summary": NO_SUMMARY, **row(certificates=(certificate(), certificate(active=True, last_rotated=ago(9))))},
            {"summary": NO_SUMMARY, **row(mfa_active=False)},
            {"summary": summary(access_keys_present=True), "credential_report": NO_REPORT},
            {"summary": summary(access_keys_present=True), "organization": NO_ORGANIZATION},
        ],
    )
    def test_any_one_known_fact_suffices_for_exposed(self, facts):
        assert root(**facts).state == "exposed"

    def test_a_root_without_a_password_in_an_organisation_is_central(self):
        nothing = summary(mfa_enabled=False, password_present=False)
        gone = row(password_enabled=False, mfa_active=False, password_last_used=NA)

        assert root(summary=nothing, organization=MEMBER, **gone).state == "central"
        assert root(summary=nothing, organization=NO_ORGANIZATION, **gone).state == "central"

    def test_without_an_organisation_nobody_removed_it(self):
        assert root(summary=summary(mfa_enabled=False, password_present=False)).state == "none"

    def test_a_leftover_mfa_device_is_no_credential(self):
        left = summary(mfa_enabled=True, password_present=False)

        assert root(summary=left, organization=MEMBER).state == "central"

    @pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
    def test_outside_the_commercial_partition_a_root_without_keys_has_nothing(self, partition):
        seen = root(partition=partition, summary=summary(mfa_enabled=False, password_present=None))

        assert seen.state == "none"
        assert seen.arn == f"arn:{partition}:iam::{ACCOUNT}:root"

    def test_govcloud_s_root_may_have_keys(self):
        assert root(partition="aws-us-gov", summary=summary(access_keys_present=True)).state == "exposed"

    def test_china_s_root_has_none_whatever_the_sources_say(self):
        seen = root(partition="aws-cn", summary=summary(access_keys_present=True, signing_certificates_present=True))

        assert seen.state == "none"
        for credential in (seen.password, seen.access_key, seen.certificate):
            assert isinstance(credential, Sighting)
            assert credential.value is False

    @pytest.mark.parametrize(
        "facts",
        [
            {"summary": NO_SUMMARY},
            {"summary": NO_SUMMARY, "credential_report": NO_REPORT},
            {"summary": NO_SUMMARY, "credential_report": NO_REPORT, "organization": NO_ORGANIZATION},
            {"summary": summary(mfa_enabled=None), "credential_report": NO_REPORT},
            {"summary": summary(access_keys_present=None)},
            {"summary": summary(signing_certificates_present=None)},
            # a member: its password may have been removed, and the sources do not say
            {
                "summary": summary(password_present=None, mfa_enabled=False),
                "organization": MEMBER,
                **row(password_enabled=NOT_SUPPORTED),
            },
        ],
    )
    def test_unknown_where_what_is_missing_could_change_the_answer(self, facts):
        assert root(**facts).state == "unknown"

    def test_not_unknown_where_what_is_missing_could_not(self):
        assert root(credential_report=NO_REPORT).state == "protected"
        assert root(organization=NO_ORGANIZATION).state == "protected"
        assert root(virtual_mfa_devices=denied("iam:ListVirtualMFADevices")).state == "protected"


class TestPassword:
    @pytest.mark.parametrize("cell", [True, False, NOT_SUPPORTED, NA, ODD_CELL])
    @pytest.mark.parametrize("live", [True, False])
    def test_the_summary_decides_whatever_the_report_says(self, live, cell):
        seen = root(summary=summary(password_present=live), **row(password_enabled=cell)).password

        assert isinstance(seen, Sighting)
        assert (seen.value, seen.source, seen.at) == (live, "account-summary", NOW)

    @pytest.mark.parametrize(("live", "cell"), [(True, False), (False, True)])
    def test_where_they_differ_the_newer_wins_and_says_so(self, live, cell):
        seen = root(summary=summary(password_present=live), **row(password_enabled=cell)).password

        assert isinstance(seen, Sighting)
        assert seen.conflict == (
            f"the credential report of 2026-01-31 11:00 UTC still says password_enabled = {str(cell).lower()}; "
            "the account summary is newer"
        )

    @pytest.mark.parametrize("cell", [True, False])
    def test_a_summary_without_the_number_leaves_it_to_the_report(self, cell):
        seen = root(summary=summary(password_present=None), **row(password_enabled=cell)).password

        assert isinstance(seen, Sighting)
        assert (seen.value, seen.source, seen.at) == (cell, "credential-report", REPORTED_AT)

    @pytest.mark.parametrize("cell", [NOT_SUPPORTED, NA, ODD_CELL])
    @pytest.mark.parametrize(
        ("organization", "fact"), [(None, "standalone account"), (MANAGEMENT, "management account")]
    )
    def test_a_standalone_and_a_management_account_s_root_has_one_when_no_source_says(self, cell, organization, fact):
        seen = root(
            summary=summary(password_present=None), organization=organization, **row(password_enabled=cell)
        ).password

        assert isinstance(seen, Sighting)
        assert (seen.value, seen.source, seen.fact) == (True, "organizations", fact)

    @pytest.mark.parametrize("organization", [MEMBER, NO_ORGANIZATION, NOT_COLLECTED])
    def test_a_member_s_may_be_gone_so_it_is_not_known(self, organization):
        seen = root(
            summary=summary(password_present=None), organization=organization, **row(password_enabled=NOT_SUPPORTED)
        ).password

        assert isinstance(seen, Unknown)
        assert seen.reason == "not_observable"

    def test_no_row_and_no_summary_is_not_known_for_a_member(self):
        seen = root(summary=NO_SUMMARY, credential_report=report(user_row("mark")), organization=MEMBER).password

        assert seen == NO_SUMMARY

    def test_an_odd_cell_is_the_reason_where_the_summary_was_not_asked_for(self):
        seen = root(summary=NOT_COLLECTED, organization=MEMBER, **row(password_enabled=ODD_CELL)).password

        assert seen == ODD_CELL


class TestMfa:
    @pytest.mark.parametrize("cell", [True, False, NOT_SUPPORTED, NA, ODD_CELL])
    @pytest.mark.parametrize("live", [True, False])
    def test_the_summary_decides_whatever_the_report_says(self, live, cell):
        seen = root(summary=summary(mfa_enabled=live), **row(mfa_active=cell)).mfa

        assert isinstance(seen, Sighting)
        assert (seen.value, seen.source) == (live, "account-summary")
        assert bool(seen.conflict) == (isinstance(cell, bool) and cell != live)

    def test_a_denied_summary_leaves_a_report_to_prove_it_missing_only(self):
        missing = root(summary=NO_SUMMARY, **row(mfa_active=False)).mfa

        assert isinstance(missing, Sighting)
        assert (missing.value, missing.source, missing.at) == (False, "credential-report", REPORTED_AT)
        assert root(summary=NO_SUMMARY, **row(mfa_active=True)).mfa == NO_SUMMARY

    @pytest.mark.parametrize("live", [NOT_COLLECTED, summary(mfa_enabled=None)])
    @pytest.mark.parametrize("cell", [True, False])
    def test_a_summary_that_was_not_asked_or_does_not_answer_leaves_it_to_the_report(self, live, cell):
        seen = root(summary=live, **row(mfa_active=cell)).mfa

        assert isinstance(seen, Sighting)
        assert (seen.value, seen.source) == (cell, "credential-report")

    def test_nothing_known_is_the_summary_s_reason(self):
        assert root(summary=NO_SUMMARY, credential_report=NO_REPORT).mfa == NO_SUMMARY


class TestAccessKey:
    def test_the_summary_proves_a_key_that_the_report_calls_inactive(self):
        seen = root(summary=summary(access_keys_present=True))

        assert isinstance(seen.access_key, Sighting)
        assert isinstance(seen.active_access_key, Sighting)
        assert (seen.access_key.value, seen.active_access_key.value) == (True, False)
        assert seen.access_key.conflict == ""

    @pytest.mark.parametrize(
        ("keys", "fact"),
        [
            ((active_key(10), key()), "access_key_1_active"),
            ((key(), active_key(10)), "access_key_2_active"),
            ((active_key(10), active_key(9)), "access_key_1_active"),
            ((key(active=ODD_CELL), active_key(10)), "access_key_2_active"),
        ],
    )
    def test_the_report_alone_proves_an_active_key(self, keys, fact):
        seen = root(summary=NO_SUMMARY, **row(keys=keys)).access_key

        assert isinstance(seen, Sighting)
        assert (seen.value, seen.source, seen.fact) == (True, "credential-report", fact)

    @pytest.mark.parametrize("live", [NO_SUMMARY, NOT_COLLECTED, summary(access_keys_present=None)])
    @pytest.mark.parametrize("credential_report", [report(), report(user_row("mark")), NO_REPORT])
    def test_the_report_never_proves_a_key_absent(self, live, credential_report):
        assert isinstance(root(summary=live, credential_report=credential_report).access_key, Unknown)

    def test_a_summary_without_the_number_names_the_call(self):
        seen = root(summary=summary(access_keys_present=None)).access_key

        assert seen == Unknown(
            "not_observable",
            "iam:GetAccountSummary",
            "GetAccountSummary did not answer with AccountAccessKeysPresent",
        )

    def test_a_key_deleted_since_the_report_is_gone_and_the_difference_is_told(self):
        seen = root(**row(keys=(active_key(10), key()))).access_key

        assert isinstance(seen, Sighting)
        assert seen.value is False
        assert "still says access_key_1_active = true" in seen.conflict

    def test_no_key_at_all_is_no_active_one(self):
        assert root().active_access_key == root().access_key

    @pytest.mark.parametrize(
        ("credential_report", "reason"),
        [
            (NO_REPORT, "denied"),
            (report(user_row("mark")), "not_observable"),
            (report(root_row(keys=(key(active=NOT_SUPPORTED), key()))), "not_observable"),
            (report(root_row(keys=(key(active=ODD_CELL), key()))), "failed"),
        ],
    )
    def test_whether_a_key_is_active_only_the_report_tells(self, credential_report, reason):
        seen = root(summary=summary(access_keys_present=True), credential_report=credential_report)

        assert isinstance(seen.active_access_key, Unknown)
        assert seen.active_access_key.reason == reason


class TestCertificate:
    @pytest.mark.parametrize("live", [True, False])
    def test_the_summary_decides(self, live):
        seen = root(summary=summary(signing_certificates_present=live)).certificate

        assert isinstance(seen, Sighting)
        assert (seen.value, seen.fact) == (live, "AccountSigningCertificatesPresent")

    def test_the_report_alone_proves_an_active_one_and_no_absence(self):
        active = (certificate(), certificate(active=True, last_rotated=ago(5)))
        seen = root(summary=NO_SUMMARY, **row(certificates=active)).certificate

        assert isinstance(seen, Sighting)
        assert (seen.value, seen.fact) == (True, "cert_2_active")
        assert root(summary=NO_SUMMARY).certificate == NO_SUMMARY

    def test_one_deleted_since_the_report_is_gone(self):
        active = (certificate(active=True, last_rotated=ago(5)), certificate())
        seen = root(**row(certificates=active)).certificate

        assert isinstance(seen, Sighting)
        assert seen.value is False
        assert "cert_1_active = true" in seen.conflict


class TestVirtualDevices:
    def test_only_a_device_of_exactly_the_root_arn_is_root_s(self):
        mine = virtual_device(ROOT)
        others = (
            virtual_device(arn("user", "root")),
            virtual_device(arn("user", "root-backup"), serial=arn("mfa", "root-account-mfa-device")),
            virtual_device("arn:aws:iam::999999999999:root"),
            virtual_device(None),
        )

        assert root(virtual_mfa_devices=others).virtual_devices == ()
        assert root(virtual_mfa_devices=(*others, mine)).virtual_devices == (mine,)

    def test_a_denied_list_is_not_an_empty_one(self):
        no_list = denied("iam:ListVirtualMFADevices")

        assert root(virtual_mfa_devices=no_list).virtual_devices == no_list


class TestRow:
    def test_a_user_called_root_is_not_root(self):
        assert root(credential_report=report(user_row("root"), user_row("root_account"))).row is None

    def test_a_denied_report_is_not_a_missing_row(self):
        assert root(credential_report=NO_REPORT).row == NO_REPORT


def test_a_conflict_is_told_beside_the_message():
    plain = Sighting(value=True, source="account-summary", fact="AccountMFAEnabled", at=NOW)
    doubtful = Sighting(value=True, source="account-summary", fact="AccountMFAEnabled", at=NOW, conflict="but…")

    assert plain.told("root has an MFA device") == "root has an MFA device"
    assert doubtful.told("root has an MFA device") == "root has an MFA device (but…)"


def test_what_root_s_own_session_lists_tells_which_keys_are_active_now():
    stale = report(root_row(keys=(active_key(10), key())))
    present = summary(access_keys_present=True)
    off = account(summary=present, credential_report=stale, root_credentials=of_root(root_key(status="Inactive")))

    assert root_user(off).active_access_key == Sighting(
        value=False, source="root-credentials", fact="active_access_key", at=NOW
    )
    nothing = account(summary=present, credential_report=stale, root_credentials=of_root())
    source = root_user(nothing).active_access_key
    assert isinstance(source, Sighting)
    assert source.source == "credential-report"


@pytest.mark.parametrize(
    ("held", "known"), [(root_key(), {"access_key"}), (root_certificate(), {"certificate"}), (None, set())]
)
def test_where_the_summary_was_not_read_root_s_own_list_proves_what_is_there_and_no_absence(held, known):
    listed = of_root() if held is None else of_root(held)
    root = root_user(account(summary=NO_SUMMARY, root_credentials=listed))

    seen = {name for name in ("access_key", "certificate") if isinstance(getattr(root, name), Sighting)}
    assert seen == known
    assert root.state == ("exposed" if known else "unknown")
