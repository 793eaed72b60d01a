"""A user is bound to MFA by a group, and nobody is who would be cut off by it."""

from __future__ import annotations

import json
import re

import msgspec
import pytest

from rootward.checks.authority import authority
from rootward.checks.mfa.require_mfa import require_mfa
from rootward.checks.remedy import Proposal, Refused
from rootward.iam_policy import Partial, Request, decide
from rootward.model.change import GroupChange, IdentityRef, InlinePolicyChange, MembershipChange
from rootward.model.unknown import Unknown
from tests.checks.asking import verdicts
from tests.checks.facts import (
    NA,
    NO_INFORMATION,
    NOT_SUPPORTED,
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
    policy,
    report,
    role,
    root_row,
    service_credential,
    ssh_public_key,
    trust,
    user,
    user_row,
    virtual_device,
)
from tests.checks.proposing import (
    a_finding,
    applied,
    changes,
    guidance,
    proposal,
    proposed,
    refusal,
    remedy,
    undone,
)

CHECK = "mfa-not-enforced"
ANN = arn("user", "ann")
GROUP_ARN = arn("group", "mfa-enforced")
EVERYTHING = (inline("own", policy(allow("*"))),)
EXACTLY = (inline("require-mfa", require_mfa("aws")),)


def of(*users, groups=(), cells=None, roles=(), **facts):
    """An account in which each user has a password and a device, but for these cells of all rows."""
    people = users or (user("ann", inline_policies=EVERYTHING),)
    made = {"password_enabled": True, "mfa_active": True, **(cells or {})}
    rows = (user_row(one.name, arn=one.arn, **made) for one in people)
    return account(
        identities=identities(users=people, groups=groups, roles=roles),
        credential_report=report(root_row(), *rows),
        **facts,
    )


def joined(name, into="mfa-enforced"):
    return MembershipChange(
        user=name,
        user_arn=arn("user", name),
        group=into,
        group_arn=arn("group", into),
        before=False,
        after=True,
        needs_mfa=True,
    )


def written(into="mfa-enforced"):
    holder = IdentityRef("group", into, arn("group", into))
    return InlinePolicyChange(holder=holder, name="require-mfa", before=None, after=require_mfa("aws"))


def made(name="mfa-enforced"):
    return GroupChange(name=name, arn=arn("group", name), before=False, after=True)


def test_the_group_is_made_then_its_policy_written_and_only_then_the_user_joins():
    found = proposal(CHECK, of())

    assert found.batches == ((made(),), (written(),), (joined("ann"),))
    assert found.restricts
    assert found.why == (
        "members of mfa-enforced may do nothing without MFA but sign in and change their password; their access keys "
        "do nothing either"
    )


def test_several_users_join_the_one_group():
    several = proposed(CHECK, of(user("ann", inline_policies=EVERYTHING), user("bob", inline_policies=EVERYTHING)))

    assert [changes(one)[:2] for one in several] == [(made(), written())] * 2
    assert [changes(one)[2] for one in several] == [joined("ann"), joined("bob")]
    assert len({one.why for one in several if isinstance(one, Proposal)}) == 1  # the plan says it once


OPEN_ROLE = role("ops", trust_policy=trust({"AWS": ANN}), inline_policies=EVERYTHING)


@pytest.mark.parametrize(
    "facts",
    [
        of(),
        of(roles=(OPEN_ROLE,)),
        of(user("ann"), roles=(OPEN_ROLE,)),
        of(user("ann", arn=arn("user", "team/ann"), path="/team/", inline_policies=EVERYTHING)),
        of(user("ann", groups=("people",)), groups=(group("people", inline_policies=EVERYTHING),)),
        of(user("ann", inline_policies=(inline("own", policy(allow("s3:Get*", "arn:aws:s3:::logs/*"))),))),
        # a denial that access keys slip past
        of(
            user(
                "ann",
                inline_policies=(
                    inline(
                        "own",
                        policy(
                            allow("*"),
                            {
                                "Effect": "Deny",
                                "NotAction": "iam:*MFADevice",
                                "Resource": "*",
                                "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
                            },
                        ),
                    ),
                ),
            )
        ),
    ],
)
def test_once_it_is_made_the_check_passes_and_undone_the_account_is_what_it_was(facts):
    found = proposal(CHECK, facts)
    after = applied(found, facts)

    assert [one.status for one in verdicts(CHECK, after)] == ["pass"]
    assert undone(found, after) == facts


