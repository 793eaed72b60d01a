"""A small practice account with a gap for each kind of change that can be taken back, in two regions."""

from __future__ import annotations

from typing import Any

import msgspec

from rootward.model.blueprint import Blueprint, WantedUser
from rootward.sandbox.scenario.tables import ServiceCredential
from tests.workflows.four_gaps import FOUR_GAPS, NOTES
from tests.workflows.new_account import CONTACT, EMAIL

CHECKS = (
    "password-too-short",
    "access-key-unused",
    "service-credential-old",
    "policy-attached-to-user",
    "access-analyzer-missing",
    "support-role-missing",
    "trail-missing",
    "root-use-alarm-missing",
    "security-contact-missing",
)
"""What is planned: of each kind of change one or two."""

MARK = Blueprint(users=(WantedUser(name="mark"),))
"""Who is to work there: a user with a password, in the group of the administrators."""

NAMED: dict[str, Any] = {"alarm_email": EMAIL, "security_contact": CONTACT}

_ADA, _BEN, _CLEO, _ROBOT = FOUR_GAPS.users

EVERY_KIND = msgspec.structs.replace(
    FOUR_GAPS,
    title="A small office with a gap of every kind",
    regions=("eu-west-1", "us-east-1"),
    users=(
        _ADA,
        msgspec.structs.replace(_CLEO, policies=(), inline={"notes": NOTES}),
        msgspec.structs.replace(
            _ROBOT, service_credentials=(ServiceCredential(service="codecommit.amazonaws.com", created=300.0),)
        ),
    ),
)
"""Ada calls. Mark is to join her, Cleo's policy to be moved to a group, what the robot has to be switched off."""
