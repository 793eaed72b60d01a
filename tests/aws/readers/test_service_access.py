from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rootward.aws.readers import READERS
from rootward.aws.readers.service_access import BEYOND, MOST_IDENTITIES, chosen
from rootward.aws.readers.service_access import administrators as administrators_of
from rootward.model.identity import InlinePolicy
from rootward.model.service_access import GrantedService, ServiceAccess
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, error, xml
from tests.checks.facts import active_key, arn, group, identities, key, report, role, root_row, user, user_row

GENERATE, GET = "GenerateServiceLastAccessedDetails", "GetServiceLastAccessedDetails"
ADMINISTRATOR = ("arn:aws:iam::aws:policy/AdministratorAccess",)
DENIED = Unknown("denied", "iam:X")
ANN, BOB = arn("user", "ann"), arn("user", "bob")
NOBODYS_KEYS = report(root_row(keys=(active_key(1), key())), user_row("ann"), user_row("bob"))


def read(aws, people, credential_report=NOBODYS_KEYS, **settings):
    with aws.reading(**settings) as reading:
        facts = account(identities=people, credential_report=credential_report)
        return READERS["service_access"].read(reading, facts)


def administrators(*names):
    return identities(users=tuple(user(name, attached_policies=ADMINISTRATOR) for name in names))


def started(parameters, _region):
    """The number of a job tells whose it is; AWS's have 36 characters."""
    return xml(GENERATE, f"<JobId>{parameters['Arn'].rpartition('/')[2]:-<36}</JobId>")


def whose(parameters):
    return parameters["JobId"].rstrip("-")


def answer(*services, status="COMPLETED", more=""):
    listed = "".join(
        f"<member><ServiceName>Amazon {name.upper()}</ServiceName><ServiceNamespace>{name}</ServiceNamespace>"
        f"{f'<LastAuthenticated>{last}</LastAuthenticated>' if last else ''}</member>"
        for name, last in services
    )
    return xml(
        GET,
        f"<JobStatus>{status}</JobStatus><JobCreationDate>2026-01-31T11:00:00Z</JobCreationDate>"
        f"<ServicesLastAccessed>{listed}</ServicesLastAccessed>{more or '<IsTruncated>false</IsTruncated>'}",
    )


IN_PROGRESS = answer(status="IN_PROGRESS")
S3 = answer(("s3", "2026-01-30T10:00:00Z"))
USES_S3 = (GrantedService(namespace="s3", name="Amazon S3", last_attempt=datetime(2026, 1, 30, 10, tzinfo=UTC)),)


def test_what_an_administrator_may_use_and_when_it_last_did(aws):
    aws.answers.update({GENERATE: started, GET: answer(("s3", "2026-01-30T10:00:00Z"), ("sqs", ""))})

    assert read(aws, administrators("ann")) == (
        ServiceAccess(arn=ANN, services=(*USES_S3, GrantedService(namespace="sqs", name="Amazon SQS"))),
    )
    assert aws.asked(GENERATE)[0]["Arn"] == ANN
    assert len(aws.requests) == 3


def test_a_long_list_is_read_to_its_end(aws):
    more = "<IsTruncated>true</IsTruncated><Marker>next</Marker>"
    aws.answers[GENERATE] = started
    aws.answers[GET] = lambda parameters, _: (
        answer(("sqs", "")) if parameters.get("Marker") == "next" else answer(("s3", ""), more=more)
    )

    (access,) = read(aws, administrators("ann"))

    assert [service.namespace for service in access.services] == ["s3", "sqs"]


def test_all_reports_are_asked_for_first_and_waited_for_together_ever_longer(aws):
    slept: list[float] = []
    aws.answers[GENERATE] = started
    aws.answers[GET] = lambda parameters, _: S3 if whose(parameters) == "ann" or len(slept) >= 3 else IN_PROGRESS

    found = read(aws, administrators("ann", "bob"), sleep=slept.append)

    assert found == (ServiceAccess(arn=ANN, services=USES_S3), ServiceAccess(arn=BOB, services=USES_S3))
    assert slept == [0.5, 1, 2]
    assert [name for name, *_ in aws.requests[1:3]] == [GENERATE, GENERATE]
    assert len(aws.asked(GET)) == 5


def test_a_report_that_is_never_finished_leaves_its_own_services_unknown(aws):
    aws.answers[GENERATE] = started
    aws.answers[GET] = lambda parameters, _: S3 if whose(parameters) == "ann" else IN_PROGRESS

    ann, bob = read(aws, administrators("ann", "bob"))

    assert ann.services == USES_S3
    assert bob.services == Unknown(
        "failed", f"iam:{GET}", "AWS did not finish the report within 119.5 seconds: try again"
    )


def test_the_deadline_ends_the_wait(aws):
    now = [0.0]

    def sleep(seconds):
        now[0] += seconds

    aws.answers.update({GENERATE: started, GET: IN_PROGRESS})

    (access,) = read(aws, administrators("ann"), deadline_seconds=5, clock=lambda: now[0], sleep=sleep)

    assert access.services == Unknown("failed", f"iam:{GET}", "not read within the deadline of 5 seconds")


def test_a_report_that_aws_cannot_make_says_why(aws):
    why = "<Error><Message>try later</Message><Code>Busy</Code></Error>"
    aws.answers.update({GENERATE: started, GET: answer(status="FAILED", more=why)})

    (access,) = read(aws, administrators("ann"))

    assert access.services == Unknown("failed", f"iam:{GET}", "AWS could not make the report: Busy: try later")


def test_an_identity_deleted_in_between_is_left_out(aws):
    aws.answers[GENERATE] = lambda parameters, region: (
        error("NoSuchEntity", "gone", 404) if parameters["Arn"] == BOB else started(parameters, region)
    )
    aws.answers[GET] = S3

    assert [access.arn for access in read(aws, administrators("ann", "bob"))] == [ANN]


