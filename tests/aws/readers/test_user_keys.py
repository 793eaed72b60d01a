from __future__ import annotations

from datetime import UTC, datetime

from rootward.aws.readers import READERS
from rootward.model.credential import AccessKey, SshPublicKey
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, error, xml
from tests.checks.facts import active_key, identities, key, report, root_row, user, user_row

THEN = datetime(2026, 1, 1, tzinfo=UTC)
DENIED = Unknown("denied", "iam:X")


def read(aws, fact, **facts):
    with aws.reading() as reading:
        return READERS[fact].read(reading, account(**facts))


def keys_of(parameters, _region):
    name = parameters["UserName"]
    return xml(
        "ListAccessKeys",
        f"<AccessKeyMetadata><member><AccessKeyId>key-of-{name}</AccessKeyId><UserName>{name}</UserName>"
        "<Status>Active</Status><CreateDate>2026-01-01T00:00:00Z</CreateDate></member></AccessKeyMetadata>",
    )


def asked(aws, operation="ListAccessKeys"):
    return sorted(parameters["UserName"] for parameters in aws.asked(operation))


def test_the_keys_of_users_with_an_active_one_are_listed(aws):
    aws.answers["ListAccessKeys"] = keys_of

    found = read(
        aws,
        "access_keys",
        identities=identities(users=(user("ann"), user("bob"))),
        credential_report=report(
            root_row(keys=(active_key(1), key())), user_row("ann", keys=(key(), active_key(1))), user_row("bob")
        ),
    )

    assert found == (AccessKey(id="key-of-ann", user="ann", status="Active", created=THEN),)
    assert asked(aws) == ["ann"]


def test_a_user_of_whom_the_report_does_not_say_is_asked_for(aws):
    aws.answers["ListAccessKeys"] = keys_of
    odd = key(active=Unknown("failed"))

    read(
        aws,
        "access_keys",
        identities=identities(users=(user("newer-than-the-report"), user("odd"))),
        credential_report=report(root_row(), user_row("odd", keys=(key(), odd))),
    )

    assert asked(aws) == ["newer-than-the-report", "odd"]


def test_without_the_report_everybody_is_asked_for(aws):
    aws.answers["ListAccessKeys"] = keys_of

    read(aws, "access_keys", identities=identities(users=(user("ann"), user("bob"))), credential_report=DENIED)

    assert asked(aws) == ["ann", "bob"]


def test_without_the_identities_the_report_names_the_users(aws):
    aws.answers["ListAccessKeys"] = keys_of

    read(
        aws,
        "access_keys",
        identities=DENIED,
        credential_report=report(root_row(), user_row("ann", keys=(active_key(1), key()))),
    )

    assert asked(aws) == ["ann"]


def test_without_both_nobody_is_known(aws):
    assert read(aws, "access_keys", identities=DENIED, credential_report=DENIED) == Unknown(
        "denied", "iam:X", untried=("iam:ListAccessKeys",)
    )


def test_a_user_deleted_in_between_has_no_keys(aws):
    aws.answers["ListAccessKeys"] = error("NoSuchEntity", "gone", 404)

    assert read(aws, "access_keys", identities=identities(users=(user("a"),)), credential_report=DENIED) == ()


def test_one_denied_user_leaves_the_list_unknown(aws):
    aws.answers["ListAccessKeys"] = lambda parameters, region: (
        error("AccessDenied", "no", 403) if parameters["UserName"] == "bob" else keys_of(parameters, region)
    )

    assert read(
        aws,
        "access_keys",
        identities=identities(users=(user("ann"), user("bob"))),
        credential_report=DENIED,
    ) == Unknown("denied", "iam:ListAccessKeys", "AccessDenied: no")


def test_everybodys_ssh_public_keys_are_asked_for(aws):
    aws.answers["ListSSHPublicKeys"] = lambda parameters, _: xml(
        "ListSSHPublicKeys",
        f"<SSHPublicKeys><member><SSHPublicKeyId>APKA1</SSHPublicKeyId><UserName>{parameters['UserName']}</UserName>"
        "<Status>Inactive</Status><UploadDate>2026-01-01T00:00:00Z</UploadDate></member></SSHPublicKeys>",
    )

    found = read(
        aws,
        "ssh_public_keys",
        identities=identities(users=(user("ann"),)),
        credential_report=report(root_row(), user_row("ann")),
    )

    assert found == (SshPublicKey(id="APKA1", user="ann", status="Inactive", uploaded=THEN),)
