"""Sessions, as the account keeps them."""

from __future__ import annotations

import pickle
from datetime import timedelta

from rootward.sandbox.sts.access_key_info import account_inside
from rootward.sandbox.sts.backend import Caller, PracticeStsBackend, sts_of


def test_a_session_is_kept_by_a_key_id_that_holds_the_accounts_number():
    sts = PracticeStsBackend("aws", "210987654321")
    session = sts.open_session(seconds=900, kind="user", arn="arn:aws:iam::210987654321:user/maya", user_id="AIDAMAYA")
    assert sts.sessions == {session.key_id: session}
    assert account_inside(session.key_id) == "210987654321"
    assert session.expires - session.issued == timedelta(minutes=15)
    assert len(session.secret) == 40


def test_no_two_sessions_share_anything():
    sts = PracticeStsBackend("aws", "210987654321")
    first, second = (sts.open_session(seconds=900, kind="root", arn="", user_id="") for _ in range(2))
    assert not {first.key_id, first.secret, first.token} & {second.key_id, second.secret, second.token}


def test_sessions_survive_being_saved():
    sts = PracticeStsBackend("aws", "210987654321")
    session = sts.open_session(seconds=900, kind="root", arn="", user_id="")
    assert pickle.loads(pickle.dumps(sts.sessions)) == {session.key_id: session}  # noqa: S301 - made a line ago


def test_a_secret_is_not_shown():
    session = PracticeStsBackend("aws", "210987654321").open_session(seconds=900, kind="root", arn="", user_id="")
    assert session.secret not in repr(session)
    assert session.token not in repr(session)


def test_sessions_are_forgotten_a_day_after_they_expired(fresh, client):
    sts = client(fresh, "sts")
    first = sts.get_session_token(DurationSeconds=900)["Credentials"]["AccessKeyId"]
    fresh.advance_clock(900 + 86390)
    sts.get_session_token()
    with fresh._application.backends.in_place():
        assert first in sts_of("123456789012").sessions
    fresh.advance_clock(20)
    sts.get_session_token()
    with fresh._application.backends.in_place():
        assert first not in sts_of("123456789012").sessions


def test_a_callers_secrets_are_not_in_its_representation():
    assert "hush" not in repr(Caller("u", "a", "k", "hush", "hush"))
