"""All records of logs, as the type that the caller chooses."""

import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from rootward.trail.finding.every import Batch, every
from rootward.trail.log import Log


class Call(msgspec.Struct):
    name: str | None = msgspec.field(default="", name="eventName")
    source: str | None = msgspec.field(default="", name="eventSource")


def counted(batches: Iterator[Batch[Call]]) -> Counter[str | None]:
    return Counter(call.name for batch in batches for call in batch.records)


def names_of(batches: Iterator[Batch[Call]]) -> list[str]:
    return [batch.log.name for batch in batches]


def test_each_record_of_each_log_is_told(tmp_path: Path):
    logs = []
    for number in range(3):
        path = tmp_path / f"{number}.json.gz"
        path.write_bytes(gzip.compress(b'{"Records":[{"eventName":"A"},{"eventName":"B","eventSource":null}]}'))
        logs.append(Log(name=str(path), path=str(path)))
    for workers in (1, 2):
        told = list(every(logs, Call, counted, workers=workers))
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
    (told,) = every([Log(name="-", data=text)], Call, counted)
    assert told.answer == {"A": 1, "B": 1}
    assert told.unread == ()


def test_a_log_that_is_damaged_keeps_its_whole_records_and_the_logs_beside_it():
    logs = [Log(name="a", data=b'{"Records":[{"eventName":"A"},{"eventNa'), Log(name="b", data=b'{"eventName":"B"}')]
    (told,) = every(logs, Call, counted)
    assert told.answer == {"A": 1, "B": 1}
    assert [one.path for one in told.unread] == ["a"]


def test_a_log_that_is_gone_is_told_of(tmp_path: Path):
    (told,) = every([Log(name="gone", path=str(tmp_path / "gone"))], Call, names_of)
    assert told.answer == []
    assert [(one.path, one.reason) for one in told.unread] == [("gone", "No such file or directory")]
