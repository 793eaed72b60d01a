"""An unused key is switched off by its exact id, and deleted when it lay so for longer than the days of grace."""

from __future__ import annotations

import pytest

from rootward.checks.access_keys.active_key import ActiveKey, active_keys
from rootward.checks.access_keys.retirement import retirement
from rootward.checks.remedy import Refused
from rootward.model.change import AccessKeyChange
from rootward.model.journal import History, RetiredKey
from rootward.model.unknown import Unknown
from tests.checks.asking import status
from tests.checks.facts import (
    NA,
    NO_INFORMATION,
    account,
    active_key,
    ago,
    allow,
    arn,
    denied,
    group,
    identities,
    inline,
    key,
    listed_key,
    managed,
    policy,
    report,
    root_row,
    user,
    user_row,
)
from tests.checks.proposing import (
    a_finding,
    applied,
    changes,
    failing,
    later,
    proposal,
    proposed,
    refusal,
    remedy,
    undone,
)

CHECK = "access-key-unused"
BOT = arn("user", "bot")
NOTHING_LEFT = "no key of bot is both active and unused any more: it is inactive already, or was used"


def of(*slots, listed=(), name="bot", **facts):
    """The account of a user with these slots in the report and these keys in the list."""
    rows = report(root_row(), user_row(name, keys=(*slots, key())[:2]))
    people = identities(users=(user(name),))
    return account(**{"credential_report": rows, "identities": people, "access_keys": listed, **facts})


def switched_off(key_id, used):
    """The change that switches the key of that id off."""
    last_used = None if used is None else ago(used)
    return AccessKeyChange(
        user="bot", user_arn=BOT, key_id=key_id, before="Active", after="Inactive", last_used=last_used
    )


def one(number, created, **fields):
    """A key of bot in the list, created so many days ago."""
    return listed_key("bot", created, id=f"key-{number}", **fields)


def test_the_key_is_switched_off_by_its_id_with_the_last_use_that_this_rests_on():
    made = proposal(CHECK, of(active_key(800, used=100), listed=(one(1, 800),)))

    assert made.batches == ((switched_off("key-1", 100),),)
    assert made.restricts
    assert made.why == (
        "access key 1 of bot was last used 100 days ago (2025-10-23); ask its owner, and think of jobs that run once "
        "a quarter: a refused one shows only then"
    )


@pytest.mark.parametrize("word", [NA, NO_INFORMATION])
def test_a_key_that_was_never_used_rests_on_no_use_at_all(word):
    made = proposal(CHECK, of(active_key(800, last_used=word), listed=(one(1, 800),)))

    assert changes(made) == (switched_off("key-1", None),)
    assert made.why.startswith("access key 1 of bot was never used in 800 days (created 2023-11-23); ")


def test_once_it_is_made_the_key_is_inactive_and_undone_it_is_active_again():
    facts = of(active_key(800, used=100), listed=(one(1, 800), one(2, 5, status="Inactive")))
    made = proposal(CHECK, facts)
    after = applied(made, facts)

    assert after.access_keys == (one(1, 800, status="Inactive"), one(2, 5, status="Inactive"))
    assert status(CHECK, after) == "pass"
    assert undone(made, after) == facts


def test_once_the_report_shows_it_the_check_passes():
    off = of(key(last_rotated=ago(0), last_used=ago(100)), listed=(one(1, 800, status="Inactive"),))

    assert status(CHECK, off) == "pass"


def test_the_used_key_beside_it_stays():
    facts = of(active_key(800, used=1), active_key(700, used=100), listed=(one(1, 800), one(2, 700)))

    assert changes(proposal(CHECK, facts)) == (switched_off("key-2", 100),)


def test_two_unused_keys_of_a_user_are_two_proposals_whichever_finding_asks():
    facts = of(active_key(800, used=90), active_key(700, used=100), listed=(one(2, 700), one(1, 800)))
    both = (switched_off("key-1", 90), switched_off("key-2", 100))

    assert tuple(changes(made)[0] for made in proposed(CHECK, facts)) == both
    for finding in failing(CHECK, facts):
        assert tuple(changes(made)[0] for made in proposed(CHECK, facts, finding=finding)) == both


# --- which key it is


def test_keys_of_others_are_not_taken_for_it():
    facts = of(active_key(800, used=100), listed=(listed_key("ann", 800), one(1, 800)))

    assert changes(proposal(CHECK, facts)) == (switched_off("key-1", 100),)


