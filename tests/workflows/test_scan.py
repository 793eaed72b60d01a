"""A scan, and whoever is asked about the keys that it found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rootward.errors import ForeignRepositoryError
from rootward.leaks.git import repository
from rootward.model.key_place import KeyProof
from rootward.model.scan import Unread
from rootward.workflows import scan as scan_module
from rootward.workflows.scan import Asking, scan
from rootward.workflows.scanning import histories, verifying
from rootward.workflows.scanning.order import Files, History, Order
from rootward.workflows.scanning.verifying import Verified
from tests.leaks.git.made import Made
from tests.local.key_places.planting import key_id, secret, write

NOW = datetime(2026, 1, 31, 12, 0, 0, 999, tzinfo=UTC)


@pytest.fixture
def order(tmp_path):
    write(tmp_path / ".env", f"AWS_ACCESS_KEY_ID={key_id(1)}\nAWS_SECRET_ACCESS_KEY={secret(1)}\n")
    return Order(sources=(Files(paths=(str(tmp_path),)),))


def made(order, asking=None):
    return scan(order, asking, progress=lambda _line: None, announce=lambda _line: None, now=lambda: NOW)


def test_nobody_is_asked_unasked(order, monkeypatch):
    monkeypatch.setattr(verifying, "verify", lambda *_arguments, **_words: pytest.fail("AWS was asked"))

    done = made(order)

    assert {leak.proof for leak in done.scan.findings} == {None}
    assert (done.joined, done.unasked) == (None, ())


def test_the_time_is_that_of_the_beginning_by_the_second(order):
    assert made(order).scan.taken_at == NOW.replace(microsecond=0)


def test_a_pair_goes_to_the_call_whole_and_the_proof_to_its_findings(order, monkeypatch):
    given = []

    def verify(pairs, *, own, region, announce):
        del announce
        given.append((pairs.ids, [one.reveal() for one, _token in pairs.of(key_id(1))], own, region))
        return Verified(proofs={key_id(1): KeyProof(state="alive")}, unasked=("one was not asked",))

    monkeypatch.setattr(verifying, "verify", verify)

    done = made(order, Asking(verify=True, region="eu-west-1"))

    assert given == [((key_id(1),), [secret(1)], (), "eu-west-1")]
    assert {leak.proof for leak in done.scan.findings} == {KeyProof(state="alive")}
    assert done.unasked == ("one was not asked",)
    assert secret(1) not in repr(done)


def test_after_an_interruption_nobody_is_asked(order, monkeypatch):
    def interrupted(*_arguments, **_words):
        raise KeyboardInterrupt

    monkeypatch.setattr(scan_module, "look_through", interrupted)
    monkeypatch.setattr(verifying, "verify", lambda *_arguments, **_words: pytest.fail("AWS was asked"))

    done = made(order, Asking(verify=True))

    assert done.interrupted
    assert [one.reason for one in done.scan.unread] == ["the scan ended in it"]


def test_a_repository_that_git_refuses_is_unread_and_what_the_others_hold_is_told(tmp_path, monkeypatch):
    write(tmp_path / "good" / ".env", f"AWS_ACCESS_KEY_ID={key_id(1)}\nAWS_SECRET_ACCESS_KEY={secret(1)}\n")
    for name in ("good", "foreign"):
        Made(tmp_path / name)
    Made.at(tmp_path / "good").git("add", ".env")
    Made.at(tmp_path / "good").commit()
    opened = repository.open_repository

    def of_somebody_else(path):
        if path.endswith("foreign"):
            raise ForeignRepositoryError(f"{path}: it belongs to somebody else", advice="trust it, if you do")
        return opened(path)

    for module in (repository, histories):
        monkeypatch.setattr(module, "open_repository", of_somebody_else)
    foreign, good = str(tmp_path / "foreign"), str(tmp_path / "good")
    advice: list[str] = []

    done = scan(
        Order(sources=(History(foreign), History(good)), cache=False),
        progress=lambda _line: None,
        announce=advice.append,
        now=lambda: NOW,
    )

    assert {leak.key_id for leak in done.scan.findings} == {key_id(1)}
    assert done.scan.unread == (Unread(path=f"the history of {foreign}", reason="it belongs to somebody else"),)
    assert advice == ["trust it, if you do"]
