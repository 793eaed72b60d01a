from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from rootward.aws.call import Call
from rootward.aws.executor import Executor, Made, Refused, Unsure
from rootward.errors import CredentialsError
from rootward.model.change import ApiCall, OneTimePassword
from rootward.sandbox import Sandbox
from rootward.sandbox.faults import Crash, Cut, Deny, Fail, Throttle
from tests.aws.fake_aws import KEY, error, fake_aws, js, xml
from tests.aws.practice import iam_of, policy, session_of

CREW = ApiCall(operation="CreateGroup", parameters={"GroupName": "crew"})
JOIN = ApiCall(operation="AddUserToGroup", parameters={"GroupName": "admins", "UserName": "anna.kowalska"})


def run(sandbox: Sandbox, call: ApiCall = CREW) -> Made | Refused | Unsure:
    return Executor(session_of(sandbox)).run(call)


def refused(sandbox: Sandbox, operation: str, **parameters: str) -> tuple[str, str]:
    outcome = run(sandbox, ApiCall(operation=operation, parameters=parameters))
    assert isinstance(outcome, Refused)
    return outcome.kind, outcome.code


def groups(sandbox: Sandbox) -> set[str]:
    sandbox.no_faults()
    return {group["GroupName"] for group in iam_of(sandbox).list_groups()["Groups"]}


def tried(sandbox: Sandbox, operation: str = "CreateGroup") -> int:
    return sum(call.operation == operation for call in sandbox.calls)


# ---- it was made


def test_a_call_that_is_made_is_known_by_awss_id_of_the_request(practice):
    outcome = run(practice)

    assert isinstance(outcome, Made)
    assert outcome.request_id
    assert "crew" in groups(practice)


def test_numbers_and_switches_are_sent_as_they_are(practice):
    call = ApiCall(
        operation="UpdateAccountPasswordPolicy", parameters={"MinimumPasswordLength": 16, "RequireSymbols": True}
    )

    assert isinstance(run(practice, call), Made)
    found = iam_of(practice).get_account_password_policy()["PasswordPolicy"]
    assert (found["MinimumPasswordLength"], found["RequireSymbols"]) == (16, True)


SIGN_IN = ApiCall(
    operation="CreateLoginProfile",
    parameters={
        "UserName": "anna.kowalska",
        "Password": OneTimePassword("anna.kowalska"),
        "PasswordResetRequired": True,
    },
)


def test_a_password_is_chosen_as_the_call_is_made(practice):
    asked: list[OneTimePassword] = []
    iam_of(practice).create_user(UserName="mark")
    call = msgspec.structs.replace(SIGN_IN, parameters={**SIGN_IN.parameters, "UserName": "mark"})

    def choose(wanted: OneTimePassword) -> str:
        asked.append(wanted)
        return "Open-Sesame-4711-Barley"

    outcome = Executor(session_of(practice), choose).run(call)

    assert isinstance(outcome, Made)
    assert asked == [OneTimePassword("anna.kowalska")]
    assert iam_of(practice).get_login_profile(UserName="mark")["LoginProfile"]["PasswordResetRequired"] is True


@pytest.mark.parametrize("fault", [kind(actions=("iam:CreateLoginProfile",)) for kind in (Fail, Cut, Deny)])
def test_whatever_comes_of_it_no_outcome_holds_the_password(practice, fault):
    iam_of(practice).create_user(UserName="mark")
    call = msgspec.structs.replace(SIGN_IN, parameters={**SIGN_IN.parameters, "UserName": "mark"})
    practice.fault(fault)

    outcome = Executor(session_of(practice), lambda _: "Open-Sesame-4711-Barley").run(call)

    assert not isinstance(outcome, Made)
    assert "Sesame" not in f"{outcome!r} {call!r}"


def test_a_password_that_breaks_the_accounts_rules_is_refused_without_its_words(practice):
    iam_of(practice).create_user(UserName="mark")
    iam_of(practice).update_account_password_policy(MinimumPasswordLength=64)
    call = msgspec.structs.replace(SIGN_IN, parameters={**SIGN_IN.parameters, "UserName": "mark"})

    outcome = Executor(session_of(practice), lambda _: "Open-Sesame-4711-Barley").run(call)

    assert isinstance(outcome, Refused)
    assert (outcome.kind, outcome.code) == ("invalid", "PasswordPolicyViolation")
    assert "Sesame" not in repr(outcome)


