from __future__ import annotations

import pytest

from rootward.checks.access_keys.access_key_leaked import propose
from rootward.checks.registry import BY_ID
from rootward.checks.remedy import Guidance, Proposal, Refused
from rootward.engine.judging import judge
from rootward.model.account import NOT_COLLECTED
from rootward.model.baseline import Baseline
from rootward.model.change import AccessKeyChange, RootCredentialChange
from rootward.model.credential import RootCredentials
from rootward.model.credential_report import ROOT_ROW
from rootward.model.unknown import Unknown
from tests.checks.asking import only, verdicts
from tests.checks.facts import (
    ROOT,
    account,
    ago,
    allow,
    arn,
    denied,
    identities,
    inline,
    leak_place,
    leaked_key,
    listed_key,
    of_root,
    policy,
    report,
    root_key,
    user,
    user_row,
)

CHECK = "access-key-leaked"
NO_LIST = denied("iam:ListAccessKeys")
NO_OWNER = denied("iam:GetAccessKeyLastUsed")
EVERYTHING = (inline("all", policy(allow("*"))),)
ROOT_ALONE = Unknown("not_observable", detail="for root alone")


def asked(*keys, **facts):
    return only(CHECK, account(leaked_keys=keys, **facts))


@pytest.mark.parametrize(
    ("keys", "status"),
    [
        ((), "pass"),
        ((leaked_key("ann"),), "fail"),
        ((leaked_key("ann", state="Inactive"),), "pass"),
        ((leaked_key("ann", state="Expired"),), "pass"),
        ((leaked_key("ann", state="gone"),), "pass"),
        ((leaked_key("ann", state=NO_OWNER),), "unknown"),
        (NO_OWNER, "unknown"),
        (NOT_COLLECTED, "not_applicable"),
    ],
)
def test_no_key_that_a_scan_found_may_be_on(keys, status):
    assert only(CHECK, account(leaked_keys=keys)).status == status


def test_without_a_joined_scan_it_is_said_that_nobody_has_looked():
    assert "nobody has looked" in only(CHECK, account(leaked_keys=NOT_COLLECTED)).message


def test_a_key_is_named_with_its_owner_its_place_and_its_last_use():
    verdict = asked(leaked_key("ann", last_used=ago(3), service="s3", region="eu-west-1"))

    assert verdict.message == (
        "access key key-of-ann of ann was found with its secret in deploy.sh of /home/ann/shop, line 4 "
        "(commit 0a1b2c3d0a1b); last used on 2026-01-28 for s3 in eu-west-1"
    )
    assert (verdict.resource, verdict.severity, verdict.fix) == (arn("user", "ann"), None, None)
    assert [(one.source, one.fact, one.value) for one in verdict.evidence] == [
        ("scan", "key-of-ann", "deploy.sh:4"),
        ("scan", "last found", "2026-01-30T12:00:00Z"),
        ("access-keys", "key-of-ann last used", "2026-01-28T12:00:00Z"),
    ]


@pytest.mark.parametrize(
    ("places", "further", "told"),
    [
        ((leak_place(path="/etc/shop.env", commit=None),), 0, "in /etc/shop.env, line 4; "),
        ((leak_place(path="C:\\shop.env", commit=None),), 0, "in C:\\shop.env, line 4; "),
        ((leak_place(path="-", commit=None),), 0, "in standard input, line 4; "),
        (
            (leak_place(commit=None), leak_place(line=5)),
            0,
            "in deploy.sh of /home/ann/shop, line 4, and 1 more place; ",
        ),
        ((leak_place(commit=None),) * 2, 1998, "line 4, and 1,999 more places; "),
        ((), 0, "by a scan; "),
    ],
)
def test_where_it_lay_is_told(places, further, told):
    assert told in asked(leaked_key("ann", leak={"places": places, "further_places": further})).message


@pytest.mark.parametrize(
    ("used", "told"),
    [
        ({"last_used": None}, "; it was never used"),
        ({"last_used": NO_OWNER}, "; its last use was not read"),
        ({"last_used": ago(3)}, "; last used on 2026-01-28"),
        ({"last_used": ago(3), "service": "iam"}, "; last used on 2026-01-28 for iam"),
    ],
)
def test_its_last_use_is_told_as_far_as_it_is_known(used, told):
    assert asked(leaked_key("ann", **used)).message.endswith(told)


