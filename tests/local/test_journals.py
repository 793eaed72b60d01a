from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.errors import GuardRefusedError, JournalError
from rootward.local.journals import find_journal, journals_of, read_journal, read_whole_lines
from rootward.model.plan import PlannedAccount
from tests.checks.facts import ACCOUNT
from tests.local.journal_files import file_of, kept
from tests.model.plans import after, closed, every_journal, intent, journal, lines, opened, plan, result, switched_off

RUN = journal(intent(1), result(1), intent(2), result(2, detail="so"), closed())
FIRST, *REST = lines(RUN)
OTHER = "210987654321"


def written(folder, *parts):
    path = folder / f"{RUN.id}.jsonl"
    path.write_bytes(b"".join(parts))
    return path


@given(every_journal())
def test_what_was_written_is_what_is_read(tmp_path_factory, made):
    folder = tmp_path_factory.mktemp("j")

    assert read_journal(kept(made, folder)) == made
    assert journals_of(ACCOUNT, folder) == (made,)


@settings(max_examples=25)
@given(every_journal(), st.data())
def test_cut_off_anywhere_a_journal_reads_to_its_first_entries(tmp_path_factory, made, data):
    path = kept(made, tmp_path_factory.mktemp("j"))
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    length = data.draw(st.integers(0, len(whole)) | st.integers(first, len(whole)), label="length")
    path.write_bytes(whole[:length])

    if length < first:
        with pytest.raises(JournalError, match="ends within its first line"):
            read_journal(path)
        return
    read, end = read_whole_lines(path)
    assert read.entries == made.entries[: whole[first:length].count(b"\n")]
    assert (read.id, read.opened) == (made.id, made.opened)
    assert whole[:end] == b"".join(lines(read))


def test_cut_off_at_every_byte_of_its_entries_a_journal_reads_to_those_that_are_whole(tmp_path):
    whole = FIRST + b"".join(REST)

    for length in range(len(FIRST), len(whole) + 1):
        read, end = read_whole_lines(written(tmp_path, whole[:length]))
        assert read.entries == RUN.entries[: whole[len(FIRST) : length].count(b"\n")]
        assert end <= length


@pytest.mark.parametrize("torn", [b"\0" * 40, b"\0" * 40 + b"\n", REST[1][:9] + b"\0" * 30 + b"\n", b"\xff\n", b"\n"])
def test_what_a_power_cut_leaves_of_the_last_line_is_left_out(tmp_path, torn):
    read, end = read_whole_lines(written(tmp_path, FIRST, REST[0], torn))

    assert read.entries == RUN.entries[:1]
    assert end == len(FIRST + REST[0])


@pytest.mark.parametrize(
    ("rest", "line", "said"),
    [
        ([b"{}\n", *REST], 2, "missing required field `type`"),
        ([b"\0\0\n", *REST], 2, "JSON is malformed"),
        ([b"\n", *REST], 2, "JSON is malformed: invalid character|Input data was truncated"),
        ([REST[0][:-9] + b"\n", REST[1]], 2, "JSON is malformed|Input data was truncated"),
        ([REST[0], b"\xff\n", REST[1]], 3, "codec can't decode|JSON is malformed"),
        ([REST[0], b'{"type":"closed","x":' + b"[" * 100_000 + b"\n", REST[1]], 3, "recursion"),
        ([REST[0], b'{"type":"closed","x":' + b"[" * 100_000 + b"\n"], 3, "recursion"),
        ([REST[0], b'{"type":"shell"}\n'], 3, "Invalid value 'shell'"),
        ([REST[0], b'"result"\n'], 3, "Expected `object`, got `str`"),
        ([REST[0], FIRST], 3, "Invalid value 'opened'"),
        ([msgspec.json.encode(intent(3)) + b"\n"], 2, "step 3 is no part of the run"),
        ([b'{"type":"intent","at":"2026-01-31T12:00:00","step":1}\n'], 2, "a date without a zone"),
    ],
)
def test_whatever_else_is_broken_is_named_with_its_line_and_what_to_do(tmp_path, rest, line, said):
    path = written(tmp_path, FIRST, *rest)

    with pytest.raises(JournalError, match=f"line {line} of the journal .*: .*({said})") as refused:
        read_journal(path)

    assert str(path) in str(refused.value)
    assert "move it out of its folder" in refused.value.advice


