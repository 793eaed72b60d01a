"""What a scenario denies from the start, as faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.sandbox.faults import Deny

if TYPE_CHECKING:
    from rootward.sandbox.faults import Fault
    from rootward.sandbox.scenario.tables import Scenario


def denials(scenario: Scenario) -> tuple[Fault, ...]:
    """The faults that stand in for the policies which deny the scenario's actions and regions."""
    found: list[Fault] = []
    if scenario.denied:
        found.append(Deny(actions=scenario.denied))
    if scenario.denied_regions:
        found.append(Deny(by="service-control-policy", regions=scenario.denied_regions))
    return tuple(found)
