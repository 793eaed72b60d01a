"""What stands against taking a key that somebody names, and what becomes of it where nothing does."""

from __future__ import annotations

import pytest

from rootward.engine.key_orders import KeyOrder, OrderedKey, proposal
from rootward.errors import GuardRefusedError, IncompleteError
from rootward.model.baseline import Baseline
from rootward.model.change import AccessKeyChange, RootCredentialChange
from tests.checks.facts import ROOT, account, ago, allow, arn, denied, identities, inline, policy, user

ID = "key-of-bot"
MAIL = inline("mail", policy(allow("ses:SendRawEmail")))


def ordered(after, *, state="Active", used=100, force=False, of=None, owner="bot", **baseline):
    whose = ROOT if owner is None else arn("user", owner)
    last_used = ago(used) if isinstance(used, int | float) else used
    key = OrderedKey(id=ID, owner=owner, arn=whose, state=state, last_used=last_used)
    of = of or account(identities=identities(users=(user("bot"),)))
    return proposal(KeyOrder(key_id=ID, after=after, force=force), key, of, Baseline(**baseline))


def change(*arguments, **more):
    (batch,) = ordered(*arguments, **more).batches
    (one,) = batch
    return one


def test_a_key_at_rest_is_switched_off_unless_it_is_used_meanwhile():
    assert change("Inactive") == AccessKeyChange(
        user="bot", user_arn=arn("user", "bot"), key_id=ID, before="Active", after="Inactive", last_used=ago(100)
    )
    assert change("Inactive").asks_for_rest


def test_by_force_it_goes_although_it_is_used_meanwhile():
    one = change("Inactive", used=1, force=True)

    assert (one.after, one.asks_for_rest) == ("Inactive", False)
    assert ordered("Inactive", used=1, force=True).why == "it goes although it may be in use"
    assert ordered(None, used=1, force=True, state="Inactive").why == "it goes although it may have been used of late"


@pytest.mark.parametrize(("after", "state"), [("Inactive", "Active"), (None, "Inactive")])
@pytest.mark.parametrize("used", [0, 29.9, 30])
def test_a_key_that_was_used_of_late_stays(after, state, used):
    with pytest.raises(GuardRefusedError, match="within the last 30 days"):
        ordered(after, state=state, used=used)


@pytest.mark.parametrize("used", [30.1, None])
def test_a_key_that_was_not_used_of_late_or_never_may_go(used):
    assert change("Inactive", used=used).after == "Inactive"


def test_how_late_is_of_late_the_baseline_says():
    assert change("Inactive", used=8, recent_days=7).after == "Inactive"


def test_of_a_key_whose_last_use_is_not_known_only_force_disposes():
    unread = denied("iam:GetAccessKeyLastUsed")

    with pytest.raises(IncompleteError, match="could not be read"):
        ordered("Inactive", used=unread)
    assert change("Inactive", used=unread, force=True).last_used is None


@pytest.mark.parametrize("force", [False, True])
def test_an_active_key_is_never_deleted(force):
    with pytest.raises(GuardRefusedError, match="is active"):
        ordered(None, force=force)


def test_a_key_that_lies_idle_is_deleted_for_good():
    one = change(None, state="Inactive")

    assert (one.before, one.after, one.risk) == ("Inactive", None, "irreversible")


def test_a_key_is_switched_on_again_whenever_it_was_used():
    found = ordered("Active", state="Inactive", used=1)

    assert found.batches[0][0].after == "Active"
    assert not found.restricts


@pytest.mark.parametrize("state", ["Active", "Inactive"])
def test_a_key_that_is_so_already_needs_nothing(state):
    assert ordered(state, state=state, used=0) is None


def test_roots_key_is_changed_without_a_users_name():
    one = change("Inactive", owner=None)

    assert one == RootCredentialChange(
        credential="access-key", root_arn=ROOT, id=ID, before="Active", after="Inactive", last_used=ago(100)
    )


def test_its_owner_is_told_of_mail_that_aws_does_not_record():
    of = account(identities=identities(users=(user("bot", inline_policies=(MAIL,)),)))

    assert "AWS records no use of a key over SMTP" in ordered("Inactive", of=of).why
    assert ordered("Active", state="Inactive", of=of).why == ""


def test_a_key_for_emergencies_is_named_as_such():
    assert "break_glass" in ordered("Inactive", break_glass=(arn("user", "bot"),)).why
