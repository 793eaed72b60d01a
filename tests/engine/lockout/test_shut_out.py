"""Nobody is bound to MFA who has no device and no way to register one."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rootward.engine.lockout import Refusal
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    account,
    active_key,
    allow,
    arn,
    denied,
    group,
    inline,
    key,
    listed_key,
    managed,
    policy,
    role,
    trust,
    virtual_device,
)
from tests.engine.lockout.drawn import ALL, FILES, MFA_ONLY, SELF_SERVICE, TO_ENROL, WITHOUT_MFA
from tests.engine.lockout.house import (
    CONSOLE,
    MFA,
    attaching,
    detaching,
    joining,
    leaving,
    making,
    of,
    person,
    refused,
    ruling,
    switching_off,
    unwriting,
    writing,
)
from tests.model.change import kinds

BOUND = group("bound", inline_policies=(inline("mfa", MFA_ONLY),))
HELPED = group("helped", inline_policies=(inline("mfa", SELF_SERVICE),))
BOSS = person("boss", ALL)
ENROL = policy(allow(TO_ENROL))
WITH_MFA = policy(allow("s3:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}))
ZOE_SHUT = "zoe would be bound to MFA, with no way to register a device, and without one"


def of_zoe(*documents, cells=None, groups=(BOUND, HELPED), **facts):
    """The account of zoe, who has a console password and no device, and of boss, who administers it."""
    fields = {name: facts.pop(name) for name in ("boundary",) if name in facts}
    member_of = facts.pop("member_of", ())
    zoe = person("zoe", *documents, cells=CONSOLE if cells is None else cells, groups=member_of, **fields)
    return of(BOSS, zoe, groups=groups, **facts)


def test_who_could_do_nothing_more_is_not_bound():
    found = ruling(of_zoe(FILES), joining("zoe", "bound"))

    assert isinstance(found, Refusal)
    assert found.reason == f"after adding zoe to group bound {ZOE_SHUT}"
    assert found.advice == (
        "have a device registered first, or allow iam:CreateVirtualMFADevice and iam:EnableMFADevice without MFA"
    )
    assert found.change == joining("zoe", "bound")


@pytest.mark.parametrize(
    "change",
    [
        joining("zoe", "bound"),
        attaching("mfa-only", "user", "zoe"),
        attaching("mfa-only", "group", "staff"),
        writing(MFA_ONLY, "user", "zoe", policy_name="more"),
        writing(MFA_ONLY, "group", "staff"),
        writing(WITH_MFA, "user", "zoe", before=FILES),
    ],
)
def test_whatever_binds_is_refused(change):
    staff = group("staff")

    assert refused(of_zoe(FILES, member_of=("staff",), groups=(BOUND, staff)), change).endswith(ZOE_SHUT)


@pytest.mark.parametrize(
    "cells",
    [MFA, {}, {"keys": (active_key(1), key())}],
)
def test_with_a_device_or_without_a_console_password_anybody_may_be_bound(cells):
    assert ruling(of_zoe(FILES, cells=cells), joining("zoe", "bound")) is None


def test_a_device_of_the_live_list_counts():
    assert ruling(
        of_zoe(FILES, virtual_mfa_devices=(virtual_device(arn("user", "zoe")),)), joining("zoe", "bound")
    ) is (None)


def test_who_may_register_a_device_may_be_bound():
    assert ruling(of_zoe(FILES), joining("zoe", "helped")) is None
    assert ruling(of_zoe(FILES), attaching("self-service", "user", "zoe")) is None
    assert refused(of_zoe(FILES, ENROL), joining("zoe", "bound")).endswith(ZOE_SHUT)  # it is denied as well


def test_who_may_register_a_device_at_work_may_be_bound():
    at_work = {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}
    closed = {"Effect": "Deny", "NotAction": TO_ENROL, "Resource": "*", "Condition": WITHOUT_MFA}

    assert ruling(of_zoe(FILES), writing(policy(allow(TO_ENROL, Condition=at_work), closed), "user", "zoe", FILES)) is (
        None
    )


def test_policies_that_were_not_read_are_no_way_to_register_a_device():
    closed = policy({"Effect": "Deny", "NotAction": TO_ENROL, "Resource": "*", "Condition": WITHOUT_MFA})
    unread = person("zoe", FILES, cells=CONSOLE, attached_policies=(arn("policy", "unread"),))

    assert refused(of(BOSS, unread), writing(closed, "user", "zoe", policy_name="more")).endswith(ZOE_SHUT)


def test_a_denial_that_leaves_something_open_binds_nobody():
    some = policy({"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": WITHOUT_MFA})

    assert ruling(of_zoe(FILES), writing(some, "user", "zoe", policy_name="more")) is None
    assert ruling(of_zoe(FILES), attaching("nothing", "user", "zoe")) is None  # it denies with MFA too


def test_whether_there_is_a_device_may_not_be_known():
    odd = {"password_enabled": True, "mfa_active": Unknown("failed", detail="odd")}

    found = ruling(of_zoe(FILES, cells=odd), joining("zoe", "bound"))
    assert isinstance(found, Refusal)
    assert found.advice.startswith("have a device registered first")
    assert found.change == joining("zoe", "bound")
    assert found.reason == (
        "after adding zoe to group bound zoe would be bound to MFA, with no way to register a device, and whether "
        "there is one is not known: odd"
    )
    assert ruling(of_zoe(FILES, cells=odd), joining("zoe", "helped")) is None
    unlisted = of_zoe(FILES, virtual_mfa_devices=denied("iam:ListVirtualMFADevices"))
    assert refused(unlisted, joining("zoe", "bound")).endswith("is not known: access denied")


def test_whether_there_is_a_console_password_may_not_be_known():
    odd = {"password_enabled": Unknown("failed", detail="odd")}
    without_row = account(
        identities=of_zoe(FILES).identities, credential_report=of(BOSS).credential_report, virtual_mfa_devices=()
    )

    assert refused(of_zoe(FILES, cells=odd), joining("zoe", "bound")).endswith("is not known: odd")
    assert refused(without_row, joining("zoe", "bound")).endswith(
        "zoe is not in the credential report of 2026-01-31 11:00 UTC (created after it?)"
    )


def test_who_was_shut_out_before_is_not_shut_out_by_the_plan():
    assert ruling(of_zoe(FILES, MFA_ONLY), joining("zoe", "bound")) is None


def test_who_was_bound_before_keeps_the_way_to_register_a_device():
    closed = policy({"Effect": "Deny", "NotAction": TO_ENROL, "Resource": "*", "Condition": WITHOUT_MFA})
    facts = of_zoe(
        FILES, closed, member_of=("helpers",), groups=(group("helpers", inline_policies=(inline("e", ENROL),)),)
    )

    assert refused(facts, leaving("zoe", "helpers")).endswith(ZOE_SHUT)
    assert refused(facts, unwriting(ENROL, "group", "helpers", "e")).endswith(ZOE_SHUT)


def test_a_boundary_that_asks_for_mfa_is_looked_at():
    may_enrol = of_zoe(FILES, ENROL, boundary=arn("policy", "self-service"))

    assert ruling(may_enrol, switching_off("key-1", "zoe")) is None
    assert ruling(of_zoe(ENROL, boundary=arn("policy", "mfa-only")), unwriting(ENROL, "user", "zoe")) is None


def test_a_boundary_that_binds_leaves_who_loses_its_way_to_register_shut_out():
    """Within the boundary all is open with MFA, and only the registration of a device without."""
    edge = policy(allow(TO_ENROL), allow("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}))
    facts = of_zoe(FILES, ENROL, boundary=arn("policy", "edge"))
    policies = (*facts.identities.policies, managed("edge", edge))
    edged = replace(facts, identities=replace(facts.identities, policies=policies))

    assert refused(edged, unwriting(ENROL, "user", "zoe", "own2")).endswith(ZOE_SHUT)


def test_who_has_a_device_beside_others_is_left_out():
    people = (person("ann", FILES, groups=("staff",)), person("zoe", FILES, cells=CONSOLE, groups=("staff",)))

    assert refused(of(BOSS, *people, groups=(group("staff"),)), attaching("mfa-only", "group", "staff")).endswith(
        ZOE_SHUT
    )


def test_people_of_one_group_are_named_together():
    people = tuple(person(name, FILES, cells=CONSOLE, groups=("staff",)) for name in ("zoe", "bea", "cat", "dan"))
    facts = of(BOSS, *people, groups=(group("staff"),))

    assert refused(facts, attaching("mfa-only", "group", "staff")).startswith(
        "after attaching policy mfa-only to group staff bea, cat, dan and 1 more would be bound to MFA"
    )


def test_people_who_join_one_by_one_are_named_one_by_one():
    people = tuple(person(name, FILES, cells=CONSOLE) for name in ("zoe", "bea"))
    found = ruling(of(BOSS, *people, groups=(BOUND,)), joining("zoe", "bound"), joining("bea", "bound"))

    assert isinstance(found, Refusal)
    assert found.reason.startswith("after adding bea to group bound bea would be bound")
    assert found.change == joining("bea", "bound")


def test_a_group_that_is_made_and_joined_in_one_stage_binds():
    facts = of_zoe(FILES, groups=())

    assert refused(facts, making("new"), attaching("mfa-only", "group", "new"), joining("zoe", "new")).endswith(
        ZOE_SHUT
    )
    assert ruling(facts, making("new"), attaching("files", "group", "new"), joining("zoe", "new")) is None


def test_an_order_in_which_somebody_is_shut_out_for_a_while_is_refused():
    help_later = writing(ENROL, "user", "zoe", policy_name="help")
    closed = policy({"Effect": "Deny", "NotAction": TO_ENROL, "Resource": "*", "Condition": WITHOUT_MFA})
    bind = writing(closed, "user", "zoe", policy_name="bind")

    assert refused(of_zoe(FILES), bind, help_later) == f"after writing policy bind of user zoe {ZOE_SHUT}"
    assert refused(of_zoe(FILES), help_later, bind) == f"after writing policy bind of user zoe {ZOE_SHUT}"


def test_changes_of_keys_and_of_others_bind_nobody():
    facts = of_zoe(FILES, access_keys=(listed_key("zoe", 1, id="key-1"),))

    assert ruling(facts, *(switching_off("key-1", "zoe") for _ in range(9))) is None
    assert ruling(facts, attaching("mfa-only", "user", "boss")) is None


def test_many_steps_about_one_user_pass_where_no_policy_asks_for_mfa():
    plain = [writing(FILES, "user", "zoe", policy_name=f"more{number}") for number in range(7)]

    assert ruling(of_zoe(FILES, groups=()), *plain) is None
    found = ruling(of_zoe(FILES, groups=()), *plain, writing(MFA_ONLY, "user", "zoe", policy_name="mfa"))
    assert isinstance(found, Refusal)
    assert found.advice == "apply fewer changes at once"
    assert found.reason == (
        "stage 1 is made in no certain order, and 8 of its steps are about user zoe, who might be bound to MFA in "
        "their midst"
    )


def test_six_steps_about_one_user_are_looked_at_in_every_order():
    plain = [writing(FILES, "user", "zoe", policy_name=f"more{number}") for number in range(5)]

    assert ruling(of_zoe(FILES), *plain, joining("zoe", "helped")) is None
    assert refused(of_zoe(FILES), *plain, joining("zoe", "bound")).endswith(ZOE_SHUT)


def test_people_with_different_changes_are_each_judged_by_their_own():
    """Zoe has two changes of her own, bea one, cat one of her group's."""
    people = (
        person("zoe", FILES, cells=CONSOLE),
        person("bea", FILES, cells=CONSOLE),
        person("cat", FILES, cells=CONSOLE, groups=("staff",)),
    )
    facts = of(BOSS, *people, groups=(BOUND, HELPED, group("staff")))
    harmless = (
        joining("zoe", "helped"),
        attaching("files", "user", "zoe"),
        joining("bea", "helped"),
        attaching("self-service", "group", "staff"),
    )

    assert ruling(facts, *harmless) is None
    for bad, name in (
        (attaching("mfa-only", "user", "zoe"), "zoe"),
        (attaching("mfa-only", "user", "bea"), "bea"),
        (attaching("mfa-only", "group", "staff"), "cat"),
    ):
        assert f"{name} would be bound" in refused(facts, *harmless, bad)