def test_with_mfa_a_member_may_do_what_it_could_and_without_it_nothing():
    asked = (
        ("s3:GetObject", "arn:aws:s3:::ann/x"),
        ("sqs:SendMessage", "arn:aws:sqs:eu-west-1:123456789012:jobs"),
        ("iam:CreateUser", arn("user", "new")),
        ("iam:EnableMFADevice", ANN),
        ("iam:CreateVirtualMFADevice", arn("mfa", "another")),
    )
    own = policy(allow(["s3:*", "sqs:*"]), {**allow("sqs:DeleteQueue"), "Effect": "Deny"})
    facts = of(user("ann", inline_policies=(inline("own", own),)))

    def may(facts, mfa):
        power = authority(facts)
        assert not isinstance(power, Unknown)
        holder = power.before_scps.powers.by_arn[ANN]
        context = Partial({**holder.known, "aws:MultiFactorAuthPresent": mfa})
        requests = (Request(action=one, resource=on, principal=ANN, context=context) for one, on in asked)
        return [decide(request, holder.policies).verdict.value for request in requests]

    after = applied(proposal(CHECK, facts), facts)
    assert may(facts, "true") == ["allow", "allow", "deny", "deny", "deny"]
    assert may(after, "true") == ["allow", "allow", "deny", "allow", "allow"]
    assert may(after, "false") == may(after, None) == ["deny"] * 5


def test_arns_are_of_the_account_s_partition():
    facts = msgspec.structs.replace(of(), partition="aws-cn")
    first, second, _ = changes(proposal(CHECK, facts))

    assert first.resource == "arn:aws-cn:iam::123456789012:group/mfa-enforced"
    assert isinstance(second, InlinePolicyChange)
    assert second.after == require_mfa("aws-cn")


# --- which group


@pytest.mark.parametrize("document", [require_mfa("aws"), json.dumps(json.loads(require_mfa("aws")), indent=3)])
def test_a_group_that_holds_exactly_this_policy_is_joined(document):
    ready = group("mfa-enforced", inline_policies=(inline("require-mfa", document),))

    assert proposal(CHECK, of(groups=(ready,))).batches == ((joined("ann"),),)


def test_such_a_group_may_have_another_name_and_the_usual_one_comes_first():
    other, third = (group(name, inline_policies=EXACTLY) for name in ("a-second-factor", "b"))

    assert proposal(CHECK, of(groups=(third, other))).batches == ((joined("ann", "a-second-factor"),),)
    usual = group("mfa-enforced", inline_policies=EXACTLY)
    assert proposal(CHECK, of(groups=(other, usual))).batches == ((joined("ann"),),)


@pytest.mark.parametrize(
    "other",
    [
        group("mfa-enforced", inline_policies=(inline("require-mfa", policy(allow("s3:*"))),)),
        group("MFA-Enforced", inline_policies=(*EXACTLY, inline("more", policy(allow("s3:*"))))),
        group("mfa-enforced", attached_policies=("arn:aws:iam::aws:policy/ReadOnlyAccess",), inline_policies=EXACTLY),
        group("mfa-enforced", attached_policies=("arn:aws:iam::aws:policy/ReadOnlyAccess",)),
        group("mfa-enforced", inline_policies=(inline("require-mfa", "{"),)),
        group("mfa-enforced", inline_policies=(inline("require-mfa", require_mfa("aws-cn")),)),
    ],
)
def test_a_group_of_the_name_that_holds_anything_else_is_left_alone(other):
    free = "mfa-enforced-2"

    assert proposal(CHECK, of(groups=(other,))).batches == ((made(free),), (written(free),), (joined("ann", free),))


def test_names_are_counted_until_one_is_free():
    taken = tuple(
        group(name, inline_policies=(inline("own", policy(allow("s3:*"))),))
        for name in ("mfa-enforced", "mfa-enforced-2", "MFA-ENFORCED-3")
    )

    assert changes(proposal(CHECK, of(groups=taken)))[0] == made("mfa-enforced-4")


