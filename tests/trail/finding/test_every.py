"""All records of logs, as the type that the caller chooses."""

import gzip
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from rootward.trail.finding import portions, windows
from rootward.trail.finding.every import Batch, Gather, every
from rootward.trail.log import Log


class Call(msgspec.Struct):
    name: str | None = msgspec.field(default="", name="eventName")
    source: str | None = msgspec.field(default="", name="eventSource")


def counted(batches: Iterator[Batch[Call]]) -> Counter[str | None]:
    return Counter(call.name for batch in batches for call in batch.records)


def counting() -> Gather[Call, Counter[str | None]]:
    return counted


def mortal() -> Gather[Call, Counter[str | None]]:
    """A worker ends at its first task, and the process that started it waits for that."""
    parent, mark = int(os.environ["PARENT"]), Path(os.environ["MARK"])

    def gather(batches: Iterator[Batch[Call]]) -> Counter[str | None]:
        if os.getpid() != parent:
            mark.touch()
            os._exit(0)
        while not mark.exists():
            time.sleep(0.01)
        return counted(batches)

    return gather


def naming() -> Gather[Call, list[str]]:
    return names_of


def names_of(batches: Iterator[Batch[Call]]) -> list[str]:
    return [batch.log.name for batch in batches]


def test_each_record_of_each_log_is_told(tmp_path: Path):
    logs = []
    for number in range(3):
        path = tmp_path / f"{number}.json.gz"
        path.write_bytes(gzip.compress(b'{"Records":[{"eventName":"A"},{"eventName":"B","eventSource":null}]}'))
        logs.append(Log(name=str(path), path=str(path)))
    for workers in (1, 2):
        told = list(every(logs, Call, counting, workers=workers))
        assert sum((one.answer for one in told if one.answer), Counter()) == {"A": 3, "B": 3}
        assert sum(one.records for one in told) == 6
        assert [one.unread for one in told] == [()]


@pytest.mark.parametrize(
    "text",
    [
        b'{"eventName":"A"}\n{"eventName":"B"}\n',
        b'[{"eventName":"A"},{"eventName":"B"}]',
        b'{"Records":[{"eventName":"A"}]}{"Records":[{"eventName":"B"}]}',
        b'{"Records":[{"detail":{"eventName":"A"}},{"eventName":"B"}]}',
        b'{"Events":[{"CloudTrailEvent":"{\\"eventName\\":\\"A\\"}"},{"CloudTrailEvent":"{\\"eventName\\":\\"B\\"}"}]}',
        b'{"Records":[{"eventName":"A","eventSource":7},{"eventName":"B"}]}',
    ],
)
def test_whatever_the_shape(text: bytes):
    (told,) = every([Log(name="-", data=text)], Call, counting)
    assert told.answer == {"A": 1, "B": 1}
    assert told.unread == ()


def test_a_log_that_is_damaged_keeps_its_whole_records_and_the_logs_beside_it():
    logs = [Log(name="a", data=b'{"Records":[{"eventName":"A"},{"eventNa'), Log(name="b", data=b'{"eventName":"B"}')]
    (told,) = every(logs, Call, counting)
    assert told.answer == {"A": 1, "B": 1}
    assert [one.path for one in told.unread] == ["a"]


def test_of_several_logs_in_one_what_is_whole_is_told():
    text = b'{"Records":[{"eventName":"A"}]}{"Records":[{"eventName":"B"},{"eventNa'
    (told,) = every([Log(name="a", data=text)], Call, counting)
    assert told.answer == {"A": 1, "B": 1}
    assert [one.path for one in told.unread] == ["a"]


def test_what_has_no_end_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "WINDOW", 1000)
    monkeypatch.setattr(windows, "LONGEST_RECORD", 5000)
    text = b'{"Records":[{"eventName":"A"},{"eventName":"' + b"B" * 90_000
    (told,) = every([Log(name="a", data=text)], Call, counting)
    assert told.answer == {"A": 1}
    assert windows.TOO_LONG in [one.reason for one in told.unread]


def test_of_a_process_that_ended_the_logs_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PARENT", str(os.getpid()))
    monkeypatch.setenv("MARK", str(tmp_path / "ended"))
    monkeypatch.setattr(portions, "_MOST_IN_PORTION", 1)
    logs = [Log(name=str(number), data=b'{"Records":[{"eventName":"A"}]}') for number in range(6)]
    told = list(every(logs, Call, mortal, workers=2))
    lost = [one for one in told if one.answer is None]
    assert [[(one.path, one.reason) for one in part.unread] for part in lost] == [
        [(part.logs[0].name, "the process that read it ended")] for part in lost
    ]
    assert lost
    assert len(lost) + sum(one.answer["A"] for one in told if one.answer is not None) == 6


def test_a_log_that_is_gone_is_told_of(tmp_path: Path):
    (told,) = every([Log(name="gone", path=str(tmp_path / "gone"))], Call, naming)
    assert told.answer == []
    assert [(one.path, one.reason) for one in told.unread] == [("gone", "No such file or directory")]
