"""What an event leaves out."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.session import get_session

from rootward.sandbox.cloudtrail.redaction import SECRETS, without_secrets


def secret_members(service):
    """The members that the service's model calls sensitive."""
    model = get_session().get_service_model(service)
    shapes: list[Any] = [model.shape_for(name) for name in model.shape_names]
    return {
        name.lower()
        for shape in shapes
        if shape.type_name == "structure"
        for name, member in shape.members.items()
        if member.metadata.get("sensitive")
    }


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_whatever_the_model_calls_sensitive_is_left_out(service):
    members = secret_members(service)
    assert "secretaccesskey" in members
    assert members <= SECRETS


def test_secrets_are_left_out_at_any_depth_with_their_names():
    value = {"accessKey": [{"accessKeyId": "AKIDNEW", "secretAccessKey": "hush"}], "password": "hush"}
    assert without_secrets(value) == {"accessKey": [{"accessKeyId": "AKIDNEW"}]}
