from __future__ import annotations

from typing import Any, ClassVar

import pytest
from moto.core.serialize import AttributePickerContext, XFormedAttributePicker
from moto.core.utils import get_service_model

from rootward.sandbox.picking import Picker


class Response:
    RESPONSE_KEY_PATH_TO_TRANSFORMER: ClassVar = {".AccessKeyId": str.lower, "List.Status": lambda _: "Inactive"}


class Key:
    """Some members under their own name, in moto's style, or under an alias; others are absent."""

    class Meta:
        serialization_aliases: ClassVar = {"CreateDate": "made"}

    UserName = "ann"
    access_key_id = "AKIA-EXAMPLE"
    made = "2026-03-01"
    status: str | None = "Active"


class Other(Key):
    access_key_id = "AKIA-OTHER"
    status = None


def _keys_listed() -> Any:
    shape = get_service_model("iam").operation_model("ListAccessKeys").output_shape
    return shape.members["AccessKeyMetadata"].member


@pytest.mark.parametrize("path", ["ListAccessKeys.AccessKeyMetadata", "ListAccessKeys.List"])
@pytest.mark.parametrize("held", [Key(), Other(), {"access_key_id": "AKIA-THIRD", "Status": "Active"}, {}])
def test_it_finds_what_motos_own_finds_the_first_time_and_after(held, path):
    motos = XFormedAttributePicker(response_transformers=Response.RESPONSE_KEY_PATH_TO_TRANSFORMER)
    shape = _keys_listed()
    for name, member in shape.members.items():
        member.parent = shape
        context = AttributePickerContext(obj=held, key=name, shape=member, key_path=path)
        if name == "AccessKeyId" and held == {}:
            continue  # moto's transforms are given no None
        assert [Picker(Response)(context) for _ in range(2)] == [motos(context)] * 2


def test_one_class_does_not_hide_another():
    shape = _keys_listed()
    member = shape.members["AccessKeyId"]
    member.parent = shape
    found = [
        Picker(object)(AttributePickerContext(obj=held, key="AccessKeyId", shape=member, key_path="ListAccessKeys"))
        for held in (Key(), {"AccessKeyId": "AKIA-THIRD"}, Other(), {})
    ]
    assert found == ["AKIA-EXAMPLE", "AKIA-THIRD", "AKIA-OTHER", None]
