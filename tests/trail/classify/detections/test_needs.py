"""What a search is told to look for."""

from __future__ import annotations

from rootward.trail.classify.detections import NEEDS
from rootward.trail.classify.detections.need import Need, called
from rootward.trail.record import Identity, Record
from tests.trail.classify.detections.events import NOON


def record(
    name: str = "CreateUser", source: str = "iam.amazonaws.com", error: str = "", *, kind: str = "", arn: str = ""
) -> Record:
    identity = Identity(type=kind, arn=arn)
    return Record(event_id="1", time=NOON, name=name, source=source, error=error, identity=identity)


def test_a_need_of_calls_takes_a_services_own():
    need = called("iam", "CreateUser", "DeleteUser")
    assert need.takes(record())
    assert not need.takes(record("CreateRole"))
    assert not need.takes(record(source="transfer.amazonaws.com"))


def test_a_need_of_errors_takes_codes_that_begin_so():
    need = Need(errors=frozenset({"AccessDenied"}))
    assert need.takes(record(error="AccessDenied"))
    assert need.takes(record(error="AccessDeniedException"))
    assert not need.takes(record(error="NoSuchEntityException"))
    assert not need.takes(record())


def test_a_need_of_root_takes_root_by_type_or_by_arn():
    need = Need(by_root=True)
    assert need.takes(record(kind="Root"))
    assert need.takes(record(arn="arn:aws:iam::111122223333:root"))
    assert not need.takes(record(kind="IAMUser", arn="arn:aws:iam::111122223333:user/root"))


def test_members_of_a_need_hold_together():
    need = called("iam", "CreateUser", by_root=True)
    assert need.takes(record(kind="Root"))
    assert not need.takes(record(kind="IAMUser"))
    assert not need.takes(record("CreateRole", kind="Root"))


def test_each_need_stands_there_once():
    assert len(set(NEEDS)) == len(NEEDS)
