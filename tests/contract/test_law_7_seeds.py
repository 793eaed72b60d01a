"""Law 7: no secret anywhere. What is said and raised while a second factor comes about holds neither seed nor codes."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

import pytest

from rootward.sandbox import Sandbox, serve
from rootward.sandbox.faults import Cut, Deny, Fail, Fault
from rootward.workflows.enroll import Enrolling
from tests.workflows.self_enrolling import SELF_ENROLLING
from tests.workflows.test_enroll import Holder, Office

ENABLE, DELETE = ("iam:EnableMFADevice",), ("iam:DeleteVirtualMFADevice",)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve(SELF_ENROLLING) as served:
        yield served


@pytest.mark.parametrize(
    "faults",
    [
        (Deny(actions=ENABLE),),
        (Cut(actions=ENABLE), Deny(actions=DELETE)),
        (Fail(actions=ENABLE, code="InvalidAuthenticationCode", status=403),),
        (Fail(actions=ENABLE), Fail(actions=DELETE)),
        (Fail(actions=ENABLE, code="NoSuchEntity", status=404), Cut(actions=DELETE)),
    ],
)
def test_no_error_and_no_line_holds_a_seed_or_a_code(sandbox: Sandbox, faults: tuple[Fault, ...], monkeypatch):
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    office, holder = Office(sandbox), Holder(sandbox, *[(-1, 0)] * 10)
    shown: list[str] = []
    show = holder.code

    def remembered(which):
        shown.append(show(which))
        return shown[-1]

    def break_it() -> None:
        for fault in faults:
            sandbox.fault(fault)

    monkeypatch.setattr(holder, "code", remembered)
    holder.while_scanning = break_it
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whichever it is
        office.enroll(holder, Enrolling(user="kim"), by="ada")
    sandbox.no_faults()

    assert holder.seed is not None
    said = "\n".join((*office.said, *traceback.format_exception(caught.value), repr(caught.value)))
    assert "kim" in said
    assert holder.seed.reveal() not in said
    assert shown
    assert not any(code in said for code in shown)
