"""service-credential-old: bearer secrets that are old, or never expire although they could."""

from __future__ import annotations

import pytest

from rootward.model.change import UserCredentialChange
from tests.checks.asking import only, status
from tests.checks.facts import account, ago, arn, denied, report, service_access, service_credential, user_row
from tests.checks.proposing import a_finding, applied, changes, guidance, proposal, proposed, refusal, undone

CHECK = "service-credential-old"
BEDROCK = "bedrock.amazonaws.com"


def of(**fields):
    created = fields.pop("created", 10)
    row = user_row("dev", arn=arn("user", "people/dev"))
    return account(credential_report=report(row), service_credentials=(service_credential("dev", created, **fields),))


def test_an_old_credential_fails_for_its_owner():
    verdict = only(CHECK, of(created=200))

    assert (verdict.status, verdict.resource) == ("fail", arn("user", "people/dev"))
    assert verdict.message == (
        "credential credential-of-dev of dev for codecommit.amazonaws.com is 200 days old (created 2025-07-15)"
    )


@pytest.mark.parametrize(("age", "expected"), [(90, "pass"), (91, "fail")])
def test_exactly_at_the_limit_is_within_it(age, expected):
    assert status(CHECK, of(created=age)) == expected
    assert status(CHECK, of(created=age), max_key_age_days=365) == "pass"


@pytest.mark.parametrize("service", [BEDROCK, "logs.amazonaws.com", "a-service-of-2027.amazonaws.com"])
def test_a_key_that_could_expire_and_does_not_fails_however_young(service):
    verdict = only(CHECK, of(service=service))

    assert verdict.status == "fail"
    assert verdict.message.endswith(f"for {service} never expires")
    assert status(CHECK, of(service=service, expires=ago(-30))) == "pass"


@pytest.mark.parametrize("service", ["codecommit.amazonaws.com", "cassandra.amazonaws.com"])
def test_a_service_without_expiry_dates_is_not_asked_for_one(service):
    assert status(CHECK, of(service=service)) == "pass"


def test_old_and_endless_says_both():
    assert only(CHECK, of(service=BEDROCK, created=400)).message.endswith(
        "is 400 days old (created 2024-12-27) and never expires"
    )


@pytest.mark.parametrize(
    "fields", [{"status": "Inactive"}, {"status": "Expired"}, {"service": BEDROCK, "expires": ago(1)}]
)
def test_what_no_longer_works_passes(fields):
    assert status(CHECK, of(created=400, **fields)) == "pass"


def test_none_passes_and_a_denied_list_is_unknown():
    no_list = denied("iam:ListServiceSpecificCredentials")

    assert only(CHECK, account()).status == "pass"
    assert only(CHECK, account(service_credentials=no_list)).unknowns == (no_list,)
    assert only(CHECK, account(service_credentials=no_list)).status == "unknown"


def test_without_the_report_it_is_judged_all_the_same():
    facts = account(
        credential_report=denied("iam:GetCredentialReport"), service_credentials=(service_credential("dev", 200),)
    )

    assert (only(CHECK, facts).status, only(CHECK, facts).resource) == ("fail", arn("user", "dev"))


# --- how it is fixed


def off(key_id="credential-of-ann", service="codecommit.amazonaws.com"):
    return UserCredentialChange(
        credential="service-credential",
        user="ann",
        user_arn=ANN,
        id=key_id,
        service=service,
        before="Active",
        after="Inactive",
    )


ANN = arn("user", "people/ann")


def house(credentials, **facts):
    row = user_row("ann", arn=ANN)
    return account(credential_report=report(row, user_row("bob")), service_credentials=credentials, **facts)


def test_an_old_credential_is_switched_off_and_the_plan_says_that_its_use_is_not_known():
    facts = house((service_credential("ann", 100),))
    made = proposal(CHECK, facts)

    assert made.batches == ((off(),),)
    assert made.restricts
    assert made.why == (
        "credential credential-of-ann of ann for codecommit.amazonaws.com is 100 days old (created 2025-10-23); AWS "
        "does not record its use ('rootward plan --deep' asks when ann last used codecommit.amazonaws.com), and "
        "whatever works with it is refused from then on: ask its owner"
    )
    assert status(CHECK, applied(made, facts)) == "pass"
    assert undone(made, applied(made, facts)) == facts


