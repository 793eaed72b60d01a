"""Found keys are asked about by themselves, only where that hurts nobody, and no secret is seen on the way."""

from __future__ import annotations

import msgspec
import pytest

from rootward.errors import ConfigurationError, EndpointError
from rootward.model.canaries import CANARY_ACCOUNTS
from rootward.model.key_place import KeyProof
from rootward.model.secret import Secret
from rootward.workflows.scanning.verifying import Pairs, verify, with_proofs
from tests.leaks.test_values import sight as line_of
from tests.local.key_places.planting import ACCOUNT, key_id, secret, token
from tests.workflows.scanning.findings import found

KEY = key_id(1)
SESSION = key_id(2, prefix="ASIA")
OLDER = "AKIA" + "I" + "BCDEFGHJKLMNOP2"  # its first bit is 0
ALIVE = KeyProof(state="alive", arn=f"arn:aws:iam::{ACCOUNT}:user/ann", account=ACCOUNT)


class Prover:
    """Stands in for AWS: says of each secret what it is told to, and notes what it was asked."""

    answers: dict[str, KeyProof]
    asked: list[tuple[str, str, bool]]

    def __init__(self, *, region, announce):
        announce(f"asking in {region}")

    def prove(self, key, pair_secret, pair_token):
        Prover.asked.append((key, pair_secret.reveal(), pair_token is not None))
        answer = Prover.answers.get(pair_secret.reveal(), ALIVE)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def prover(monkeypatch):
    Prover.answers, Prover.asked = {}, []
    monkeypatch.setattr("rootward.aws.key_proof.KeyProver", Prover)
    return Prover


def seen(*pairs):
    """Sights of ids, each with the number of its secret, or None, and of its token."""
    gathered = Pairs()
    for key, number, *more in pairs:
        gathered.see(msgspec.structs.replace(line_of(key, key, kind="access-key-id"), key_id=key))
        if number is not None:
            gathered.see(msgspec.structs.replace(line_of(f"s={secret(number)}", secret(number)), key_id=key))
        for one in more:
            text = f"t={token(one)}"
            gathered.see(msgspec.structs.replace(line_of(text, token(one), kind="session-token"), key_id=key))
    return gathered


def verified(*pairs, own=()):
    said: list[str] = []
    return verify(seen(*pairs), own=own, region="eu-west-1", announce=said.append), said


def test_a_pair_is_asked_about_and_that_is_announced_first():
    answer, said = verified((KEY, 1))

    assert (answer.proofs, answer.unasked) == ({KEY: ALIVE}, ())
    assert Prover.asked == [(KEY, secret(1), False)]
    assert said == [
        "asking in eu-west-1",
        "asking AWS about 1 key: each signs a GetCallerIdentity, which its account records",
    ]


def test_a_session_signs_with_its_token_and_without_one_not_at_all():
    answer, _ = verified((SESSION, 1, 5), (KEY, 2, 6))
    assert answer.proofs[SESSION] == ALIVE
    assert sorted(Prover.asked) == sorted([(SESSION, secret(1), True), (KEY, secret(2), False)])

    answer, said = verified((SESSION, 1))
    assert (answer.proofs[SESSION].state, said) == ("not_asked", [])


@pytest.mark.parametrize("account", sorted(CANARY_ACCOUNTS))
def test_a_planted_key_is_never_touched(account):
    trap = key_id(3, account=account)

    answer, said = verified((trap, 3), own=(trap,))

    assert (answer.proofs[trap].state, answer.proofs[trap].account) == ("not_asked", account)
    assert "trap" in answer.proofs[trap].detail
    assert (Prover.asked, said) == ([], [])


def test_an_id_that_tells_no_account_may_be_a_trap_unless_the_account_knows_it_as_its_own():
    assert verified((OLDER, 1))[0].proofs[OLDER].state == "not_asked"
    assert Prover.asked == []
    assert verified((OLDER, 1), own=(OLDER,))[0].proofs[OLDER] == ALIVE


def test_an_id_alone_cannot_sign():
    answer, _ = verified((KEY, None))

    assert answer.proofs == {KEY: KeyProof(state="not_asked", detail="no secret was found with it")}


def test_of_several_secrets_the_one_that_works_counts():
    Prover.answers[secret(1)] = KeyProof(state="wrong_secret")

    assert verified((KEY, 1), (KEY, 2))[0].proofs[KEY] == ALIVE
    Prover.answers[secret(2)] = KeyProof(state="refused")
    assert verified((KEY, 1), (KEY, 2))[0].proofs[KEY].state == "wrong_secret"


def test_a_key_with_very_many_secrets_is_tried_with_the_first_of_them():
    Prover.answers |= {secret(number): KeyProof(state="refused") for number in range(20)}

    verified(*((KEY, number) for number in range(20)))

    assert len(Prover.asked) == 8


def test_where_nothing_answers_the_rest_is_said_to_be_unasked():
    Prover.answers[secret(2)] = EndpointError("nothing answers")  # type: ignore[assignment]
    first, second, third = sorted((key_id(1), key_id(2), key_id(3)))

    answer, _ = verified((first, 1), (second, 2), (third, 3))

    assert [answer.proofs[key].state for key in (first, second, third)] == ["alive", "not_asked", "not_asked"]
    assert answer.unasked == ("AWS was not asked about 2 of the keys: nothing answers",)


def test_a_configuration_that_cannot_be_read_leaves_all_unasked(monkeypatch):
    def broken(**_settings):
        raise ConfigurationError("the configuration is broken")

    monkeypatch.setattr("rootward.aws.key_proof.KeyProver", broken)
    answer, _ = verified((KEY, 1))

    assert (answer.proofs[KEY].state, len(answer.unasked)) == ("not_asked", 1)


def test_a_sight_without_an_id_or_whose_secret_is_not_on_its_line_leaves_nothing():
    gathered = Pairs()
    gathered.see(msgspec.structs.replace(line_of(f"s={secret(1)}", secret(1)), key_id=None))
    gathered.see(msgspec.structs.replace(line_of("nothing here", secret(1)), key_id=KEY))
    gathered.see(msgspec.structs.replace(line_of("hunter2", None, kind="console-password"), key_id=KEY))

    assert (gathered.ids, gathered.of(KEY)) == ((KEY,), ())


def test_nobody_is_shown_a_secret_that_was_gathered():
    gathered = seen((KEY, 1, 2))

    assert repr(gathered) == "Pairs(1 keys)"
    assert secret(1) not in repr(gathered.of(KEY))
    assert gathered.of(KEY) == ((Secret(secret(1)), Secret(token(2))),)


def test_each_finding_of_a_key_gets_its_proof_and_others_none():
    ours, secret_of_ours, other = found(KEY), found(KEY, kind="secret-access-key"), found(None, kind="account-id")

    told = with_proofs((ours, secret_of_ours, other), {KEY: ALIVE})

    assert [leak.proof for leak in told] == [ALIVE, ALIVE, None]