def test_an_id_without_its_secret_is_a_low_finding_for_people():
    verdict = asked(leaked_key("ann", leak={"with_secret": False}))

    assert (verdict.status, verdict.severity, verdict.fix) == ("fail", "low", "guided")
    assert verdict.message.startswith("the id of access key key-of-ann of ann was found in deploy.sh")
    assert verdict.message.endswith(", without its secret")


def test_an_administrator_s_is_told_as_such_and_the_path_of_a_user_is_known_by_the_lists():
    boss = user("ann", arn=arn("user", "staff/ann"), inline_policies=EVERYTHING)
    verdict = asked(leaked_key("ann"), identities=identities(users=(boss,)))

    assert "of ann, an administrator, was found with its secret" in verdict.message
    assert verdict.resource == arn("user", "staff/ann")
    by_report = report(user_row("ann", arn=arn("user", "old/ann")))
    assert asked(leaked_key("ann"), credential_report=by_report).resource == arn("user", "old/ann")


def test_the_list_of_keys_counts_more_than_what_was_asked_of_one_key():
    off, on = (listed_key("ann", 9, status=status) for status in ("Inactive", "Active"))

    assert asked(leaked_key("ann"), access_keys=(off,)).status == "pass"
    assert asked(leaked_key("ann", state="Inactive"), access_keys=(on,)).status == "fail"
    assert asked(leaked_key("ann", state="Inactive"), access_keys=()).status == "pass"
    moved = listed_key("bob", 9, id="key-of-ann")
    assert asked(leaked_key("ann"), access_keys=(moved,)).resource == arn("user", "bob")


def test_where_the_list_was_denied_nothing_is_called_off_that_may_be_on():
    both = (leaked_key("ann", state="Inactive"), leaked_key("bob", state="gone"), leaked_key("eve"))
    answers = verdicts(CHECK, account(leaked_keys=both, access_keys=NO_LIST))

    assert [(one.status, one.resource, one.unknowns) for one in answers] == [
        ("fail", arn("user", "eve"), ()),
        ("unknown", account().resource, (NO_LIST,)),
    ]
    assert only(CHECK, account(leaked_keys=both[:1], access_keys=NOT_COLLECTED)).status == "pass"


def test_a_key_whose_state_was_not_read_is_told_with_its_place():
    verdict = asked(leaked_key("ann", state=NO_OWNER))

    assert verdict.message.startswith("cannot tell: access key key-of-ann of ann was found in deploy.sh")
    assert (verdict.unknowns, verdict.resource) == ((NO_OWNER,), arn("user", "ann"))


def of_root_s(**fields):
    return leaked_key(ROOT_ROW, leak={"id": "root-access-key-1"}, **fields)


@pytest.mark.parametrize(
    ("own", "state", "status"),
    [
        (of_root(root_key()), "Active", "fail"),
        (of_root(root_key(status="Inactive")), "Active", "pass"),
        (RootCredentials(), "Active", "pass"),
        (ROOT_ALONE, "Active", "fail"),
        (ROOT_ALONE, ROOT_ALONE, "fail"),
        (ROOT_ALONE, "gone", "pass"),
        (denied("iam:ListAccessKeys"), "gone", "fail"),
    ],
)
def test_a_key_of_root_fails_until_root_sees_it_off_or_it_is_gone(own, state, status):
    assert asked(of_root_s(state=state), root_credentials=own).status == status


def test_a_key_of_root_that_root_alone_sees_is_for_people():
    hidden = asked(of_root_s(), root_credentials=ROOT_ALONE)
    shown = asked(of_root_s(), root_credentials=of_root(root_key()))

    assert hidden.message.startswith("access key root-access-key-1 of the root user was found with its secret in")
    assert hidden.message.endswith("; whether it is switched off root alone is shown")
    assert (hidden.resource, hidden.fix, shown.fix) == (ROOT, "guided", None)
    assert not shown.message.endswith("shown")


def proposed(*keys, break_glass=(), **facts):
    of = account(leaked_keys=keys, **facts)
    baseline = Baseline(break_glass=break_glass)
    (finding, *_) = judge(of, (BY_ID[CHECK],), baseline)
    return list(propose(finding, of, baseline))