def test_where_nobody_chooses_passwords_none_is_set(practice):
    with pytest.raises(ValueError, match=r"\Anobody chooses a password for anna.kowalska\Z"):
        run(practice, SIGN_IN)


# ---- it was refused, and nothing happened


def test_a_denial_says_why_in_awss_own_words(practice):
    practice.deny("iam:CreateGroup")

    assert run(practice) == Refused(
        CREW,
        "denied",
        "AccessDenied",
        "AccessDenied: because no identity-based policy allows the iam:CreateGroup action",
    )
    assert "crew" not in groups(practice)


def test_a_quota_is_a_limit(practice):
    iam = iam_of(practice)
    for number in range(10):
        iam.create_group(GroupName=f"g{number}")
        iam.add_user_to_group(GroupName=f"g{number}", UserName="sofia.rossi")

    assert refused(practice, "AddUserToGroup", GroupName="admins", UserName="sofia.rossi") == ("limit", "LimitExceeded")


def test_what_is_not_there_is_missing(practice):
    assert refused(practice, "DeleteGroup", GroupName="nobodys") == ("missing", "NoSuchEntity")


def test_what_is_there_already_exists(practice):
    assert refused(practice, "CreateGroup", GroupName="admins") == ("exists", "EntityAlreadyExists")


def test_a_group_with_members_is_in_conflict(practice):
    assert refused(practice, "DeleteGroup", GroupName="admins") == ("conflict", "DeleteConflict")


def test_a_document_that_is_none_is_invalid(practice):
    assert refused(practice, "PutGroupPolicy", GroupName="admins", PolicyName="p", PolicyDocument="{") == (
        "invalid",
        "MalformedPolicyDocument",
    )


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("AccessDenied", 403, "denied"),
        ("ConcurrentModification", 409, "conflict"),
        ("EntityTemporarilyUnmodifiable", 409, "conflict"),
        ("BucketAlreadyExists", 409, "exists"),
        ("BucketAlreadyOwnedByYou", 409, "exists"),
        ("ConflictException", 409, "conflict"),
        ("InsufficientS3BucketPolicyException", 400, "conflict"),
        ("InvalidInput", 400, "invalid"),
        ("MaximumNumberOfTrailsExceededException", 400, "limit"),
        ("NoSuchBucket", 404, "missing"),
        ("OperationAborted", 409, "conflict"),
        ("S3BucketDoesNotExistException", 404, "missing"),
        ("ServiceQuotaExceededException", 402, "limit"),
        ("TrailAlreadyExistsException", 400, "exists"),
        ("TrailNotFoundException", 404, "missing"),
        ("LimitExceeded", 409, "limit"),
        ("NoSuchEntity", 404, "missing"),
        ("NeverHeardOf", 400, "invalid"),
        ("RequestLimitExceeded", 503, "throttled"),
        ("Throttling", 400, "throttled"),
        ("ThrottlingException", 503, "throttled"),
        ("UnmodifiableEntity", 400, "invalid"),
    ],
)
def test_each_of_awss_codes_is_of_a_kind(aws, code, status, kind):
    aws.answers["CreateGroup"] = error(code, "no", status)

    outcome = Executor(aws.session()).run(CREW)

    assert isinstance(outcome, Refused)
    assert (outcome.kind, outcome.code) == (kind, code.removesuffix("Exception"))


def test_throttling_that_lasts_is_a_refusal(practice):
    practice.fault(Throttle(actions=("iam:CreateGroup",)))

    outcome = run(practice)

    assert isinstance(outcome, Refused)
    assert outcome.kind == "throttled"
    assert tried(practice) == 5
    assert "crew" not in groups(practice)


def test_a_call_that_never_left_this_machine_did_nothing():
    with fake_aws() as gone:
        executor = Executor(gone.session())

    outcome = executor.run(CREW)

    assert isinstance(outcome, Refused)
    assert (outcome.kind, outcome.code) == ("failed", "")
    assert outcome.detail.startswith("no answer: ")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (ApiCall(operation="CreateEverything", parameters={}), "does not know CreateEverything"),
        (ApiCall(operation="CreateGroup", parameters={"GroupName": 7}), "Invalid type for parameter GroupName"),
    ],
    ids=lambda value: getattr(value, "operation", ""),
)
def test_a_call_that_botocore_cannot_make_never_left_this_machine(aws, call, said):
    outcome = Executor(aws.session()).run(call)

    assert isinstance(outcome, Refused)
    assert outcome.kind == "failed"
    assert said in outcome.detail
    assert [request[0] for request in aws.requests] == ["GetCallerIdentity"]