@pytest.mark.parametrize(
    ("slots", "listed", "expected"),
    [
        # switched off and on again, the report's date is later than the creation
        ((active_key(100, used=90),), (one(1, 800),), "key-1"),
        ((active_key(100, used=90),), (one(1, 800), one(2, 700, status="Inactive")), "key-1"),
        # the other slot's key is known by its date
        ((active_key(100, used=90), active_key(700, used=1)), (one(1, 800), one(2, 700)), "key-1"),
        ((active_key(700, used=1), active_key(100, used=90)), (one(2, 700), one(1, 800)), "key-1"),
        # the later key cannot be the slot that changed before it was made
        ((active_key(500, used=90), active_key(5, used=1)), (one(1, 800), one(2, 100)), "key-1"),
        ((active_key(5, used=1), active_key(500, used=90)), (one(1, 800), one(2, 100)), "key-1"),
        # by its very date, though the list is newer than the report
        ((active_key(800, used=90), active_key(700, used=1)), (one(1, 800),), "key-1"),
        ((active_key(800, used=90),), (one(1, 800), one(2, 1)), "key-1"),
        # a date that the report does not tell, beside one that it does
        ((active_key(0, used=90, last_rotated=NA), active_key(700, used=1)), (one(1, 800), one(2, 700)), "key-1"),
        ((active_key(0, used=90, last_rotated=NA),), (one(1, 800),), "key-1"),
    ],
)
def test_the_key_is_found_where_only_one_can_be_it(slots, listed, expected):
    assert changes(proposal(CHECK, of(*slots, listed=listed))) == (switched_off(expected, 90),)


@pytest.mark.parametrize(
    ("slots", "listed"),
    [
        # both were switched off and on again
        ((active_key(100, used=90), active_key(50, used=1)), (one(1, 800), one(2, 700))),
        # two of one date
        ((active_key(800, used=90), active_key(800, used=1)), (one(1, 800), one(2, 800))),
        ((active_key(800, used=90), active_key(800, used=1)), (one(1, 800),)),
        ((active_key(800, used=90),), (one(1, 800), one(2, 800))),
        # one was switched off since, and what is left may be the one that is in use
        ((active_key(100, used=90), active_key(50, used=1)), (one(2, 700), one(1, 800, status="Inactive"))),
        # one was deleted and one made since
        ((active_key(100, used=90), active_key(50, used=1)), (one(2, 700), one(3, 0))),
        ((active_key(100, used=90),), (one(3, 0),)),
        # another one was switched on since
        ((active_key(100, used=90),), (one(1, 800), one(2, 700))),
        # a slot that does not say whether its key is active
        ((active_key(100, used=90), key(active=Unknown("failed", detail="odd"))), (one(1, 800),)),
    ],
)
def test_where_another_key_could_be_meant_none_is_touched(slots, listed):
    key_1 = next(one for one in active_keys(user_row("bot", keys=(*slots, key())[:2])) if isinstance(one, ActiveKey))
    refused = retirement(of(*slots, listed=listed), key_1, "access key 1 of bot was never used")

    assert isinstance(refused, Refused)
    assert refused.lacks_facts
    assert refused.reason == (
        "ListAccessKeys shows no one key that access key 1 of bot in the credential report must be; a key was "
        "switched or replaced: plan again with a newer report"
    )


@pytest.mark.parametrize(
    ("rotated", "listed"),
    [
        (800, (one(1, 800, status="Inactive"),)),
        (800, (one(1, 800, status="Inactive"), one(2, 1))),
        (100, (one(1, 800, status="Inactive"), one(2, 700, status="Inactive"))),
        (100, (one(1, 800, status="Expired"),)),
    ],
)
def test_a_key_that_is_inactive_by_now_needs_nothing(rotated, listed):
    facts = of(active_key(rotated, used=90), listed=listed)
    refused = refusal(CHECK, facts, finding=a_finding(CHECK, BOT))

    assert status(CHECK, facts) != "fail"
    assert not refused.lacks_facts
    assert refused.reason == NOTHING_LEFT