@pytest.mark.parametrize(("operation", "untried"), [(GENERATE, (f"iam:{GET}",)), (GET, ())])
def test_where_all_is_denied_the_fact_is(aws, operation, untried):
    aws.answers.update({GENERATE: started, GET: S3, operation: error("AccessDenied", "no", 403)})

    assert read(aws, administrators("ann", "bob")) == Unknown(
        "denied", f"iam:{operation}", "AccessDenied: no", untried=untried
    )


def test_one_that_is_denied_leaves_the_others_known(aws):
    aws.answers[GENERATE] = lambda parameters, region: (
        error("AccessDenied", "no", 403) if parameters["Arn"] == BOB else started(parameters, region)
    )
    aws.answers[GET] = S3

    ann, bob = read(aws, administrators("ann", "bob"))

    assert (ann.services, bob.services) == (USES_S3, Unknown("denied", f"iam:{GENERATE}", "AccessDenied: no"))


def test_an_answer_without_a_job_is_none_of_aws_s(aws):
    aws.answers[GENERATE] = xml(GENERATE, "<Other>1</Other>")

    (access,) = read(aws, administrators("ann"))

    assert access.services.reason == "failed"


def test_nobody_is_asked_about_where_nobody_is_chosen(aws):
    assert read(aws, identities(users=(user("ann"),))) == ()
    assert aws.asked(GENERATE) == []


MANY = administrators(*(f"u{number:03}" for number in range(MOST_IDENTITIES + 2)))


def test_those_beyond_the_first_fifty_are_not_collected_and_say_deep(aws):
    aws.answers.update({GENERATE: started, GET: S3})

    found = read(aws, MANY)

    assert len(aws.asked(GENERATE)) == MOST_IDENTITIES
    assert {access.services for access in found[:MOST_IDENTITIES]} == {USES_S3}
    assert found[MOST_IDENTITIES:] == tuple(
        ServiceAccess(arn=arn("user", f"u{number:03}"), services=BEYOND) for number in (50, 51)
    )
    assert "--deep" in BEYOND.detail


def test_with_deep_everybody_is_asked_about(aws):
    aws.answers.update({GENERATE: started, GET: S3})

    assert {access.services for access in read(aws, MANY, deep=True)} == {USES_S3}
    assert len(aws.asked(GENERATE)) == MOST_IDENTITIES + 2


PEOPLE = identities(
    users=(
        user("zoe", groups=("admins",)),
        user("ann"),
        user("bob"),
        user("cay"),
        user("eve", attached_policies=ADMINISTRATOR),
    ),
    groups=(group("admins", attached_policies=ADMINISTRATOR), group("staff")),
    roles=(
        role("web"),
        role("break-glass", attached_policies=ADMINISTRATOR),
        role("linked", path="/aws-service-role/x.amazonaws.com/", attached_policies=ADMINISTRATOR),
    ),
)
KEYS = report(
    root_row(),
    user_row("ann", keys=(key(), active_key(1))),
    user_row("bob"),
    user_row("cay", keys=(key(active=Unknown("failed")), key())),
    user_row("eve", keys=(active_key(9), key())),
    user_row("zoe"),
)


def names(arns):
    return [one.rpartition("/")[2] for one in arns]


def test_administrators_come_first_and_owners_of_keys_after_them():
    facts = account(identities=PEOPLE, credential_report=KEYS)

    assert names(chosen(facts, deep=False)) == ["break-glass", "eve", "zoe", "ann", "cay"]


def test_with_deep_the_others_follow_but_for_roles_of_aws_services():
    facts = account(identities=PEOPLE, credential_report=KEYS)

    assert names(chosen(facts, deep=True)) == ["break-glass", "eve", "zoe", "ann", "cay", "web", "bob"]


def test_without_the_report_any_user_may_own_a_key():
    facts = account(identities=PEOPLE, credential_report=DENIED)

    assert names(chosen(facts, deep=False)) == ["break-glass", "eve", "zoe", "ann", "bob", "cay"]


def test_a_user_newer_than_the_report_may_own_a_key():
    facts = account(identities=identities(users=(user("new"),)), credential_report=KEYS)

    assert names(chosen(facts, deep=False)) == ["new"]


def test_without_the_identities_nobody_is_known(aws):
    assert read(aws, DENIED) == Unknown("denied", "iam:X", untried=(f"iam:{GENERATE}", f"iam:{GET}"))


def test_administrator_access_is_the_partition_s_own():
    govcloud = "arn:aws-us-gov:iam::aws:policy/AdministratorAccess"
    people = identities(users=(user("ann", attached_policies=(govcloud,)),))

    assert administrators_of(account(identities=people), people) == (set(), {ANN})
    assert administrators_of(account(partition="aws-us-gov", identities=people), people) == ({ANN}, set())


def test_administrators_are_told_by_what_their_policies_allow():
    document = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}]}'
    wide = user("zed", inline_policies=(InlinePolicy(name="wide", document=document),))
    facts = account(
        identities=identities(users=(user("ann"), wide)),
        credential_report=report(root_row(), user_row("ann"), user_row("zed")),
    )

    assert names(chosen(facts, deep=False)) == ["zed"]


def test_those_whose_policies_were_not_read_may_be_administrators():
    wide = user("zed", attached_policies=("arn:aws:iam::123456789012:policy/denied",))
    facts = account(
        identities=identities(users=(user("ann"), wide)),
        credential_report=report(root_row(), user_row("ann"), user_row("zed")),
    )

    assert names(chosen(facts, deep=False)) == ["zed"]