def test_the_key_is_switched_off_by_its_id_although_it_is_in_use():
    (one,) = proposed(leaked_key("ann", last_used=ago(0)), access_keys=(listed_key("ann", 9),))

    assert isinstance(one, Proposal)
    assert one.batches == (
        (
            AccessKeyChange(
                user="ann",
                user_arn=arn("user", "ann"),
                key_id="key-of-ann",
                before="Active",
                after="Inactive",
                last_used=ago(0),
                in_use=True,
            ),
        ),
    )
    assert one.restricts
    assert one.why == (
        "it leaked (deploy.sh of /home/ann/shop, line 4 (commit 0a1b2c3d0a1b)): it goes although it may be in use; "
        "sessions that it began live on: rootward keys revoke ends them"
    )


def test_that_its_owner_is_kept_for_emergencies_is_said_and_saves_no_leaked_key():
    (one,) = proposed(leaked_key("ann"), access_keys=(listed_key("ann", 9),), break_glass=(arn("user", "ann"),))

    assert isinstance(one, Proposal)
    assert "(break_glass); " in one.why


def test_both_keys_of_a_user_are_switched_off_and_nobody_else_s():
    ids = ("a", "b", "c", "d")
    leaked = [leaked_key("ann", leak={"id": one}) for one in ids[:3]]
    listed = [listed_key("ann", 9, id=one) for one in ids[:2]] + [listed_key("ann", 9, id="c", status="Inactive")]
    answers = proposed(
        *leaked, leaked_key("bob", leak={"id": "d"}), access_keys=(*listed, listed_key("bob", 1, id="d"))
    )

    assert [one.batches[0][0].key_id for one in answers] == ["a", "b"]


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (NOT_COLLECTED, "ann's access keys were not read: `rootward plan` reads them"),
        (NO_LIST, "ann's access keys were not read: access denied"),
        (Unknown("failed"), "ann's access keys were not read: failed"),
        ((), "the list of access keys does not hold key-of-ann of ann: plan again"),
    ],
)
def test_without_the_list_of_keys_nothing_is_changed(listed, told):
    assert proposed(leaked_key("ann"), access_keys=listed) == [Refused(told, lacks_facts=True)]


def test_of_an_id_alone_people_look_for_the_secret():
    (one,) = proposed(leaked_key("ann", leak={"with_secret": False}), access_keys=(listed_key("ann", 9),))

    assert isinstance(one, Guidance)
    assert one.instruction.startswith("look in deploy.sh of /home/ann/shop, line 4")
    assert one.instruction.endswith("rootward keys revoke key-of-ann")


def test_root_switches_off_its_own():
    (one,) = proposed(of_root_s(), root_credentials=of_root(root_key(used=1)))

    assert isinstance(one, Proposal)
    assert one.batches == (
        (
            RootCredentialChange(
                credential="access-key",
                root_arn=ROOT,
                id="root-access-key-1",
                before="Active",
                after="Inactive",
                last_used=ago(1),
                in_use=True,
            ),
        ),
    )


def test_whoever_is_not_root_is_told_what_to_do_as_root():
    (one,) = proposed(of_root_s(), root_credentials=ROOT_ALONE)
    (in_govcloud,) = proposed(of_root_s(), root_credentials=ROOT_ALONE, partition="aws-us-gov")

    assert isinstance(one, Guidance)
    assert one.instruction.startswith("sign in as root → account menu → Security credentials → Access keys: deactivate")
    assert "rootward keys revoke root-access-key-1 as root without a key" in one.instruction
    assert isinstance(in_govcloud, Guidance)
    assert in_govcloud.instruction.startswith("aws iam update-access-key --access-key-id root-access-key-1")
    assert proposed(of_root_s(), root_credentials=denied("iam:ListAccessKeys")) == [
        Refused("root's own credentials could not be listed: access denied", lacks_facts=True)
    ]
    assert proposed(of_root_s(), root_credentials=Unknown("failed")) == [
        Refused("root's own credentials could not be listed: failed", lacks_facts=True)
    ]


def test_a_list_that_was_not_read_at_all_proposes_nothing():
    finding = judge(account(leaked_keys=(leaked_key("ann"),)), (BY_ID[CHECK],), Baseline())[0]

    assert list(propose(finding, account(leaked_keys=NOT_COLLECTED), Baseline())) == []
