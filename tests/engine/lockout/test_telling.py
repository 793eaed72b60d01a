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
from tests.model.change import kinds


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
        (kinds.user("eve"), "making user eve"),
        (kinds.user("Eve", after=False), "deleting user Eve"),
        (kinds.role("vault"), "making role vault"),
        (kinds.role("vault", after=False), "deleting role vault"),
        (kinds.login("eve"), "giving the console password to eve"),
        (kinds.login("eve", after=False), "taking the console password from eve"),
        (kinds.credential("service-credential"), "switching off service credential service-credential-1 of ann"),
        (
            kinds.credential("signing-certificate", after="Active"),
            "switching on signing certificate signing-certificate-1 of ann",
        ),
        (kinds.credential("ssh-public-key"), "switching off ssh public key ssh-public-key-1 of ann"),
        (kinds.device(), "deleting the virtual device"),
        (kinds.server_certificate(), "deleting the server certificate"),
        (kinds.analyzer(), "writing the analyzer"),
        (kinds.analyzer(after=False), "deleting the analyzer"),
        (kinds.contact(), "writing the alternate contact"),
        (kinds.bucket(), "writing the bucket"),
        (kinds.bucket_policy("{}", None), "deleting the bucket policy"),
        (kinds.trail(), "writing the trail"),
        (kinds.logging(), "writing the trail logging"),
        (kinds.topic(after=False), "deleting the topic"),
        (kinds.rule(), "writing the event rule"),
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
