from datetime import timedelta

from rootward.trail.classify.activity import MOST_NEEDLESS, key_uses, root_activity, sign_ins
from rootward.trail.classify.context import Context
from rootward.trail.classify.judge import judge
from tests.trail.classify.events import (
    ACCOUNT,
    NOON,
    assume_root,
    at,
    by_key,
    central,
    event,
    failed_sign_in,
    root,
    sign_in,
)

COVERED = (NOON - timedelta(days=40), NOON + timedelta(days=1))
ITSELF = {"userName": "AWS ROOT USER"}
MFA = event("iam", "EnableMFADevice", requestParameters=ITSELF, eventTime=at(3))


def activity(*records, **context):
    return root_activity(judge(records, Context(all=True, **context)), COVERED, ACCOUNT)


def test_without_any_event_every_one_of_them_was_required():
    found = activity()
    assert (found.since, found.until, found.newest) == (*COVERED, None)
    assert found.all_required
    assert (found.needless, found.needless_count) == ((), 0)


def test_a_session_for_required_work_alone_was_required():
    found = activity(sign_in(), MFA)
    assert (found.all_required, found.newest, found.needless) == (True, NOON + timedelta(minutes=3), ())


def test_an_event_that_an_iam_identity_could_have_caused_is_kept_with_what_would_have_been_enough():
    found = activity(event("s3", "CreateBucket", userIdentity=by_key(), eventID="b-1", eventTime=at(9)))
    assert not found.all_required
    [use] = found.needless
    assert (use.at, use.event_id, use.name, use.source) == (
        NOON + timedelta(minutes=9),
        "b-1",
        "CreateBucket",
        "s3.amazonaws.com",
    )
    assert use.permissions == ("s3:CreateBucket",)
    assert use.managed_policy == "arn:aws:iam::aws:policy/AmazonS3FullAccess"


def test_what_cannot_be_told_is_neither_required_nor_needless():
    found = activity(sign_in())
    assert (found.all_required, found.needless) == (False, ())


def test_what_takes_root_here_counts_only_where_it_is_known_to_be_no_member():
    close = event("billingconsole", "CloseAccount")
    assert not activity(close).all_required
    assert activity(close, standing={ACCOUNT: "standalone"}).all_required
    assert not activity(close, standing={ACCOUNT: "member"}).all_required


def test_a_sign_in_that_led_to_needless_work_is_not_told_beside_it():
    found = activity(sign_in(), event("s3", "CreateBucket", eventTime=at(9)))
    assert [use.name for use in found.needless] == ["CreateBucket"]


def test_needless_work_counts_though_nobody_knows_which_permission_it_needs():
    found = activity(event("quantumfoo", "MakeQubit", userIdentity=by_key()))
    assert [(use.name, use.permissions) for use in found.needless] == [("MakeQubit", ())]


def test_central_sessions_and_services_are_no_use_of_root():
    decrypt = event("kms", "Decrypt", userIdentity={**root(), "invokedBy": "ssm.amazonaws.com"})
    found = activity(assume_root(), event("s3", "CreateBucket", userIdentity=central()), decrypt)
    assert (found.newest, found.all_required, found.needless_count) == (None, True, 0)


def test_a_sign_in_that_failed_is_no_use_of_root():
    found = activity(failed_sign_in(), MFA)
    assert (found.newest, found.all_required) == (NOON + timedelta(minutes=3), True)
    assert activity(failed_sign_in()).newest is None


def test_a_call_that_failed_is_one():
    assert activity(event("s3", "CreateBucket", errorCode="AccessDenied")).newest is not None


def test_another_accounts_root_is_not_this_ones():
    elsewhere = {**by_key(), "accountId": "444455556666"}
    assert activity(event("s3", "CreateBucket", userIdentity=elsewhere)).newest is None


def test_the_newest_few_needless_uses_are_kept_and_all_are_counted():
    records = [event("s3", "CreateBucket", userIdentity=by_key(), eventTime=at(n), eventID=str(n)) for n in range(50)]
    found = activity(*records)
    assert found.needless_count == 50
    assert len(found.needless) == MOST_NEEDLESS == 20
    assert [use.event_id for use in found.needless[:2]] == ["49", "48"]


def test_sign_ins_and_uses_of_a_key_are_told_apart_and_failed_sign_ins_are_none():
    by_its_key = event("s3", "CreateBucket", userIdentity=by_key(), eventID="k", eventTime=at(30))
    refused = event(
        "s3", "CreateBucket", userIdentity=by_key(), eventID="r", eventTime=at(90), errorCode="AccessDenied"
    )
    judged = judge((sign_in(), MFA, failed_sign_in(), by_its_key, refused), Context(all=True))

    assert sign_ins(judged, ACCOUNT) == ((NOON, NOON),)
    assert key_uses(judged, ACCOUNT) == tuple(
        (NOON + timedelta(minutes=minutes), NOON + timedelta(minutes=minutes)) for minutes in (30, 90)
    )
    assert sign_ins(judged, "999988887777") == key_uses(judged, "999988887777") == ()