def test_beside_a_key_that_is_inactive_by_now_the_other_one_is_switched_off():
    facts = of(
        active_key(800, used=90),
        active_key(700, used=100),
        listed=(one(1, 800, status="Inactive"), one(2, 700)),
    )

    assert changes(proposal(CHECK, facts)) == (switched_off("key-2", 100),)


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        (Unknown("not_collected", detail="not collected"), "were not read: `rootward plan` reads them"),
        (denied("iam:ListAccessKeys"), "were not read: access denied"),
        (Unknown("failed"), "were not read: failed"),
    ],
)
def test_without_the_list_nobody_knows_the_key(listed, reason):
    refused = refusal(CHECK, of(active_key(800, used=100), listed=listed))

    assert refused.lacks_facts
    assert refused.reason == f"the ids of bot's access keys {reason}"


def test_a_list_that_holds_no_key_of_the_user_did_not_read_it():
    refused = refusal(CHECK, of(active_key(800, used=100), listed=(listed_key("ann", 800),)))

    assert (refused.reason, refused.lacks_facts) == ("the list of access keys holds none of bot: plan again", True)


# --- who is spared


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ses-smtp-user.1", "sends mail over SMTP, which AWS does not record as use of its key"),
        ("glass", "is kept for emergencies (break_glass)"),
    ],
)
def test_keys_that_only_look_unused_are_never_touched(name, reason):
    facts = of(active_key(800, used=100), name=name, listed=(listed_key(name, 800),))
    glass = (arn("user", "glass"),)

    refused = refusal(CHECK, facts, finding=a_finding(CHECK, arn("user", name)), break_glass=glass)
    assert refused.reason == f"{name} {reason}"
    assert later(CHECK, facts, gone(name), break_glass=glass) == ()


@pytest.mark.parametrize(
    ("facts", "reason", "lacks_facts"),
    [
        (of(active_key(800, used=1), listed=(one(1, 800),)), NOTHING_LEFT, False),
        (account(), f"the credential report does not show {BOT}", True),
        (account(credential_report=denied("iam:GetCredentialReport")), "access denied", True),
        (account(credential_report=Unknown("failed")), "the credential report was not read: failed", True),
    ],
)
def test_a_finding_that_does_not_hold_any_more_changes_nothing(facts, reason, lacks_facts):
    refused = refusal(CHECK, facts, finding=a_finding(CHECK, BOT))

    assert (refused.reason, refused.lacks_facts) == (reason, lacks_facts)


# --- who may send mail over SMTP


def holding(*statements, **fields):
    """The account of bot, who never used its key by the report and holds an inline policy of these statements."""
    bot = user("bot", inline_policies=(inline("own", policy(*statements)),))
    return of(active_key(800), listed=(one(1, 800, **fields),), identities=identities(users=(bot,)))


MAY_SEND = (
    "a policy lets bot send mail (ses:SendRawEmail), and AWS records no use of a key over SMTP: if it sends none, take "
    "that permission away first, or switch the key off by hand"
)
ELSEWHERE = {"StringEquals": {"ses:FromAddress": "shop@example.com"}}


@pytest.mark.parametrize(
    "statement",
    [
        allow("ses:SendRawEmail"),
        allow(["s3:GetObject", "SES:sendrawemail"]),
        allow("ses:Send*"),
        allow("ses:*"),
        allow("ses:SendRawEmail", "arn:aws:ses:eu-west-1:123456789012:identity/example.com", Condition=ELSEWHERE),
    ],
)
def test_a_key_that_may_send_mail_over_smtp_is_left_alone_whatever_its_user_s_name(statement):
    refused = refusal(CHECK, holding(statement))

    assert (refused.reason, refused.lacks_facts) == (MAY_SEND, False)
    assert later(CHECK, holding(statement, status="Inactive"), gone()) == ()


@pytest.mark.parametrize(
    "statement",
    [
        allow("*"),
        allow("s*"),
        allow(["ses:SendEmail", "ses:Get*"]),
        allow(["ses:Get*", "*"]),
        {"Effect": "Allow", "NotAction": "ses:Get*", "Resource": "*"},
        {**allow("ses:SendRawEmail"), "Effect": "Deny"},
    ],
)
def test_grants_that_are_not_meant_for_mail_spare_nobody(statement):
    assert changes(proposal(CHECK, holding(statement))) == (switched_off("key-1", None),)
    assert [changes(made) for made in later(CHECK, holding(statement, status="Inactive"), gone())] == [(DELETED,)]