def test_an_empty_group_of_the_name_where_a_run_was_cut_short_is_gone_on_with():
    facts = of(groups=(group("mfa-enforced"),))

    assert proposal(CHECK, facts).batches == ((written(),), (joined("ann"),))


def test_members_of_a_group_of_the_name_are_not_bound_unasked():
    bob = user("bob", groups=("mfa-enforced",))
    facts = of(user("ann", inline_policies=EVERYTHING), bob, groups=(group("mfa-enforced"),))

    assert changes(proposal(CHECK, facts))[0] == made("mfa-enforced-2")


def test_a_group_that_has_the_policy_binds_whoever_joins_and_nobody_else():
    facts = of(user("ann", inline_policies=EVERYTHING), user("bob", inline_policies=EVERYTHING))
    after = applied(proposed(CHECK, facts)[0], facts)

    assert [(one.resource, one.status) for one in verdicts(CHECK, after)] == [
        (ANN, "pass"),
        (arn("user", "bob"), "fail"),
    ]
    assert proposal(CHECK, after).batches == ((joined("bob"),),)


# --- whom it would cut off


def test_whoever_has_no_device_is_not_bound():
    refused = refusal(CHECK, of(cells={"mfa_active": False}))

    assert not refused.lacks_facts
    assert refused.reason == (
        "ann has no MFA device (credential report of 2026-01-31 11:00 UTC) and would be locked out: let ann register "
        "one first"
    )


@pytest.mark.parametrize("mfa_active", [False, NOT_SUPPORTED, Unknown("failed", detail="odd")])
def test_a_virtual_device_that_the_live_list_shows_is_newer_than_the_report(mfa_active):
    facts = of(cells={"mfa_active": mfa_active}, virtual_mfa_devices=(virtual_device(ANN),))

    assert changes(proposal(CHECK, facts))


@pytest.mark.parametrize(
    "devices",
    [
        (virtual_device(None, serial=arn("mfa", "ann")), virtual_device(arn("user", "annie"))),
        denied("iam:ListVirtualMFADevices"),
        Unknown("not_collected"),
    ],
)
def test_a_device_of_nobody_or_of_somebody_else_is_none(devices):
    facts = of(cells={"mfa_active": False}, virtual_mfa_devices=devices)

    assert refusal(CHECK, facts).reason.startswith("ann has no MFA device (")


@pytest.mark.parametrize("devices", [(), denied("iam:ListVirtualMFADevices"), Unknown("not_collected")])
def test_a_device_by_the_report_is_enough(devices):
    assert changes(proposal(CHECK, of(virtual_mfa_devices=devices)))


def test_whether_there_is_a_device_must_be_known():
    refused = refusal(CHECK, of(cells={"mfa_active": NOT_SUPPORTED}))

    assert refused.lacks_facts
    assert refused.reason == (
        "whether ann has an MFA device is not known: mfa_active of ann reads not_supported in the credential report"
    )


@pytest.mark.parametrize(("used", "recent", "is_bound"), [(30, 30, False), (30.9, 30, False), (31, 30, True)])
def test_a_user_whose_key_is_in_use_is_not_bound(used, recent, is_bound):
    facts = of(cells={"keys": (active_key(800, used=used), key())})
    (found,) = proposed(CHECK, facts, recent_days=recent)

    assert isinstance(found, Refused) is not is_bound


def test_the_refusal_names_the_key_the_day_and_what_to_do():
    refused = refusal(CHECK, of(cells={"keys": (active_key(800, used=40), active_key(800, used=2))}))

    assert not refused.lacks_facts
    assert refused.reason == (
        "access key 2 of ann was last used 2026-01-29, and would do nothing without MFA: give what uses it a "
        "role or a user of its own, and switch the key off first; or, where only `rootward mfa session` uses it: "
        "rootward mfa enforce --session-user ann"
    )


