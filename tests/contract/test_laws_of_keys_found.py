"""Laws 7, 9 and 10 for keys found on a machine: no secret in any format, names stay text, one list in any order."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.reports.keys_find import json as json_text
from rootward.workflows.keys_find import find_keys
from tests.contract.names import anything
from tests.contract.subjects import OF_KEYS_FOUND, hostile_keys_found
from tests.local.key_places.planting import PLANTS, key_id, plant, secret, token, write


@settings(max_examples=50)
@given(name=anything)
def test_json_gives_any_name_back(name):
    (shown,) = json.loads(json_text.render(hostile_keys_found(name)))["keys"]
    if name.encode("utf-8", "ignore").decode() == name:
        assert shown["places"][0]["profile"] == name


@pytest.mark.parametrize("render", OF_KEYS_FOUND)
def test_no_part_of_a_secret_is_in_a_report(tmp_path, render):
    plant(tmp_path)
    said: list[str] = []

    shown = render(find_keys((tmp_path,), progress=said.append, announce=said.append))

    assert all(key_id(number)[4:] in shown for number in range(1, len(PLANTS) + 1))
    for hush in (*(secret(number) for number in range(1, len(PLANTS) + 1)), token(4)):
        assert not [start for start in range(len(hush) - 7) if hush[start : start + 8] in shown + "".join(said)]


@settings(max_examples=20)
@given(order=st.randoms(use_true_random=False))
def test_whatever_lies_there_first_the_list_is_one(tmp_path_factory, order: random.Random):
    plants = [(f"{number}.env", f"{key_id(number % 5)} {secret(number % 5)}") for number in range(12)]
    folder = tmp_path_factory.mktemp("planted")

    def listed():
        for path, text in plants:
            write(folder / path, text)
        keys = find_keys((folder,), progress=lambda _: None, announce=lambda _: None).keys
        for path, _ in plants:
            (folder / path).unlink()
        return keys

    first = listed()
    order.shuffle(plants)

    assert listed() == first
    assert len(first) == 5