def test_a_role_that_may_be_assumed_without_mfa_is_something_to_do():
    """The trust policy names zoe: what it allows, her own policies need not."""
    opened = role("tools", trust_policy=trust({"AWS": arn("user", "zoe")}))

    assert ruling(of_zoe(FILES, roles=(opened,)), writing(WITH_MFA, "user", "zoe", before=FILES)) is None
    assert refused(of_zoe(FILES), writing(WITH_MFA, "user", "zoe", before=FILES)).endswith(ZOE_SHUT)


def test_what_only_gives_shuts_nobody_out():
    """Zoe, who may do nothing, may use files then, with MFA only."""
    assert ruling(of_zoe(), writing(WITH_MFA, "user", "zoe")) is None
    assert ruling(of_zoe(ENROL), writing(WITH_MFA, "user", "zoe", policy_name="more")) is None


def test_who_may_do_nothing_is_bound_to_nothing():
    assert ruling(of_zoe(), joining("zoe", "bound")) is None
    assert refused(of_zoe(), attaching("files", "user", "zoe"), joining("zoe", "bound")).endswith(ZOE_SHUT)


def test_a_group_that_is_gone_holds_nothing_that_is_known():
    leaver = of_zoe(FILES, member_of=("gone",))

    assert refused(leaver, joining("zoe", "bound")).endswith(ZOE_SHUT)
    assert ruling(leaver, leaving("zoe", "gone")) is None