def test_mail_by_a_group_or_an_attached_policy_counts():
    document = policy(allow("ses:SendRawEmail"))
    mailers = group("mailers", inline_policies=(inline("mail", document),))
    by_group = identities(users=(user("bot", groups=("mailers",)),), groups=(mailers,))
    by_policy = identities(users=(user("bot", attached_policies=(MAIL,)),), policies=(managed("mail", document),))

    for people in (by_group, by_policy):
        assert refusal(CHECK, of(active_key(800), listed=(one(1, 800),), identities=people)).reason == MAY_SEND


MAIL = arn("policy", "mail")


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (denied("iam:GetPolicyVersion"), "access denied"),
        ("{", f"{MAIL} cannot be read: it is not valid JSON"),
    ],
)
def test_a_policy_that_was_not_read_may_be_for_mail(document, told):
    bot = user("bot", attached_policies=(MAIL,), inline_policies=(inline("own", policy(allow("s3:*"))),))
    people = identities(users=(bot,), policies=(managed("mail", document),))
    refused = refusal(CHECK, of(active_key(800), listed=(one(1, 800),), identities=people))

    assert refused.lacks_facts
    assert refused.reason.startswith(f"whether bot sends mail over SMTP is not known: {told}")


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (denied("iam:GetAccountAuthorizationDetails"), "access denied"),
        (Unknown("failed"), "failed"),
        (identities(users=(user("ann"),)), f"{BOT} is not among the account's users"),
    ],
)
def test_whether_a_user_whose_policies_were_not_read_sends_mail_is_not_known(people, told):
    facts = of(active_key(800), listed=(one(1, 800),), identities=people)
    refused = refusal(CHECK, facts, finding=a_finding(CHECK, BOT))

    assert refused.lacks_facts
    assert refused.reason == f"whether bot sends mail over SMTP is not known: {told}"


# --- what follows later


def gone(name="bot", days=31.0, **fields):
    """History of one key that was switched off so many days ago."""
    made = {
        "user": name,
        "user_arn": arn("user", name),
        "key_id": "key-1",
        "last_used": ago(200),
        "at": ago(days),
        **fields,
    }
    return History(retired_keys=(RetiredKey(**made),))


DELETED = AccessKeyChange(user="bot", user_arn=BOT, key_id="key-1", before="Inactive", after=None, last_used=ago(200))


@pytest.mark.parametrize(
    ("days", "grace", "is_deleted"), [(30, 30, False), (30.1, 30, True), (31, 31, False), (0, 0, False), (0.1, 0, True)]
)
def test_a_key_that_lay_for_longer_than_the_days_of_grace_is_deleted(days, grace, is_deleted):
    found = later(CHECK, of(listed=(one(1, 800, status="Inactive"),)), gone(days=days), grace_days=grace)

    assert [made.batches for made in found] == ([((DELETED,),)] if is_deleted else [])


def test_the_plan_says_since_when_and_that_nothing_brings_it_back():
    facts = of(listed=(one(1, 800, status="Inactive"),))
    (made,) = later(CHECK, facts, gone(days=40))

    assert made.why == "switched off on 2025-12-22, 40 days ago, and not on again since"
    assert changes(made)[0].risk == "irreversible"
    assert made.restricts
    assert applied(made, facts).access_keys == ()


@pytest.mark.parametrize(
    ("listed", "is_deleted"),
    [
        ((one(1, 800, status="Inactive"), one(2, 5)), True),
        ((one(1, 800), one(2, 5)), False),  # on again
        ((one(2, 5),), False),  # deleted by somebody else: the list shows all keys of a user
        ((listed_key("ann", 5),), True),  # not asked: bot has no active key
        ((), True),
        (denied("iam:ListAccessKeys"), True),
        (Unknown("not_collected"), True),
    ],
)
def test_what_the_facts_do_not_show_the_look_before_the_step_tells(listed, is_deleted):
    assert bool(later(CHECK, of(listed=listed), gone())) is is_deleted


@pytest.mark.parametrize(
    ("people", "is_deleted"),
    [(identities(users=(user("ann"),)), False), (denied("iam:GetAccountAuthorizationDetails"), True)],
)
def test_keys_go_with_their_user(people, is_deleted):
    assert bool(later(CHECK, of(identities=people), gone())) is is_deleted


def test_its_operations_are_named():
    assert remedy(CHECK).operations == ("UpdateAccessKey", "DeleteAccessKey")
