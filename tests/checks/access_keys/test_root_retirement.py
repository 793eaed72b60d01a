"""Root's own keys and certificates: who may retire them, which, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from rootward.checks.remedy import Guidance, Proposal, Refused
from rootward.model.account import NOT_COLLECTED, Account
from rootward.model.journal import History, RetiredOfRoot, SeenOffOfRoot
from rootward.model.unknown import Unknown
from tests.checks.asking import only
from tests.checks.facts import (
    NOW,
    ROOT,
    account,
    active_key,
    ago,
    denied,
    key,
    of_root,
    report,
    root_certificate,
    root_key,
    root_row,
    summary,
)
from tests.checks.proposing import failing, remedy
from tests.checks.proposing import later as later_of
from tests.checks.proposing import proposed as proposed_of
from tests.model.change import kinds

KEYS, CERTIFICATES = "root-access-key-present", "root-certificate-present"
CHECKS = pytest.mark.parametrize(
    ("check", "kind", "held"),
    [(KEYS, "access-key", root_key()), (CERTIFICATES, "signing-certificate", root_certificate())],
    ids=["key", "certificate"],
)
HELD = pytest.mark.parametrize(
    ("check", "held"), [(KEYS, root_key()), (CERTIFICATES, root_certificate())], ids=["key", "certificate"]
)
KINDS = pytest.mark.parametrize(("check", "kind"), [(KEYS, "access-key"), (CERTIFICATES, "signing-certificate")])
BOTH = pytest.mark.parametrize("check", [KEYS, CERTIFICATES])
OFF: dict[str, Any] = {"status": "Inactive"}


def facts(*held, **more):
    """An account whose root has these, and is told so."""
    present = summary(access_keys_present=True, signing_certificates_present=True)
    return account(**{"summary": present, "root_credentials": of_root(*held), **more})


def off(held):
    return msgspec.structs.replace(held, status="Inactive")


def seen_off(first: str, days: float, *more: str) -> History:
    """What plans of this machine saw off, the first time so many days ago."""
    return History(seen_off_of_root=tuple(SeenOffOfRoot(id=one, since=ago(days)) for one in (first, *more)))


def proposed(check: str, account: Account, **thresholds: Any) -> tuple[Any, ...]:
    """What the remedy answers to the gap."""
    return proposed_of(check, account, **thresholds)


def due(check, history, account, **thresholds):
    """What is proposed of earlier runs when time has passed."""
    return later_of(check, account, history, **thresholds)


# ---- switched off


@CHECKS
def test_one_that_is_on_is_switched_off_and_people_are_told_what_comes_then(check, kind, held):
    first, then = proposed(check, facts(held))

    assert isinstance(first, Proposal)
    assert first.batches == ((kinds.of_root(kind, id=held.id),),)
    assert first.restricts
    assert isinstance(then, Guidance)
    assert then.instruction.startswith(
        f"when nothing has missed root's {kind.replace('-', ' ')} {held.id}, delete it: "
    )
    assert "once it was off for more than 30 days; or at once by hand: account menu → Security" in then.instruction


def test_of_a_key_the_plan_rests_on_its_last_use_and_says_what_aws_does_not_record():
    first, _ = proposed(KEYS, facts(root_key(400, 200)))

    assert isinstance(first, Proposal)
    ((change,),) = first.batches
    assert change == kinds.of_root(last_used=ago(200))
    assert first.why == (
        "last used on 2025-07-15 for s3 in eu-west-1; think of jobs that run once a quarter, and of mail over SMTP, "
        "which AWS records as no use of a key"
    )


def test_a_key_that_was_never_used_is_switched_off_too_and_a_certificate_has_no_use_to_tell():
    (key_off, _), (certificate_off, _) = (
        proposed(KEYS, facts(root_key())),
        proposed(CERTIFICATES, facts(root_certificate())),
    )

    assert key_off.why.startswith("never used; ")
    assert certificate_off.why == "AWS does not record its use, and what signs with it is refused from then on"


@pytest.mark.parametrize("status", ["Active", "Inactive", "Expired"])
def test_a_key_that_was_used_lately_is_left_to_people_with_what_aws_tells(status):
    (told,) = proposed(KEYS, facts(root_key(400, 30, status=status)))

    assert isinstance(told, Guidance)
    assert told.instruction == (
        "root's access key root-access-key-1 was last used on 2026-01-01 for s3 in eu-west-1; AWS does not tell by "
        "whom: find what signs with it, give that a role, and plan again when it was not used for more than 30 days. "
        "If it was you, run rootward as root without a key (aws login, of AWS CLI 2.32 or newer). To switch it off all "
        "the same: account menu → Security credentials → Access keys"
    )


@pytest.mark.parametrize(("used", "days", "is_left"), [(30, 30, True), (31, 30, False), (5, 4, False), (5, 5, True)])
def test_lately_is_within_the_days_of_the_baseline(used, days, is_left):
    first, *_ = proposed(KEYS, facts(root_key(400, used)), recent_days=days)

    assert isinstance(first, Guidance) is is_left


def test_a_service_without_a_region_is_told_without_one():
    (told,) = proposed(KEYS, facts(root_key(400, 1, service="iam", region="N/A")))

    assert "was last used on 2026-01-30 for iam; AWS" in told.instruction


def test_each_of_two_keys_is_looked_at_by_itself():
    busy = root_key(400, 3, id="root-access-key-2")
    first, then, left = proposed(KEYS, facts(root_key(800, 200), busy))

    assert isinstance(first, Proposal)
    assert [type(one) for one in (then, left)] == [Guidance, Guidance]
    assert "root-access-key-2" in left.instruction


@CHECKS
def test_one_that_is_off_waits(check, kind, held):
    (told,) = proposed(check, facts(off(held)))

    assert isinstance(told, Refused)
    assert told.waits
    assert told.reason.startswith(
        f"root's {kind.replace('-', ' ')} {held.id} is off, and lies so for 30 days before a plan deletes it, from "
        "when rootward switched it off or, on this machine, first saw it so; by hand: account menu → "
    )


@KINDS
def test_where_the_list_holds_none_any_more_facts_are_wanting(check, kind):
    (told,) = proposed(check, facts())

    assert told == Refused(f"root has no {kind.replace('-', ' ')} any more: plan again", lacks_facts=True)


# ---- deleted


@HELD
def test_one_of_which_nothing_is_known_here_may_be_off_since_a_minute_ago_and_is_not_deleted(check, held):
    another = seen_off("another", 400)

    assert due(check, History(), facts(off(held))) == ()
    assert due(check, another, facts(off(held))) == ()


@CHECKS
@pytest.mark.parametrize(("days", "is_due"), [(1, False), (30, False), (30.01, True), (400, True)])
def test_one_that_was_off_already_lies_for_the_days_of_grace_from_when_it_was_first_seen_so(
    check, kind, held, days, is_due
):
    found = due(check, seen_off(held.id, days), facts(off(held)))

    assert bool(found) is is_due
    if is_due:
        assert found[0].batches == ((kinds.of_root(kind, id=held.id, after=None),),)
        assert found[0].restricts
        assert found[0].why.startswith(
            f"first seen off on {ago(days):%Y-%m-%d}, {int(days)} days ago, and off whenever a plan looked since"
        )


@pytest.mark.parametrize(("switched_off", "is_due"), [(29, False), (31, True)])
def test_when_rootward_switched_it_off_is_known_better_than_since_when_it_was_seen_so(switched_off, is_due):
    """Seen off, on by hand, off by rootward; or off by rootward, and seen so some weeks later."""
    for seen in (400, 3):
        made = (RetiredOfRoot(id="root-access-key-1", at=ago(switched_off)),)
        history = msgspec.structs.replace(seen_off("root-access-key-1", seen), retired_of_root=made)

        assert bool(due(KEYS, history, facts(root_key(**OFF)))) is is_due


@pytest.mark.parametrize(("used", "is_due"), [(60, False), (61, True), (200, True)])
def test_a_key_that_was_used_after_it_was_off_lies_anew_from_then(used, is_due):
    """It was on in between, or somebody tried."""
    history = seen_off("root-access-key-1", 100)

    assert bool(due(KEYS, history, facts(root_key(400, used, **OFF)), grace_days=60)) is is_due


@HELD
@pytest.mark.parametrize(("days", "is_due"), [(1, False), (30, False), (30.01, True), (400, True)])
def test_one_that_rootward_switched_off_lies_for_the_days_of_grace(check, held, days, is_due):
    history = History(retired_of_root=(RetiredOfRoot(id=held.id, at=ago(days)),))

    found = due(check, history, facts(off(held)))

    assert bool(found) is is_due
    if is_due:
        assert found[0].why.startswith(f"switched off on {ago(days):%Y-%m-%d}, {int(days)} days ago, and not on again")


@HELD
def test_the_days_of_grace_are_the_baseline_s(check, held):
    history = History(retired_of_root=(RetiredOfRoot(id=held.id, at=NOW - timedelta(days=8)),))

    assert due(check, history, facts(off(held)), grace_days=8) == ()
    assert due(check, history, facts(off(held)), grace_days=7)


@HELD
def test_one_that_is_on_is_not_deleted_whatever_a_journal_says(check, held):
    history = History(retired_of_root=(RetiredOfRoot(id=held.id, at=ago(400)),))

    assert due(check, history, facts(held)) == ()


def test_a_key_that_was_used_lately_is_not_deleted_though_it_is_off():
    history = seen_off("root-access-key-1", 400)

    assert due(KEYS, history, facts(root_key(400, 30, **OFF))) == ()
    (found,) = due(KEYS, history, facts(root_key(400, 31, **OFF)))
    assert found.batches == ((kinds.of_root(after=None, last_used=ago(31)),),)


@pytest.mark.parametrize("status", ["Active", "Expired"])
def test_only_what_is_inactive_is_deleted(status):
    assert due(KEYS, seen_off("root-access-key-1", 400), facts(root_key(status=status))) == ()


def test_a_check_deletes_its_own_kind_alone():
    both = facts(off(root_key()), off(root_certificate()))
    history = seen_off("root-access-key-1", 400, "root-signing-certificate-1")

    for check, kind in ((KEYS, "access-key"), (CERTIFICATES, "signing-certificate")):
        ((one,),) = (found.batches[0] for found in due(check, history, both))
        assert one.credential == kind


# ---- who is not root


@BOTH
@pytest.mark.parametrize("unseen", [NOT_COLLECTED, Unknown("not_observable", detail="for root alone")])
def test_whoever_is_not_root_is_told_the_place_and_how_to_be_root(check, unseen):
    (told,) = proposed(check, facts(root_credentials=unseen))
    (finding,) = failing(check, facts(root_credentials=unseen))

    assert isinstance(told, Guidance)
    assert told.instruction.startswith("sign in as root → account menu → Security credentials → ")
    assert told.instruction.endswith(
        "deactivate it, later delete it; or run rootward plan as root without a key (aws login, of AWS CLI 2.32 or "
        "newer)"
    )
    assert finding.fix == "guided"
    history = seen_off("root-access-key-1", 400, "root-signing-certificate-1")
    assert due(check, history, facts(root_credentials=unseen)) == ()


# ---- in GovCloud, whose root has no console and acts by keys alone

GOVCLOUD: dict[str, Any] = {"partition": "aws-us-gov"}


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (
            KEYS,
            (
                ", which leaves that key itself; by hand, with such a key: aws iam update-access-key --access-key-id "
                "ID --status Inactive, later aws iam delete-access-key --access-key-id ID"
            ),
        ),
        (
            CERTIFICATES,
            (
                "; by hand, with such a key: aws iam update-signing-certificate --certificate-id ID --status Inactive, "
                "later aws iam delete-signing-certificate --certificate-id ID"
            ),
        ),
    ],
)
def test_in_govcloud_nobody_is_sent_to_a_console(check, told):
    (found,) = proposed(check, facts(root_credentials=NOT_COLLECTED, **GOVCLOUD))

    assert found == Guidance(
        f"run rootward plan with an access key of root's (in GovCloud root has no other way){told}"
    )


def test_in_govcloud_a_key_that_was_used_lately_may_be_the_one_that_asks():
    (told,) = proposed(KEYS, facts(root_key(400, 3), **GOVCLOUD))

    assert told.instruction.endswith(
        "If it was you, run it with the other access key of root's; its only key deletes itself once nothing needs it, "
        "by hand: aws iam delete-access-key --access-key-id root-access-key-1. To switch it off all the same: aws iam "
        "update-access-key --access-key-id root-access-key-1 --status Inactive"
    )


@HELD
@pytest.mark.parametrize("status", ["Active", "Inactive"])
def test_in_govcloud_what_is_left_for_people_is_a_command(check, held, status):
    told = proposed(check, facts(msgspec.structs.replace(held, status=status), **GOVCLOUD))[-1]
    words = told.reason if isinstance(told, Refused) else told.instruction

    assert words.split("by hand: ")[1].startswith("aws iam delete-")
    assert words.endswith(held.id)
    assert "aws login" not in words


# ---- who is root


@HELD
def test_as_root_it_is_rootward_s_to_mend(check, held):
    (finding,) = failing(check, facts(held))

    assert finding.fix == "irreversible"


@BOTH
def test_where_root_itself_was_denied_the_list_that_is_said(check):
    (told,) = proposed(check, facts(root_credentials=denied("iam:ListAccessKeys")))

    assert told == Refused("root's own credentials could not be listed: access denied", lacks_facts=True)


@BOTH
def test_no_permission_is_asked_for_what_only_root_does(check):
    assert remedy(check).operations == ()
    assert len(remedy(check).operations_of_root) == 2


# ---- what the checks say of it


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ((root_key(400),), "root has 1 active access key (created 2024-12-27)"),
        (
            (root_key(400), root_key(10, id="root-access-key-2")),
            "root has 2 active access keys (created 2024-12-27 and 2026-01-21)",
        ),
        ((root_key(400, **OFF), root_key(10, id="2")), "root has 1 active access key (created 2026-01-21)"),
        ((root_key(400, **OFF),), "root has an inactive access key, which can be made active again"),
    ],
)
def test_root_s_own_list_is_newer_than_the_report(held, message):
    stale = report(root_row(keys=(active_key(400), key())))

    verdict = only(KEYS, facts(*held, credential_report=stale))

    assert (verdict.status, verdict.resource, verdict.message) == ("fail", ROOT, message)


@HELD
def test_the_list_proves_one_present_where_the_summary_was_denied_and_none_absent(check, held):
    unread = denied("iam:GetAccountSummary")

    assert only(check, facts(held, summary=unread)).status == "fail"
    assert only(check, facts(summary=unread)).status == "unknown"


@HELD
def test_the_summary_decides_where_it_was_read(check, held):
    none = summary(access_keys_present=False, signing_certificates_present=False)

    assert only(check, facts(held, summary=none)).status == "pass"


def test_china_has_no_root_to_retire_anything_of():
    assert only(KEYS, facts(root_key(), partition="aws-cn")).status == "not_applicable"