def test_a_policy_that_is_no_policy_asks_for_nothing():
    many = [writing(FILES, "user", "zoe", policy_name=f"more{number}") for number in range(6)]

    assert ruling(of_zoe("{", groups=()), *many, detaching("files", "user", "zoe")) is None
    assert ruling(of_zoe("{", groups=()), *many, attaching("unread", "user", "zoe")) is None
    assert "in their midst" in refused(of_zoe("{", groups=()), *many, attaching("mfa-only", "user", "zoe"))


def test_a_user_s_own_name_is_filled_in():
    own = policy(
        allow("iam:CreateVirtualMFADevice", "arn:aws:iam::*:mfa/${aws:username}"),
        allow("iam:EnableMFADevice", "arn:aws:iam::*:user/${aws:username}"),
        {"Effect": "Deny", "NotAction": TO_ENROL, "Resource": "*", "Condition": WITHOUT_MFA},
    )

    assert ruling(of_zoe(FILES), writing(own, "user", "zoe", policy_name="self")) is None


def test_who_is_deleted_is_bound_to_nothing():
    gone, bound = kinds.user("zoe", after=False), attaching("mfa-only", "group", "staff")

    assert ruling(of_zoe(FILES, member_of=("staff",), groups=(group("staff"),)), gone) is None
    assert ZOE_SHUT in refused(of_zoe(FILES, member_of=("staff",), groups=(group("staff"),)), gone, bound)
