import os
import sys
from pathlib import Path

import pytest

from rootward.leaks import answers
from rootward.leaks.answers import Answer, answer_key, code_state, files_state, keep, recall

ANSWER = Answer(out="found: …4f2A\n".encode(), err=b"one finding\n", code=1)


def test_an_answer_that_was_kept_is_recalled_to_the_byte(tmp_path):
    keep(str(tmp_path / "cache"), "key", ANSWER)

    assert recall(str(tmp_path / "cache"), "key") == ANSWER


def test_another_question_has_no_answer(tmp_path):
    keep(str(tmp_path), "key", ANSWER)

    assert recall(str(tmp_path), "other") is None


def test_an_answer_under_another_key_s_name_is_not_believed(tmp_path):
    keep(str(tmp_path), "key", ANSWER)
    (tmp_path / "answers/key").rename(tmp_path / "answers/other")

    assert recall(str(tmp_path), "other") is None


@pytest.mark.parametrize("mode", [0o644, 0o620, 0o602])
def test_a_file_that_others_may_read_or_write_is_not_believed(tmp_path, mode):
    keep(str(tmp_path), "key", ANSWER)
    (tmp_path / "answers/key").chmod(mode)

    assert recall(str(tmp_path), "key") is None


@pytest.mark.parametrize("cut", [0, 5, 40, 70])
def test_an_answer_that_is_cut_off_is_not_believed(tmp_path, cut):
    keep(str(tmp_path), "key", ANSWER)
    file = tmp_path / "answers/key"
    file.write_bytes(file.read_bytes()[:cut])

    assert recall(str(tmp_path), "key") is None


def test_answers_are_their_owner_s_only(tmp_path):
    keep(str(tmp_path / "cache"), "key", ANSWER)

    assert (tmp_path / "cache/answers").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "cache/answers/key").stat().st_mode & 0o777 == 0o600


def test_only_the_files_of_the_latest_answers_are_kept(tmp_path):
    for number in range(140):
        keep(str(tmp_path), f"key{number:03}", ANSWER)

    assert len(list((tmp_path / "answers").iterdir())) == 128
    assert recall(str(tmp_path), "key139") == ANSWER


def test_an_answer_that_is_asked_for_is_not_the_one_to_be_forgotten(tmp_path):
    keep(str(tmp_path), "often", ANSWER)
    keep(str(tmp_path), "once", ANSWER)
    for name in ("often", "once"):
        os.utime(tmp_path / "answers" / name, (1, 1))
    assert recall(str(tmp_path), "often") == ANSWER

    for number in range(127):
        keep(str(tmp_path), f"key{number:03}", ANSWER)

    assert recall(str(tmp_path), "often") == ANSWER
    assert recall(str(tmp_path), "once") is None


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    (tmp_path / "answers").write_bytes(b"in the way")

    keep(str(tmp_path), "key", ANSWER)

    assert recall(str(tmp_path), "key") is None


def test_a_key_tells_its_parts_apart():
    assert answer_key("ab", "c") != answer_key("a", "bc")
    assert answer_key("\udcff") != answer_key("?")


def test_the_state_of_files_is_what_they_hold(tmp_path: Path):
    file = tmp_path / "rules"
    absent = files_state([str(file)])
    file.write_bytes(b"one")
    one = files_state([str(file)])
    file.write_bytes(b"two")

    assert len({absent, one, files_state([str(file)])}) == 3


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that stands for rootward's own."""
    for name in ("errors.py", "leaks/answers.py", "local/files.py", "local/__pycache__/files.pyc"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"1")
    monkeypatch.setattr(answers, "__file__", str(tmp_path / "leaks/answers.py"))
    return tmp_path


def test_the_state_of_the_code_stays():
    assert code_state() == code_state()


@pytest.mark.parametrize("name", ["errors.py", "local/files.py", "local/new.py", "table.json"])
def test_all_of_the_code_counts(package, name):
    before = code_state()

    (package / name).write_bytes(b"12")

    assert code_state() != before


def test_what_the_interpreter_writes_beside_it_does_not_count(package):
    before = code_state()

    (package / "local/__pycache__/files.pyc").write_bytes(b"12")

    assert code_state() == before


@pytest.mark.parametrize(("where", "name"), [(answers, "__version__"), (sys, "version")])
def test_another_version_has_another_state(monkeypatch, where, name):
    before = code_state()

    monkeypatch.setattr(where, name, "another")

    assert code_state() != before
