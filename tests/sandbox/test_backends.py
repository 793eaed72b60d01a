"""Each practice account has moto for itself."""

from __future__ import annotations

import pytest
from moto.core.base_backend import BackendDict
from moto.iam.models import iam_backends

from rootward.sandbox.backends import ACCOUNT_ID, Backends
from rootward.sandbox.iam.backend import PracticeIamBackend


@pytest.fixture
def one():
    backends = Backends(("us-east-1",))
    yield backends
    backends.remove()


@pytest.fixture
def other():
    backends = Backends(("eu-west-1",))
    yield backends
    backends.remove()


def hold_iam(backends):
    with backends.in_place():
        backends.hold(iam_backends, PracticeIamBackend, regional=False)


def user_names():
    return set(iam_backends[ACCOUNT_ID]["aws"].users)


def test_what_one_holds_the_other_does_not_see(one, other):
    hold_iam(one)
    hold_iam(other)
    with one.in_place():
        iam_backends[ACCOUNT_ID]["aws"].create_user("us-east-1", "anna")
    with other.in_place():
        assert user_names() == set()
    with one.in_place():
        assert user_names() == {"anna"}


def test_a_service_is_there_in_the_enabled_regions_only(one):
    dictionary = BackendDict(PracticeIamBackend, "events")
    with one.in_place():
        one.hold(dictionary, PracticeIamBackend, regional=True)
        assert "us-east-1" in dictionary[ACCOUNT_ID]
        assert "eu-west-1" not in dictionary[ACCOUNT_ID]


def test_a_removed_account_leaves_nothing_behind():
    backends = Backends(("us-east-1",))
    hold_iam(backends)
    with backends.in_place():
        iam_backends[ACCOUNT_ID]["aws"].create_user("us-east-1", "anna")
    backends.remove()
    assert ACCOUNT_ID not in iam_backends


def test_a_late_call_for_a_removed_account_is_dropped():
    backends = Backends(("us-east-1",))
    backends.remove()
    with pytest.raises(ConnectionAbortedError, match="has ended"), backends.in_place():
        pass


def test_what_others_do_with_moto_is_there_again_afterwards():
    iam_backends["111122223333"]["aws"].create_user("us-east-1", "somebody")
    try:
        backends = Backends(("us-east-1",))
        with backends.in_place():
            assert "111122223333" not in iam_backends
        backends.remove()
        assert set(iam_backends["111122223333"]["aws"].users) == {"somebody"}
    finally:
        iam_backends.clear()


def test_an_organisation_of_one_is_not_the_others(one, other):
    from moto.organizations.models import organizations_backends

    for backends in (one, other):
        with backends.in_place():
            backends.hold(organizations_backends, organizations_backends.backend, regional=False)
    with one.in_place():
        organizations_backends.master_accounts["222233334444"] = (ACCOUNT_ID, "aws")
    with other.in_place():
        assert organizations_backends.master_accounts == {}
    with one.in_place():
        assert organizations_backends.master_accounts == {"222233334444": (ACCOUNT_ID, "aws")}


def test_a_founding_that_fails_leaves_nothing_behind(monkeypatch):
    from rootward.sandbox import serve
    from rootward.sandbox.clock import Clock

    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("rootward.sandbox.scenario.founding.found_watch", fail, raising=False)
    monkeypatch.setattr("rootward.sandbox.scenario.founding_watch.found_watch", fail)
    with pytest.raises(ZeroDivisionError), serve("startup"):
        pass
    assert Clock.shown is None
    assert ACCOUNT_ID not in iam_backends