def edited(**fields):
    return json.dumps({**json.loads(FIRST), **fields}).encode() + b"\n"


def edited_plan(**fields):
    return edited(plan={**json.loads(FIRST)["plan"], **fields})


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (b"not json\n", "line 1 of the journal .*: JSON is malformed"),
        (b"{}\n", "line 1 of the journal .*: Object missing required field `schema`"),
        (edited(type="closed"), "line 1 of the journal .*: Invalid value 'closed'"),
        (edited(at="2026-01-31T12:00:00"), "line 1 of the journal .*: a date without a zone - at `\\$.at`"),
        (edited_plan(steps=[{}]), "line 1 of the journal .*: Object missing required field `number`"),
        (edited_plan(newer=1), "line 1 of the journal .*: Object contains unknown field `newer`"),
        (edited(schema=2), "is a journal of schema 2; this rootward understands schema 1"),
        (edited(schema=0), "is a journal of schema 0; this rootward understands schema 1"),
    ],
)
def test_a_first_line_that_is_none_of_a_journals_is_refused(tmp_path, first, said):
    with pytest.raises(JournalError, match=said):
        read_journal(written(tmp_path, first))


def test_a_newer_schema_asks_for_a_newer_rootward_and_an_older_one_for_a_look(tmp_path):
    with pytest.raises(JournalError) as newer:
        read_journal(written(tmp_path, edited(schema=2)))
    with pytest.raises(JournalError) as older:
        read_journal(written(tmp_path, edited(schema=0)))

    assert newer.value.advice == "use the newer rootward that wrote it"
    assert "look at what it says was begun" in older.value.advice


def test_a_file_that_cannot_be_read_is_named(tmp_path, monkeypatch):
    with pytest.raises(JournalError, match=r"gone\.jsonl cannot be read: No such file"):
        read_journal(tmp_path / "gone.jsonl")
    with pytest.raises(JournalError, match="cannot be read"):
        read_journal(tmp_path)

    monkeypatch.setattr("rootward.local.journals.MOST_BYTES", 10)
    with pytest.raises(JournalError, match="it is no journal"):
        read_journal(written(tmp_path, FIRST))


def run(name, at=0.0, **fields):
    return journal(id=name, of=opened(at=after(at), **fields))


def test_the_journals_of_an_account_are_told_oldest_first(tmp_path):
    made = [run("a", 5), run("z-2", 3), run("b", 9), run("z-10", 3), run("z", 3)]
    for one in made:
        kept(one, tmp_path)

    assert [one.id for one in journals_of(ACCOUNT, tmp_path)] == ["z", "z-2", "z-10", "a", "b"]


