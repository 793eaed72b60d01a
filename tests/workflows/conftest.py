"""The small office with four gaps, as it is before each test, and somebody who closes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from rootward.model.account import Account
from rootward.model.plan import Plan
from rootward.sandbox import Sandbox, serve
from rootward.sandbox.state import State
from tests.workflows.dying import one_after_the_other
from tests.workflows.four_gaps import CHECKS, FOUR_GAPS
from tests.workflows.patient import Patient


class Office(NamedTuple):
    """The practice account at its beginning, and the plan that closes its gaps."""

    sandbox: Sandbox
    start: State
    before: Account
    plan: Plan


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One account a module; each test has it as it was."""
    with pytest.MonkeyPatch.context() as patch, serve(FOUR_GAPS, enforce=True) as sandbox:
        planner = Patient(sandbox, tmp_path_factory.mktemp("planner"), patch)
        plan = planner.plan(*CHECKS)
        yield Office(sandbox, sandbox.save(), planner.account(), plan)


@pytest.fixture
def sandbox(office: Office) -> Iterator[Sandbox]:
    """The account at its beginning, without faults and without calls so far."""
    office.sandbox.restore(office.start)
    office.sandbox.calls.clear()
    office.sandbox._application.backends.history.clear()
    yield office.sandbox
    office.sandbox.no_faults()
    office.sandbox.enforce = True


@pytest.fixture
def plan(office: Office) -> Plan:
    """What closes the four gaps, eleven steps."""
    return office.plan


@pytest.fixture
def before(office: Office) -> Account:
    """What the account says before anything is changed."""
    return office.before


@pytest.fixture
def ada(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Patient:
    """The caller, on a machine that no run was made on. Nothing that anybody waits for takes time."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    return Patient(sandbox, tmp_path / "machine", monkeypatch)


@pytest.fixture
def in_order() -> Iterator[None]:
    """Steps of one stage are made one after the other."""
    with one_after_the_other():
        yield
