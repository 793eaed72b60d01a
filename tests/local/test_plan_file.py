from __future__ import annotations

import json
import stat
import sys

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.errors import GuardRefusedError, OutputError, PlanFileError
from rootward.local.plan_file import read_plan, write_plan
from tests.checks.facts import NOW
from tests.model.plans import every_plan, plan, steps, switched_off

PLAN = plan(switched_off("key-1"), switched_off("key-2"))
DATA = json.loads(msgspec.json.encode(PLAN))


@settings(max_examples=25)
@given(every_plan())
def test_what_is_written_is_what_is_read(tmp_path_factory, made):
    path = tmp_path_factory.mktemp("p") / "plan.json"
    write_plan(made, path)

    assert read_plan(path) == made


def test_the_same_plan_is_the_same_bytes_for_people_to_read(tmp_path):
    write_plan(PLAN, tmp_path / "a")
    write_plan(PLAN, tmp_path / "b")

    text = (tmp_path / "a").read_text()
    assert text == (tmp_path / "b").read_text()
    assert text.startswith(f'{{\n  "schema": 1,\n  "digest": "{PLAN.digest}",\n')


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes")
def test_only_the_owner_can_read_it(tmp_path):
    write_plan(PLAN, tmp_path / "plan.json")

    assert stat.S_IMODE((tmp_path / "plan.json").stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(OutputError, match="No such file or directory"):
        write_plan(PLAN, tmp_path / "nowhere" / "plan.json")


def written(tmp_path, data):
    path = tmp_path / "plan.json"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path


def edited(**fields):
    return {**DATA, **fields}


def edited_step(**fields):
    return edited(steps=[{**DATA["steps"][0], **fields}, DATA["steps"][1]])


def edited_change(**fields):
    return edited_step(change={**DATA["steps"][0]["change"], **fields})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"not json", "is not valid JSON: JSON is malformed: invalid character (byte 4)"),
        (msgspec.json.encode(PLAN)[:-100], "is not valid JSON: Input data was truncated"),
        (b"\x80\x81", "is not valid JSON"),
        (b'{"schema": 1, "digest": ' + b"[" * 200_000, "is JSON, but no plan"),
        (b'{"schema": 1, "digest": "", "expires_at": ' + b"[" * 200_000, "is not valid JSON"),
        ([1], "is JSON, but no plan"),
        ({"schema": 1, "taken_at": "2026-01-31T12:00:00Z", "id": "123456789012"}, "is JSON, but no plan"),
        (edited(schema=2), "is a plan of schema 2; this rootward understands schema 1"),
        (edited(schema=0), "is a plan of schema 0; this rootward understands schema 1"),
        (edited(force=True), "Object contains unknown field `force`"),
        (edited_step(calls=[]), "Object contains unknown field `calls` - at `$.steps[0]`"),
        (edited_step(number="one"), "Expected `int`, got `str` - at `$.steps[0].number`"),
        (edited_change(kind="shell"), "Invalid value 'shell' - at `$.steps[0].change.kind`"),
        (edited_change(after="Expired"), "Invalid enum value 'Expired' - at `$.steps[0].change.after`"),
        (edited(expires_at="soon"), "Invalid RFC3339 encoded datetime - at `$.expires_at`"),
    ],
)
def test_what_is_no_whole_plan_is_refused_with_the_place(tmp_path, data, said):
    path = written(tmp_path, data)

    with pytest.raises(PlanFileError) as refused:
        read_plan(path)

    assert str(refused.value).startswith(str(path))
    assert said in str(refused.value)
    assert refused.value.exit_code == 2
    assert refused.value.advice


def test_a_newer_schema_asks_for_a_newer_rootward_and_an_older_one_for_a_new_plan(tmp_path):
    with pytest.raises(PlanFileError) as newer:
        read_plan(written(tmp_path, edited(schema=2)))
    with pytest.raises(PlanFileError) as older:
        read_plan(written(tmp_path, edited(schema=0)))

    assert "the newer rootward" in newer.value.advice
    assert "rootward plan" in older.value.advice


@pytest.mark.parametrize(
    "data",
    [
        edited(digest=""),
        edited(digest="0" * 64),
        edited(expires_at="2027-01-31T12:00:00Z"),
        edited(expires_at="2026-02-01T12:00:00"),
        edited(steps=DATA["steps"][:1]),
        edited(account={**DATA["account"], "id": "210987654321"}),
        edited(baseline={**DATA["baseline"], "break_glass": ["x"]}),
        edited_step(risk="safe"),
        edited_change(key_id="key-3"),
        edited_change(after=None),
    ],
)
def test_a_plan_that_was_changed_after_it_was_made_is_refused_by_a_guard(tmp_path, data):
    path = written(tmp_path, data)

    with pytest.raises(GuardRefusedError) as refused:
        read_plan(path)

    assert str(refused.value) == f"{path} was changed after it was made"
    assert refused.value.exit_code == 5
    assert "make it again" in refused.value.advice


