"""Changes in the words of a refusal."""

from __future__ import annotations

import pytest

from rootward.engine.lockout.telling import listed, told
from rootward.model.change import Edit, PasswordPolicyChange
from rootward.model.credential import PasswordPolicy
from tests.engine.lockout.drawn import FILES
from tests.engine.lockout.house import (
    attaching,
    deleting,
    detaching,
    joining,
    leaving,
    making,
    switching_off,
    switching_on,
    unmaking,
    unwriting,
    writing,
)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (switching_off("key-1"), "switching off access key key-1 of ann"),
        (switching_on("key-1"), "switching on access key key-1 of ann"),
        (deleting("key-1"), "deleting access key key-1 of ann"),
        (making("staff"), "making group staff"),
        (unmaking("staff"), "deleting group staff"),
        (joining("ann", "staff"), "adding ann to group staff"),
        (leaving("ann", "staff"), "taking ann out of group staff"),
        (attaching("files", "group", "staff"), "attaching policy files to group staff"),
        (detaching("files", "role", "vault"), "detaching policy files from role vault"),
        (attaching("job-function/Billing", "user", "ann"), "attaching policy Billing to user ann"),
        (writing(FILES, "user", "ann"), "writing policy own1 of user ann"),
        (unwriting(FILES, "user", "ann"), "deleting policy own1 of user ann"),
        (PasswordPolicyChange(account="1", before=None, after=PasswordPolicy()), "writing the password policy"),
        (PasswordPolicyChange(account="1", before=PasswordPolicy(), after=None), "deleting the password policy"),
    ],
)
def test_a_change_is_told_by_what_it_does_and_to_whom(change, words):
    assert told(change) == words


def test_a_kind_without_words_is_not_told_in_those_of_another():
    with pytest.raises(AssertionError):
        told(Edit())  # type: ignore[arg-type] # a kind that is none of Change


@pytest.mark.parametrize(
    ("several", "words"),
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b, c and 1 more"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
    ],
)
def test_three_are_named(several, words):
    assert listed(several) == words