def test_a_secret_that_aws_repeats_is_masked(aws):
    aws.answers["CreateGroup"] = error("InvalidInput", f"of {KEY}\nwith SecretAccessKey={'s3cr3t' * 4}", 400)

    outcome = Executor(aws.session()).run(CREW)

    assert isinstance(outcome, Refused)
    assert "[masked]" in outcome.detail
    assert not any(secret in repr(outcome) for secret in (KEY, "s3cr3t", "\n"))


# ---- it was refused, in an answer that says that all is well


PUT = ApiCall(
    service="events",
    operation="PutTargets",
    parameters={"Rule": "r", "Targets": [{"Id": "topic", "Arn": "arn:aws:sns:eu-west-1:123456789012:alarm"}]},
    region="eu-west-1",
)
REMOVE = ApiCall(
    service="events", operation="RemoveTargets", parameters={"Rule": "r", "Ids": ["topic"]}, region="eu-west-1"
)


def entries(*codes: str) -> tuple[int, str, str]:
    failed = [{"TargetId": "topic", "ErrorCode": code, "ErrorMessage": "no\nmore"} for code in codes]
    return js({"FailedEntryCount": len(codes), "FailedEntries": failed})


@pytest.mark.parametrize("call", [PUT, REMOVE], ids=lambda call: call.operation)
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ConcurrentModificationException", "conflict"),
        ("LimitExceededException", "limit"),
        ("InternalException", "invalid"),
    ],
)
def test_an_entry_that_failed_is_a_refusal(aws, call, code, kind):
    aws.answers[call.operation] = entries(code)

    outcome = Executor(aws.session()).run(call)

    assert outcome == Refused(call, kind, code.removesuffix("Exception"), f"{code.removesuffix('Exception')}: no more")


def test_a_target_that_is_gone_is_removed(aws):
    aws.answers["RemoveTargets"] = entries("ResourceNotFoundException")

    assert isinstance(Executor(aws.session()).run(REMOVE), Made)


def test_one_that_is_gone_does_not_hide_one_that_was_refused(aws):
    aws.answers["RemoveTargets"] = entries("ResourceNotFoundException", "ConcurrentModificationException")

    outcome = Executor(aws.session()).run(REMOVE)

    assert isinstance(outcome, Refused)
    assert outcome.kind == "conflict"


def test_a_target_whose_topic_is_not_there_is_not_set(aws):
    aws.answers["PutTargets"] = entries("ResourceNotFoundException")

    assert isinstance(Executor(aws.session()).run(PUT), Refused)


def test_without_entries_that_failed_the_call_was_made(aws):
    aws.answers["PutTargets"] = entries()

    assert isinstance(Executor(aws.session()).run(PUT), Made)


# ---- where it is made


def test_a_call_is_made_in_its_own_region_and_one_without_in_the_sessions(aws):
    aws.answers["PutTargets"] = entries()
    executor = Executor(aws.session(region="us-west-2"))

    for call in (PUT, msgspec.structs.replace(PUT, region=None)):
        assert isinstance(executor.run(call), Made)
    regions = [region for operation, _, region, _ in aws.requests if operation == "PutTargets"]
    assert regions == ["eu-west-1", "us-west-2"]


# ---- nobody can tell


@pytest.mark.parametrize(
    ("fault", "happened"),
    [
        (Cut(moment="before", actions=("iam:*",)), False),
        (Cut(moment="after", actions=("iam:AddUserToGroup",)), True),
        (Crash(moment="before", actions=("iam:*",)), False),
        (Crash(moment="after", actions=("iam:*",)), True),
        (Fail(moment="before", actions=("iam:*",)), False),
        (Fail(moment="after", actions=("iam:*",)), True),
        (Fail(moment="after", actions=("iam:*",), status=503, code="ServiceUnavailable"), True),
    ],
    ids=lambda value: f"{type(value).__name__} {value.moment}" if hasattr(value, "moment") else str(value),
)
def test_without_an_answer_nobody_can_tell_whether_it_happened(practice, fault, happened):
    practice.fault(fault)

    outcome = run(practice, JOIN)

    assert isinstance(outcome, Unsure)
    assert outcome.call == JOIN
    assert outcome.detail
    practice.no_faults()
    members = {one["UserName"] for one in iam_of(practice).get_group(GroupName="admins")["Users"]}
    assert ("anna.kowalska" in members) is happened


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("kind", [Cut, Fail])
def test_a_call_of_which_no_answer_says_what_became_of_it_is_not_made_again_unlooked(practice, kind, moment):
    practice.fault(kind(moment=moment, actions=("iam:AddUserToGroup",), times=1))

    assert isinstance(run(practice, JOIN), Unsure)
    assert tried(practice, "AddUserToGroup") == 1