@pytest.mark.parametrize(("recent", "used", "is_bound"), [(0, 0.5, False), (0, 1, True), (7, 8, True), (60, 50, False)])
def test_how_long_a_key_counts_as_in_use_is_set(recent, used, is_bound):
    (found,) = proposed(CHECK, of(cells={"keys": (active_key(800, used=used), key())}), recent_days=recent)

    assert isinstance(found, Refused) is not is_bound


@pytest.mark.parametrize(
    "slot",
    [
        key(),
        key(last_used=NA),
        active_key(800),
        active_key(1, last_used=NO_INFORMATION),
        key(active=False, last_used=NO_INFORMATION),
    ],
)
def test_keys_that_nobody_uses_hold_nothing_back(slot):
    assert changes(proposal(CHECK, of(cells={"keys": (key(), slot)})))


def test_a_key_that_is_inactive_signs_nothing_today():
    recently = active_key(800, used=1, active=False)

    assert changes(proposal(CHECK, of(cells={"keys": (recently, key())})))


@pytest.mark.parametrize(
    ("slot", "reason"),
    [
        (
            key(active=NOT_SUPPORTED),
            (
                "whether access key 2 of ann is active is not known: access_key_2_active of ann reads "
                "not_supported in the credential report"
            ),
        ),
        (
            active_key(800, last_used=NOT_SUPPORTED),
            (
                "whether access key 2 of ann is in use is not known: access_key_2_last_used_date of ann reads "
                "not_supported in the credential report"
            ),
        ),
        (
            active_key(800, last_used=Unknown("failed", detail="odd")),
            "whether access key 2 of ann is in use is not known: odd",
        ),
    ],
)
def test_whether_a_key_is_in_use_must_be_known(slot, reason):
    refused = refusal(CHECK, of(cells={"keys": (key(), slot)}))

    assert (refused.reason, refused.lacks_facts) == (reason, True)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (
            {"service_credentials": (service_credential("bob", 5), service_credential("ann", 5))},
            (
                "ann has an active credential for codecommit.amazonaws.com, which would do nothing without MFA: give "
                "what uses it a user of its own, and switch it off first"
            ),
        ),
        (
            {"ssh_public_keys": (ssh_public_key("bob", 5), ssh_public_key("ann", 5))},
            (
                "ann has an active SSH key for CodeCommit, which would do nothing without MFA: give "
                "what uses it a user of its own, and switch it off first"
            ),
        ),
    ],
)
def test_programs_with_credentials_of_a_service_are_not_cut_off(facts, reason):
    refused = refusal(CHECK, of(**facts))

    assert (refused.reason, refused.lacks_facts) == (reason, False)


@pytest.mark.parametrize(
    "facts",
    [
        {"service_credentials": (service_credential("bob", 5),)},
        {"service_credentials": (service_credential("ann", 5, status="Inactive"),)},
        {"service_credentials": Unknown("not_collected")},
        {"ssh_public_keys": (ssh_public_key("bob", 5),)},
        {"ssh_public_keys": (ssh_public_key("ann", 5, status="Inactive"),)},
        {"ssh_public_keys": Unknown("not_collected")},
    ],
)
def test_credentials_of_others_and_inactive_ones_hold_nothing_back(facts):
    assert changes(proposal(CHECK, of(**facts)))


@pytest.mark.parametrize(
    ("fact", "what"),
    [
        ("service_credentials", "service-specific credentials"),
        ("ssh_public_keys", "SSH keys for CodeCommit"),
        ("access_keys", "access keys that are newer than the credential report"),
    ],
)
def test_a_list_that_was_asked_for_and_denied_may_hold_a_credential(fact, what):
    refused = refusal(CHECK, of(**{fact: denied("iam:List")}))

    assert refused.lacks_facts
    assert refused.reason == f"whether ann has {what} is not known: access denied"


AN_HOUR = 1 / 24
"""In days: the report was made so long ago."""


