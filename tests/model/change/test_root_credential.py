from __future__ import annotations

import msgspec
import pytest

from rootward.model.change import ApiCall
from rootward.model.unknown import Unknown
from tests.checks.facts import NOW, ROOT, account, ago, denied, of_root, root_certificate, root_key, summary
from tests.model.change import kinds

KEY, OTHER, CERTIFICATE = root_key(), root_key(id="root-access-key-2", status="Inactive"), root_certificate()
BOTH = summary(access_keys_present=True, signing_certificates_present=True)
FACTS = account(summary=BOTH, root_credentials=of_root(KEY, OTHER, CERTIFICATE))
KINDS = ("access-key", "signing-certificate")


@pytest.mark.parametrize(
    ("kind", "after", "operation", "parameters"),
    [
        ("access-key", "Inactive", "UpdateAccessKey", {"AccessKeyId": "root-access-key-1", "Status": "Inactive"}),
        ("access-key", "Active", "UpdateAccessKey", {"AccessKeyId": "root-access-key-1", "Status": "Active"}),
        ("access-key", None, "DeleteAccessKey", {"AccessKeyId": "root-access-key-1"}),
        (
            "signing-certificate",
            "Inactive",
            "UpdateSigningCertificate",
            {"CertificateId": "root-signing-certificate-1", "Status": "Inactive"},
        ),
        ("signing-certificate", None, "DeleteSigningCertificate", {"CertificateId": "root-signing-certificate-1"}),
    ],
)
def test_it_is_called_by_its_exact_id_and_without_a_user_s_name(kind, after, operation, parameters):
    assert kinds.of_root(kind, after=after).calls() == (
        ApiCall(operation=operation, parameters=parameters, resource=ROOT),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_off_hurts_deleted_is_for_good_and_on_again_is_safe(kind):
    risks = [kinds.of_root(kind, after=after).risk for after in ("Inactive", None, "Active")]

    assert risks == ["disruptive", "irreversible", "safe"]
    assert kinds.of_root(kind, after=None).inverse() is None
    assert kinds.of_root(kind).inverse() == kinds.of_root(kind, after="Active")


def test_a_use_since_the_plan_speaks_against_taking_a_key_and_of_certificates_aws_knows_none():
    keys = [kinds.of_root(after=after).asks_for_rest for after in ("Inactive", None, "Active")]
    certificates = [kinds.of_root("signing-certificate", after=after).asks_for_rest for after in ("Inactive", None)]

    assert (keys, certificates) == ([True, True, False], [False, False])


def test_a_key_and_a_certificate_of_one_id_are_two_and_neither_is_a_user_s():
    key, certificate = (kinds.of_root(kind, id="1") for kind in KINDS)
    of_users = kinds.credential("signing-certificate", id="1")

    assert len({one.target for one in (key, certificate, of_users)}) == 3
    assert {key.resource, certificate.resource} == {ROOT}


@pytest.mark.parametrize(("kind", "held"), [("access-key", KEY), ("signing-certificate", CERTIFICATE)])
def test_its_state_is_what_root_s_own_list_says(kind, held):
    assert kinds.of_root(kind).state(FACTS) == held.status
    assert kinds.of_root(kind, id="gone").state(FACTS) is None
    assert kinds.of_root(kind, id="gone", after=None).effect(FACTS) == FACTS


def test_where_root_did_not_ask_nothing_is_known():
    unseen = account(root_credentials=Unknown("not_observable", detail="for root alone"))

    assert kinds.of_root().state(unseen) == Unknown("not_observable", detail="for root alone")
    assert kinds.of_root(after=None).effect(unseen) == unseen


def test_only_the_one_is_switched_off_and_root_still_has_a_key():
    after = kinds.of_root().effect(FACTS)

    off = msgspec.structs.replace(KEY, status="Inactive")
    assert after == msgspec.structs.replace(FACTS, root_credentials=of_root(off, OTHER, CERTIFICATE))


def test_the_summary_says_that_root_has_none_once_the_last_one_is_deleted():
    one_left = kinds.of_root(after=None).effect(FACTS)
    none_left = kinds.of_root(id="root-access-key-2", after=None).effect(one_left)
    neither = kinds.of_root("signing-certificate", after=None).effect(none_left)

    assert one_left == msgspec.structs.replace(FACTS, root_credentials=of_root(OTHER, CERTIFICATE))
    assert none_left == account(
        summary=summary(access_keys_present=False, signing_certificates_present=True),
        root_credentials=of_root(CERTIFICATE),
    )
    assert neither == account(
        summary=summary(access_keys_present=False, signing_certificates_present=False), root_credentials=of_root()
    )


def test_a_summary_that_was_not_read_stays_unread():
    unread = account(summary=denied("iam:GetAccountSummary"), root_credentials=of_root(KEY))

    assert kinds.of_root(after=None).effect(unread) == account(
        summary=denied("iam:GetAccountSummary"), root_credentials=of_root()
    )


def test_it_makes_nothing_that_was_not_there():
    assert kinds.of_root().makes is None
    assert kinds.of_root(last_used=ago(40), before="Active").last_used == ago(40) < NOW


def test_a_key_that_leaked_is_not_spared_for_a_use_by_what_would_spare_it():
    idle, leaked = kinds.of_root("access-key"), msgspec.structs.replace(kinds.of_root("access-key"), in_use=True)

    assert idle.merged(leaked) == leaked.merged(idle) == leaked
    assert idle.merged(kinds.of_root("access-key", after=None)) is None
    assert idle.merged(kinds.of_root("signing-certificate")) is None