def test_after_throttling_a_lost_answer_is_one_too(practice):
    practice.fault(Throttle(actions=("iam:CreateGroup",), times=2))
    practice.fault(Cut(moment="after", actions=("iam:CreateGroup",), skip=2))

    assert isinstance(run(practice), Unsure)
    assert tried(practice) == 3
    assert "crew" in groups(practice)


def test_throttling_before_a_refusal_leaves_no_doubt(practice):
    practice.fault(Throttle(actions=("iam:CreateGroup",), times=2))
    practice.fault(Deny(actions=("iam:CreateGroup",)))

    outcome = run(practice)

    assert isinstance(outcome, Refused)
    assert outcome.kind == "denied"


@pytest.mark.parametrize(
    "answer",
    [
        (200, "text/html", "<html><body>sign in to the network first</body></html>"),
        (200, "text/html", "sign in to the network first"),
        (400, "text/html", "<br> & the proxy says no"),
    ],
    ids=["a page", "text", "an error that is none of AWS's"],
)
def test_an_answer_of_somebody_else_tells_nothing(aws, answer):
    aws.answers["DeleteGroup"] = answer
    call = ApiCall(operation="DeleteGroup", parameters={"GroupName": "crew"})

    assert Executor(aws.session()).run(call) == Unsure(
        call, "the answer could not be read: it is not what AWS would send"
    )


def test_calls_side_by_side_do_not_share_their_doubts(aws):
    lost, known = threading.Event(), threading.Event()

    def fails(_parameters: dict[str, Any], _region: str) -> tuple[int, str, str]:
        lost.set()
        known.wait(30)
        return error("ServiceFailure", "", 500)

    def says_no(_parameters: dict[str, Any], _region: str) -> tuple[int, str, str]:
        lost.wait(30)
        return error("LimitExceeded", "", 409)

    aws.answers.update({"DeleteGroup": fails, "CreateGroup": says_no})
    executor = Executor(aws.session())
    with ThreadPoolExecutor(2) as threads:
        failing = threads.submit(executor.run, ApiCall(operation="DeleteGroup", parameters={"GroupName": "crew"}))
        refusing = threads.submit(executor.run, CREW)
        assert isinstance(refusing.result(), Refused)
        known.set()
        assert isinstance(failing.result(), Unsure)


def test_reading_with_the_same_client_is_tried_again_as_before(aws):
    answers = iter([error("ServiceFailure", "", 500), xml("GetAccountSummary", "<SummaryMap/>")])
    aws.answers["CreateGroup"] = error("LimitExceeded", "", 409)
    aws.answers["GetAccountSummary"] = lambda *_: next(answers)
    with aws.reading() as reading:
        Executor(reading.session).run(CREW)

        assert reading.read(Call("iam", "GetAccountSummary"))["SummaryMap"] == {}


# ---- the credentials are spent


def test_a_session_that_has_expired_is_a_credentials_error(practice):
    trust = policy({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})
    made = iam_of(practice).create_role(RoleName="crew-lead", AssumeRolePolicyDocument=trust)["Role"]
    sts: Any = session_of(practice).client("sts")
    given = sts.assume_role(RoleArn=made["Arn"], RoleSessionName="test")["Credentials"]
    session = session_of(practice, (given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]))
    practice.expire_sessions()

    with pytest.raises(CredentialsError, match="the AWS credentials have expired"):
        Executor(session).run(CREW)

    assert "crew" not in groups(practice)


def test_a_key_that_was_switched_off_is_a_credentials_error(aws):
    aws.answers["CreateGroup"] = error(
        "InvalidClientTokenId", "The security token included in the request is invalid.", 403
    )

    with pytest.raises(CredentialsError, match="AWS does not know the access key, or not any more"):
        Executor(aws.session()).run(CREW)