@pytest.mark.parametrize(
    ("slots", "listed"),
    [
        # made since the report: the only one, a second one, and in the place of one that was deleted
        ((key(), key()), (listed_key("ann", 0.01),)),
        ((active_key(800), key()), (listed_key("ann", 800), listed_key("ann", 0.01))),
        ((active_key(800), key()), (listed_key("ann", 0.01),)),
        ((active_key(800), key()), (listed_key("ann", AN_HOUR - 0.0001),)),
        # switched on since
        ((key(), key()), (listed_key("ann", 800),)),
        ((active_key(800), key(active=False)), (listed_key("ann", 800), listed_key("ann", 700))),
    ],
)
def test_of_the_use_of_a_key_that_is_newer_than_the_report_nothing_is_known(slots, listed):
    refused = refusal(CHECK, of(cells={"keys": slots}, access_keys=listed))

    assert refused.lacks_facts
    assert refused.reason == (
        "an access key of ann is newer than the credential report, or was switched on since: plan again when there is "
        "a new report, or switch the key off; or, where only `rootward mfa session` uses it: rootward mfa enforce "
        "--session-user ann"
    )


@pytest.mark.parametrize(
    "listed",
    [
        (),
        (listed_key("ann", 800),),
        (listed_key("ann", AN_HOUR),),
        (listed_key("ann", 800), listed_key("ann", 0.01, status="Inactive")),
        (listed_key("ann", 800), listed_key("bob", 0.01)),
        Unknown("not_collected"),
    ],
)
def test_keys_that_the_report_tells_of_inactive_ones_and_those_of_others_hold_nothing_back(listed):
    facts = of(cells={"keys": (active_key(800), key())}, access_keys=listed)

    assert changes(proposal(CHECK, facts))


@pytest.mark.parametrize(
    ("slots", "last_used"),
    [
        ((key(), key()), None),
        ((active_key(800), key()), None),
        ((active_key(800, used=90), active_key(800, used=40)), ago(40)),
        ((active_key(800, used=90), active_key(800, used=1, active=False)), ago(90)),
    ],
)
def test_the_step_knows_on_which_last_use_of_active_keys_it_rests(slots, last_used):
    *_, member = changes(proposal(CHECK, of(cells={"keys": slots})))

    assert isinstance(member, MembershipChange)
    assert member.keys_last_used == last_used


# --- whose keys serve sessions with MFA


IN_USE = (active_key(800, used=40), active_key(800, used=2))


@pytest.mark.parametrize(
    "facts",
    [
        {"cells": {"keys": IN_USE}},
        {"cells": {"keys": (key(active=NOT_SUPPORTED), key())}},
        {"cells": {"keys": (active_key(800, last_used=NOT_SUPPORTED), key())}},
        {"cells": {"keys": (key(), key())}, "access_keys": (listed_key("ann", 0.01),)},
        {"access_keys": denied("iam:ListUsers")},
    ],
)
def test_whose_keys_serve_sessions_alone_is_bound_whatever_is_known_of_their_use(facts):
    assert isinstance(proposed(CHECK, of(**facts))[0], Refused)
    *_, member = changes(proposal(CHECK, of(**facts), session_users=("bob", "ann")))

    assert isinstance(member, MembershipChange)
    assert (member.user, member.after, member.keys_by_session) == ("ann", True, True)


def test_the_plan_says_what_their_keys_may_do_from_then_on_and_how_they_work():
    assert proposal(CHECK, of(cells={"keys": IN_USE}), session_users=("ann",)).why == (
        "members of mfa-enforced may do nothing without MFA but sign in and change their password; their access keys "
        "alone are denied everything else, and work through `rootward mfa session`, with a code"
    )


@pytest.mark.parametrize("named", [(), ("bob",), ("Ann",), ("anna",)])
def test_nobody_else_is_bound_by_it(named):
    assert refusal(CHECK, of(cells={"keys": IN_USE}), session_users=named).reason.startswith("access key 2 of ann")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"cells": {"keys": IN_USE, "mfa_active": False}}, "ann has no MFA device"),
        (
            {"cells": {"keys": IN_USE}, "service_credentials": (service_credential("ann", 5),)},
            "ann has an active credential for codecommit.amazonaws.com",
        ),
        (
            {"cells": {"keys": IN_USE}, "ssh_public_keys": (ssh_public_key("ann", 5),)},
            "ann has an active SSH key for CodeCommit",
        ),
    ],
)
def test_what_takes_no_session_still_holds_them_back(facts, reason):
    assert refusal(CHECK, of(**facts), session_users=("ann",)).reason.startswith(reason)


