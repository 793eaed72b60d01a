"""Laws 7, 9 and 10 for keys found on a machine: no secret in any format, names stay text, one list in any order."""

from __future__ import annotations

import csv
import io
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.model.key_place import KeyProof, KeysFound
from rootward.reports.csv import FORMULA
from rootward.reports.keys_find import csv as csv_text
from rootward.reports.keys_find import json as json_text
from rootward.reports.keys_find import text as text_text
from rootward.workflows.keys_find import find_keys
from tests.contract.hostile import NAMES
from tests.contract.test_law_9_names_stay_text import COLOURS, OBEYED, anything, every_name
from tests.local.key_places.planting import PLANTS, key_id, plant, secret, token, write
from tests.reports.keys_find.found import ALONE_ID, USER_ID, found, key, place

RENDERS = (text_text.render, json_text.render, csv_text.render)


def hostile(name: str) -> KeysFound:
    """Every text that somebody else chooses is that name."""
    named = place(path=f"/home/{name}", profile=name, readable_by="others", mode="0644")
    proof = KeyProof(state="unknown", arn=f"arn:aws:iam::111122223333:user/{name}", detail=name)
    return found(
        key(USER_ID, named, place(kind="environment", path=name, line=None, profile=None, mode=None), proof=proof),
        looked_in=(f"/home/{name}",),
        ids_alone=(key(ALONE_ID, named),),
        unread=(f"/home/{name}: {name}",),
        unchanged=(f"/home/{name}: {name}",),
    )


def texts(name, **options):
    return [render(hostile(name), **options) for render in RENDERS]


@every_name
@pytest.mark.parametrize("options", [{}, {"color": True, "width": 60}, {"unicode": False}])
def test_nothing_that_a_terminal_obeys_is_written(name, options):
    for text in texts(name, **options):
        assert OBEYED.search(COLOURS.sub("", text)) is None


@pytest.mark.parametrize("name", [NAMES["newline"], NAMES["return"], NAMES["separators"]])
def test_a_name_forges_no_line(name):
    for text in texts(name):
        assert not [line for line in text.splitlines() if line.startswith(("| b |", "# c", "- d", "b", "c"))]


@settings(max_examples=50)
@given(name=anything)
def test_any_name_stays_text_and_json_gives_it_back(name):
    for text in texts(name):
        assert OBEYED.search(text) is None
    (shown,) = json.loads(json_text.render(hostile(name)))["keys"]
    if name.encode("utf-8", "ignore").decode() == name:
        assert shown["places"][0]["profile"] == name


@every_name
def test_no_cell_is_a_formula(name):
    for row in csv.reader(io.StringIO(csv_text.render(hostile(name)))):
        assert not [cell for cell in row if cell.startswith(FORMULA)]


@pytest.mark.parametrize("render", RENDERS)
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