def test_an_account_that_was_never_changed_has_none(tmp_path):
    assert journals_of(ACCOUNT, tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_other_accounts_and_other_files_are_none_of_its_journals(tmp_path):
    elsewhere = msgspec.structs.replace(plan().account, id=OTHER)
    path = kept(RUN, tmp_path)
    kept(run("other", made=plan(account=elsewhere)), tmp_path)
    (path.parent / "notes.txt").write_text("mine")
    (path.parent / "x.jsonl.moved").write_text("broken")

    assert journals_of(ACCOUNT, tmp_path) == (RUN,)


def test_a_run_that_was_cut_off_before_it_began_has_no_journal(tmp_path):
    kept(RUN, tmp_path)
    for name, data in (("empty", b""), ("torn", FIRST[:-1]), ("zeros", b"\0" * 100)):
        (file_of(RUN, tmp_path).parent / f"{name}.jsonl").write_bytes(data)

    assert journals_of(ACCOUNT, tmp_path) == (RUN,)
    with pytest.raises(JournalError, match="ends within its first line") as refused:
        find_journal(ACCOUNT, "torn", tmp_path)
    assert "delete the file" in refused.value.advice


def test_one_journal_that_cannot_be_read_could_hide_a_run_and_stops_all(tmp_path):
    kept(RUN, tmp_path)
    (file_of(RUN, tmp_path).parent / "odd.jsonl").write_bytes(FIRST + b"odd\n" + REST[0])

    with pytest.raises(JournalError, match=r"odd\.jsonl"):
        journals_of(ACCOUNT, tmp_path)


def test_a_journal_of_another_account_in_the_folder_is_refused(tmp_path):
    other = run("other", made=plan(account=PlannedAccount(id=OTHER, alias=None, partition="aws", caller="x")))
    path = kept(other, tmp_path)
    kept(RUN, tmp_path)
    path.rename(file_of(RUN, tmp_path).parent / path.name)

    with pytest.raises(GuardRefusedError, match=f"a run on account {OTHER}, not {ACCOUNT}"):
        journals_of(ACCOUNT, tmp_path)


def test_what_stands_in_the_place_of_the_folder_is_an_error(tmp_path):
    (tmp_path / "journals").mkdir()
    (tmp_path / "journals" / ACCOUNT).write_bytes(b"")

    with pytest.raises(JournalError, match="cannot be read"):
        journals_of(ACCOUNT, tmp_path)


@pytest.mark.parametrize("named", ["20260131T120000Z-0000abcd", "20260131T120000Z-0000abcd.jsonl"])
def test_a_journal_is_found_by_its_name(tmp_path, named):
    kept(RUN, tmp_path)

    assert find_journal(ACCOUNT, named, tmp_path) == RUN


def test_a_journal_is_found_by_its_file_wherever_that_is(tmp_path):
    path = written(tmp_path, FIRST, *REST)

    assert find_journal(ACCOUNT, str(path), tmp_path / "state") == RUN


def test_the_file_of_another_accounts_journal_is_refused_by_a_guard(tmp_path):
    with pytest.raises(GuardRefusedError, match=f"a run on account {ACCOUNT}, not {OTHER}") as refused:
        find_journal(OTHER, str(written(tmp_path, FIRST)), tmp_path / "state")

    assert refused.value.exit_code == 5


def test_an_unknown_name_comes_with_the_nearest_or_the_newest(tmp_path):
    kept(RUN, tmp_path)
    kept(run("20260201T080000Z-11111111"), tmp_path)

    with pytest.raises(JournalError, match="there is no journal '20260131T120000Z-0000abce'") as near:
        find_journal(ACCOUNT, "20260131T120000Z-0000abce", tmp_path)
    with pytest.raises(JournalError, match="there is no journal 'last'") as far:
        find_journal(ACCOUNT, "last", tmp_path)

    assert near.value.advice == "did you mean 20260131T120000Z-0000abcd?"
    assert far.value.advice.startswith("the newest is 20260201T080000Z-11111111, of 2 in ")


@pytest.mark.parametrize("name", ["x", "", "nul\0", "../../x"])
def test_where_there_is_no_journal_it_is_said(tmp_path, monkeypatch, name):
    (tmp_path / "a/b/c").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a/b/c")  # whatever lies above where the tests run
    with pytest.raises(JournalError, match="there is no journal") as refused:
        find_journal(ACCOUNT, name, tmp_path)

    assert "no run on this machine has changed that account yet" in refused.value.advice


@given(st.binary(max_size=200))
def test_no_bytes_at_all_end_in_anything_but_a_journal_error(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("j")

    with pytest.raises(JournalError):
        read_journal(written(folder, data))
    try:
        read = read_journal(written(folder, FIRST, data))
    except JournalError:
        return
    assert read.entries == ()


def test_a_secret_in_a_broken_line_is_not_told(tmp_path):
    key = "AKIA" + "Q7" * 8
    path = written(tmp_path, FIRST, json.dumps({"type": key}).encode() + b"\n", REST[0])

    with pytest.raises(JournalError) as refused:
        read_journal(path)

    assert key not in str(refused.value)


def test_a_run_of_thousands_of_steps_is_read(tmp_path):
    made = journal(
        *(one for number in range(1, 1001) for one in (intent(number), result(number))),
        of=opened(plan(*(switched_off(f"key-{number}") for number in range(1, 1001)))),
    )

    assert read_journal(kept(made, tmp_path)).is_complete