def test_with_a_session_they_may_do_what_they_could_and_with_the_key_alone_get_one():
    facts = of(cells={"keys": IN_USE})
    after = applied(proposal(CHECK, facts, session_users=("ann",)), facts)

    def may(action, mfa):
        power = authority(after)
        assert not isinstance(power, Unknown)
        holder = power.before_scps.powers.by_arn[ANN]
        context = Partial({**holder.known, "aws:MultiFactorAuthPresent": mfa})
        request = Request(action=action, resource=ANN, principal=ANN, context=context)
        return decide(request, holder.policies).verdict.value

    assert [may(action, "true") for action in ("s3:GetObject", "sts:GetSessionToken")] == ["allow", "allow"]
    assert [may(action, None) for action in ("s3:GetObject", "sts:GetSessionToken")] == ["deny", "allow"]


def test_a_user_is_in_ten_groups_at_most():
    names = tuple(f"g{number}" for number in range(10))
    groups = tuple(group(name) for name in names)

    assert changes(proposal(CHECK, of(user("ann", groups=names[:9], inline_policies=EVERYTHING), groups=groups)))
    refused = refusal(CHECK, of(user("ann", groups=names, inline_policies=EVERYTHING), groups=groups))
    assert refused.reason == "ann is in 10 groups, and AWS allows 10: take the user out of one first"


def test_an_account_has_room_for_so_many_groups():
    groups = tuple(group(f"g{number}") for number in range(300))

    assert changes(proposal(CHECK, of(groups=groups[:299])))
    assert refusal(CHECK, of(groups=groups)).reason == (
        "the account has 300 groups or more, if its quota was not raised, and no room for mfa-enforced: delete groups "
        "that nobody is in first"
    )
    ready = group("mfa-enforced", inline_policies=EXACTLY)
    assert proposal(CHECK, of(groups=(*groups, ready))).batches == ((joined("ann"),),)


# --- identities that are kept as code


def test_with_iac_it_says_what_to_write():
    assert guidance(CHECK, of(), iac=True).instruction == (
        "in the code that keeps the account's identities: declare a group mfa-enforced with the inline policy "
        "require-mfa, which `rootward explain mfa-not-enforced` shows, and put user ann into it"
    )


def test_with_iac_nobody_is_told_to_lock_somebody_out():
    assert refusal(CHECK, of(cells={"mfa_active": False}), iac=True).reason.startswith("ann has no MFA device")
    in_use = of(cells={"keys": (active_key(800, used=1), key())})
    assert re.match("access key 1 of ann was last used", refusal(CHECK, in_use, iac=True).reason)


# --- facts


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (account(), f"the user was not read: {ANN} is not among the account's users"),
        (account(identities=denied("iam:X")), "the user was not read: access denied"),
        (account(identities=Unknown("failed")), "the user was not read: failed"),
        (
            account(identities=identities(users=(user("ann"),))),
            f"the user was not read: the credential report does not show {ANN}",
        ),
        (
            account(identities=identities(users=(user("ann"),)), credential_report=denied("iam:Y")),
            "the user was not read: access denied",
        ),
    ],
)
def test_whom_the_facts_do_not_show_is_not_bound(facts, reason):
    refused = refusal(CHECK, facts, finding=a_finding(CHECK, ANN))

    assert (refused.reason, refused.lacks_facts) == (reason, True)


def test_a_member_is_bound_already():
    facts = of(user("ann", groups=("mfa-enforced",)), groups=(group("mfa-enforced", inline_policies=EXACTLY),))
    refused = refusal(CHECK, facts, finding=a_finding(CHECK, ANN))

    assert refused.reason == "ann is in mfa-enforced already, which denies everything without MFA: plan again"


def test_its_operations_are_those_of_its_changes():
    calls = {call.operation for change in changes(proposal(CHECK, of())) for call in change.calls()}

    assert {*remedy(CHECK).operations} == calls
    assert remedy(CHECK).facts == ("virtual_mfa_devices", "service_credentials")