def test_each_old_credential_of_the_user_is_a_proposal_of_its_own_and_the_others_stay():
    bedrock = {"service": "bedrock.amazonaws.com"}
    facts = house(
        (
            service_credential("ann", 100, id="a"),
            service_credential("ann", 100, id="b", status="Inactive"),
            service_credential("ann", 1, id="c"),
            service_credential("ann", 1, id="d", **bedrock),
            service_credential("bob", 100, id="e"),
        )
    )

    found = proposed(CHECK, facts, finding=a_finding(CHECK, ANN))
    assert [changes(made) for made in found] == [(off("a"),), (off("d", **bedrock),)]


@pytest.mark.parametrize("days", [0, 30])
def test_a_credential_whose_owner_used_its_service_lately_is_left_to_people(days):
    """Else a pipeline that clones by it every night stands still the next morning."""
    used = (service_access(ANN, {"codecommit": days, "s3": 200}),)

    told = guidance(CHECK, house((service_credential("ann", 100),), service_access=used)).instruction
    assert told == (
        f"ann used codecommit.amazonaws.com on {ago(days):%Y-%m-%d}, perhaps with credential credential-of-ann: create "
        "another one, move what uses credential-of-ann, and only then switch credential-of-ann off"
    )


@pytest.mark.parametrize("namespace", ["bedrock", "bedrock-mantle"])
def test_its_successor_is_to_expire_where_the_service_lets_it(namespace):
    facts = house(
        (service_credential("ann", 5, service=BEDROCK),), service_access=(service_access(ANN, {namespace: 1}),)
    )

    assert "create another one that expires, move" in guidance(CHECK, facts).instruction


QUIET = "(ann did not use codecommit.amazonaws.com in 30 days)"
UNTOLD = "('rootward plan --deep' asks when ann last used codecommit.amazonaws.com)"


@pytest.mark.parametrize(
    ("used", "told"),
    [
        ((service_access(ANN, {"codecommit": 31}),), QUIET),
        ((service_access(ANN, {"codecommit": None, "codecommitments": 1, "s3": 1}),), QUIET),
        ((service_access(arn("user", "bob"), {"codecommit": 1}),), UNTOLD),
        ((service_access(ANN, denied("iam:GetServiceLastAccessedDetails")),), UNTOLD),
        (denied("iam:GenerateServiceLastAccessedDetails"), UNTOLD),
    ],
    ids=["long ago", "never", "somebody else", "not told", "not asked"],
)
def test_one_of_which_no_use_is_known_is_switched_off_and_the_plan_says_what_is(used, told):
    made = proposal(CHECK, house((service_credential("ann", 100),), service_access=used))

    assert changes(made) == (off(),)
    assert told in made.why


def test_how_lately_is_the_configurations_to_say():
    facts = house((service_credential("ann", 100),), service_access=(service_access(ANN, {"codecommit": 31}),))

    told = guidance(CHECK, facts, recent_days=31).instruction
    assert told.startswith("ann used codecommit.amazonaws.com on 2025-12-31, ")


def test_credentials_of_break_glass_users_stay():
    facts = house((service_credential("ann", 100),))

    assert refusal(CHECK, facts, break_glass=(ANN,)).reason == "ann is kept for emergencies (break_glass)"


@pytest.mark.parametrize(
    ("listed", "lacks_facts"),
    [((service_credential("ann", 1),), False), ((), False), (denied("iam:ListServiceSpecificCredentials"), True)],
)
def test_where_none_is_old_any_more_or_none_was_read_nothing_is_switched_off(listed, lacks_facts):
    refused = refusal(CHECK, house(listed), finding=a_finding(CHECK, ANN))

    assert refused.lacks_facts is lacks_facts


def test_whether_an_owner_whom_the_report_does_not_show_is_kept_for_emergencies_is_not_known():
    facts = account(service_credentials=(service_credential("ann", 100),))

    refused = refusal(CHECK, facts, break_glass=(ANN,))
    assert refused.lacks_facts
    assert refused.reason == f"the credential report does not show {arn('user', 'ann')}"