def test_written_another_way_it_is_still_the_plan_that_was_made(tmp_path):
    assert read_plan(written(tmp_path, dict(reversed(DATA.items())))) == PLAN
    assert read_plan(written(tmp_path, json.dumps(DATA, indent=8).encode("utf-16"))) == PLAN


FIRST, SECOND = PLAN.steps


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        (plan(account=msgspec.structs.replace(PLAN.account, id="../x")), "an account number of twelve digits"),
        (plan(expires_at=NOW.replace(tzinfo=None)), "a date without a zone - at `$.expires_at`"),
        (plan(switched_off("k", last_used=NOW.replace(tzinfo=None))), "at `$.steps[0].change.last_used`"),
        (plan(steps=(FIRST, msgspec.structs.replace(SECOND, number=1))), "two steps of the same number"),
        (
            plan(steps=(msgspec.structs.replace(FIRST, risk="safe"),)),
            "a change that is disruptive, and is said to be safe - at `$.steps[0]`",
        ),
        (
            plan(steps=(FIRST, msgspec.structs.replace(SECOND, change=switched_off("k", after=None)))),
            "a change that is irreversible, and is said to be disruptive - at `$.steps[1]`",
        ),
    ],
)
def test_a_digest_that_somebody_else_took_makes_no_plan_sound(tmp_path, odd, said):
    assert odd.is_as_made
    write_plan(odd, tmp_path / "plan.json")

    with pytest.raises(PlanFileError) as refused:
        read_plan(tmp_path / "plan.json")

    assert said in str(refused.value)


def test_a_step_may_be_said_to_be_riskier_than_its_change(tmp_path):
    made = plan(steps=(msgspec.structs.replace(steps(switched_off("k", after="Active"))[0], risk="disruptive"),))
    write_plan(made, tmp_path / "plan.json")

    assert read_plan(tmp_path / "plan.json") == made


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(PlanFileError, match=r"gone\.json cannot be read: No such file or directory") as refused:
        read_plan(tmp_path / "gone.json")

    assert refused.value.advice == "look at the name and its permissions"


def test_of_a_large_file_only_the_beginning_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("rootward.local.input_file.MOST_BYTES", 10)

    with pytest.raises(PlanFileError, match="is larger than"):
        read_plan(written(tmp_path, DATA))


def test_an_error_tells_no_more_of_a_file_than_a_short_excerpt(tmp_path):
    key, text = "AKIA" + "Q7" * 8, "sesame " * 1000
    for data in (edited_change(kind=key), edited(**{key: 1}), edited_change(after=text), edited(**{text: 1}), text):
        with pytest.raises(PlanFileError) as refused:
            read_plan(written(tmp_path, data))

        said = str(refused.value).removeprefix(str(tmp_path))
        assert key not in said
        assert said.count("sesame") <= 4


@given(st.binary())
def test_no_bytes_at_all_end_in_anything_but_a_plan_file_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("p") / "plan.json"
    path.write_bytes(data)

    with pytest.raises(PlanFileError):
        read_plan(path)


def paths_of(value, place=()):
    yield place
    match value:
        case dict():
            for name, one in value.items():
                yield from paths_of(one, (*place, name))
        case list():
            for number, one in enumerate(value):
                yield from paths_of(one, (*place, number))


def with_value(value, place, new):
    if not place:
        return new
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[place[0]] = with_value(copy[place[0]], place[1:], new)
    return copy


PLACES = list(paths_of(DATA))
odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.just([]),
    st.just({}),
    st.sampled_from(("\\ud800", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", 1e300)),
)


@given(st.sampled_from(PLACES), odd_values)
def test_whatever_one_value_is_changed_to_the_plan_is_refused_in_words_or_the_same(tmp_path_factory, place, value):
    path = written(tmp_path_factory.mktemp("p"), with_value(DATA, place, value))

    try:
        read = read_plan(path)
    except (PlanFileError, GuardRefusedError):
        return
    assert read == PLAN


def test_a_value_that_is_no_unicode_is_refused_in_words(tmp_path):
    path = written(tmp_path, json.dumps(edited(rootward="x")).replace('"x"', '"\\ud800"').encode())

    with pytest.raises((PlanFileError, GuardRefusedError)):
        read_plan(path)
