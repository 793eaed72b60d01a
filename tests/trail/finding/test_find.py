"""What is found in logs of every shape and in every state, and what is said of those that are not whole."""

import gzip
import json
import pickle
import sys
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rootward.trail.finding import inflate, portions, windows
from rootward.trail.finding.find import Found, _Hits, find
from rootward.trail.finding.search import Hit
from rootward.trail.finding.sought import Sought
from rootward.trail.log import Log

ROOT = '"userIdentity":{"type":"Root","arn":"arn:aws:iam::111122223333:root"}'
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
USER = '"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/alice"}'


def record(event_id: str, identity: str = ROOT, *, more: str = "", second: int = 0) -> str:
    return (
        f'{{"eventVersion":"1.08",{identity},"eventTime":"2026-11-27T10:00:{second:02}Z",'
        f'"eventSource":"ec2.amazonaws.com","eventName":"RunInstances",{more}"eventID":"{event_id}"}}'
    )


def log_of(*records: str) -> bytes:
    return ('{"Records":[' + ",".join(records) + "]}").encode()


def found_in(data: bytes, sought: Sought = Sought.ROOT) -> Found:
    """As it is; and packed, as CloudTrail delivers it, it gives the same."""
    found = find([Log(name="log", data=data)], sought)
    packed = data if data.startswith(b"\x1f\x8b") else gzip.compress(data)
    assert find([Log(name="log", data=packed)], sought).records == found.records
    return found


def ids(found: Found) -> list[str]:
    return [one.event_id for one in found.records]


def reasons(found: Found) -> list[str]:
    return [one.reason for one in found.unread]


BOTH = log_of(record("1"), record("2", USER), record("3", second=1))


@pytest.mark.parametrize(
    "data",
    [
        BOTH,
        b"\xef\xbb\xbf" + BOTH,
        b"\xff\xfe" + BOTH.decode().encode("utf-16-le"),
        BOTH.replace(b",", b",\r\n"),
        gzip.compress(BOTH),
        gzip.compress(BOTH[:200]) + gzip.compress(BOTH[200:]),
        gzip.compress(log_of(record("1"))) + gzip.compress(log_of(record("3", second=1))),
        gzip.compress(BOTH) + b"\0" * 512,
        f"{record('1')}\n{record('2', USER)}\n\n{record('3', second=1)}\n".encode(),
        f"[{record('1')},{record('3', second=1)}]".encode(),
        json.dumps({"Events": [{"CloudTrailEvent": record("1")}, {"CloudTrailEvent": record("3", second=1)}]}).encode(),
        f'{{"detail-type":"","detail":{record("1")}}}\n{{"detail-type":"","detail":{record("3", second=1)}}}'.encode(),
        f'{{"file":"x","event":{record("1")}}}\n{{"file":"x","event":{record("3", second=1)}}}'.encode(),
        BOTH.replace(b'"Root"', b'"\\u0052oot"').replace(b":root", b":other"),
        BOTH.replace(b'"type":"Root",', b"").replace(b":root", b":\\u0072oot"),
        BOTH.replace(b'"type":"Root",', b'"type":null,'),
        BOTH.replace(b'"Root"', b'"Ro\\u006ft"').replace(b"userIdentity", b"user\\u0049dentity"),
    ],
)
@pytest.mark.parametrize("sought", Sought)
def test_every_shape_gives_its_records(data: bytes, sought: Sought):
    found = found_in(data, sought)
    assert ids(found) == ["1", "3"]
    assert reasons(found) == []
    assert found.records[1].record().time == datetime(2026, 11, 27, 10, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(BOTH) + b"garbage", inflate.TRAILING),
        (gzip.compress(BOTH)[:-4], inflate.CUT),
        (gzip.compress(BOTH)[:-8] + b"\0" * 8, inflate.DAMAGED),
        (BOTH[:-2], "parts of it are damaged, or it ends too soon: what could be made out was read"),
        (
            log_of(record("1"), "{garbage}", record("3")),
            "parts of it are damaged, or it ends too soon: what could be made out was read",
        ),
        (
            f"{record('1')}\n%%%\n{record('3')}".encode(),
            "parts of it are damaged, or it ends too soon: what could be made out was read",
        ),
        (log_of(record("1"), "null", record("3")), "1 of its parts are no records of CloudTrail's"),
        (log_of(record("1"), '{"a":1}', "5", record("3")), "2 of its parts are no records of CloudTrail's"),
    ],
)
@pytest.mark.parametrize("sought", Sought)
def test_nothing_is_lost_beside_damage_and_it_is_said(data: bytes, reason: str, sought: Sought):
    found = found_in(data, sought)
    assert ids(found) == ["1", "3"]
    assert reason in reasons(found)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (gzip.compress(b"", mtime=0), "it is empty"),
        (b" \n", "it is empty"),
        (b'{"awsAccountId":"111122223333","digestS3Bucket":"b"}', "it holds no records of CloudTrail's"),
        (b"hello", "it holds no records of CloudTrail's"),
        (b"\x00\x01\x02", "it holds no records of CloudTrail's"),
        (b"\x1f\x8b\x08", inflate.CUT),
    ],
)
def test_what_is_no_log_is_said(data: bytes, reason: str):
    found = found_in(data)
    assert found.records == ()
    assert reason in reasons(found)


def test_a_log_without_records_is_whole():
    assert reasons(found_in(b'{"Records":[]}')) == []


def test_what_stands_before_the_damage_in_gzip_data_is_searched():
    numbers = "".join(str(zlib.crc32(str(number).encode())) for number in range(20_000))
    packed = gzip.compress(log_of(record("1"), record("2", USER, more=f'"x":"{numbers}",'), record("3")))
    found = found_in(packed[:-4000] + b"\xff" * 4000)
    assert ids(found) == ["1"]
    assert {inflate.DAMAGED, inflate.CUT} & set(reasons(found))


@pytest.mark.parametrize(
    "identity",
    ['"userIdentity":null', '"userIdentity":7', '"userIdentity":[]', '"userIdentity":{"type":{}}', '"readOnly":1'],
)
@pytest.mark.parametrize("sought", Sought)
def test_a_record_of_a_strange_identity_hides_no_other(identity: str, sought: Sought):
    found = found_in(log_of(record("1"), record("2", identity), record("3")), sought)
    assert ids(found) == ["1", "3"]
    assert reasons(found) == []


def test_a_record_without_a_time_is_said():
    found = found_in(log_of(record("1").replace("eventTime", "eventThyme"), record("3")))
    assert ids(found) == ["3"]
    assert reasons(found) == ["1 record of root's in it has no time that can be read: it was dropped"]


@pytest.mark.parametrize("told", ["yesterday", "2026-06-30T23:59:60Z", ""])
@pytest.mark.parametrize("sought", Sought)
def test_a_time_that_cannot_be_read_drops_a_record_of_roots_and_it_is_said(told: str, sought: Sought):
    bad, worse = (record(number).replace("2026-11-27T10:00:00Z", told) for number in "12")
    found = found_in(log_of(bad, worse, record("3")), sought)
    assert ids(found) == ["3"]
    assert reasons(found) == ["2 records of root's in it have no time that can be read: they were dropped"]


def test_a_record_that_is_not_roots_and_has_no_time_is_not_called_roots():
    opening = record("1", USER).replace("RunInstances", "AssumeRoot").replace("2026-11-27T10:00:00Z", "yesterday")
    (reason,) = reasons(found_in(log_of(opening, record("3"))))
    assert reason == "1 record that may tell of root in it has no time that can be read: it was dropped"


@pytest.mark.parametrize("kind", ["7", "{}", "[1]", "true", '""'])
@pytest.mark.parametrize("sought", Sought)
def test_a_type_that_is_no_text_does_not_hide_the_arn_of_root(kind: str, sought: Sought):
    identity = f'"userIdentity":{{"type":{kind},"arn":"arn:aws:iam::111122223333:root"}}'
    odd = record("2", identity)
    for data in (log_of(record("1", USER), odd), f"{record('1', USER)}\n{odd}".encode(), f"[{odd}]".encode()):
        found = found_in(data, sought)
        assert ids(found) == ["2"]
        assert found.records[0].record().identity.is_root


@pytest.mark.parametrize("identity", ['"userIdentity":null', '"userIdentity":"anna"', '"userAgent":"x"'])
@pytest.mark.parametrize("sought", Sought)
def test_a_record_of_nobodys_that_names_root_is_said(identity: str, sought: Sought):
    named = record("1", identity, more='"resources":[{"ARN":"arn:aws:iam::111122223333:root"}],')
    plain = record("2", identity)
    for data in (log_of(named, plain, record("3")), f"{named}\n{plain}\n{record('3')}".encode()):
        found = found_in(data, sought)
        assert ids(found) == ["3"]
        assert reasons(found) == ["1 record in it does not say who acted: it may have been root"]
    assert reasons(found_in(log_of(plain, record("3")), sought)) == []


@pytest.mark.parametrize("sought", Sought)
def test_logs_that_say_of_no_record_who_acted_do_not_say_that_root_slept(sought: Sought):
    rows = "eventTime,eventName,eventSource\n" + "2026-11-27T10:00:00Z,CreateUser,iam.amazonaws.com\n" * 2
    assert reasons(found_in(rows.encode(), sought)) == ["2 records in it do not say who acted: it may have been root"]
    insight = record("1", '"eventCategory":"Insight"')
    assert reasons(found_in(log_of(insight), sought)) == []


PARTLY = "parts of it are damaged, or it ends too soon: what could be made out was read"
ALONE = record("1").encode()


@pytest.mark.parametrize(
    "data",
    [
        *(junk + ALONE for junk in (b"\0" * 64, b",", b'"', b"PK\x03\x04", b"a.json:", b"7:", b"<p>eventName</p>")),
        *(junk + log_of(record("1"), record("2", USER)) for junk in (b"\0" * 64, b",x", b'"', b"PK", b"a.json:")),
        b'ventVersion":"1.08","eventName":"ListUsers","eventID":"0"},' + ALONE + b"]}",
        b'"eventName":"ListUsers","eventID":"0"},' + ALONE + b"]}",
        b",eventName,eventTime " + ALONE,
        b"eventName\n" + ALONE,
    ],
)
@pytest.mark.parametrize("sought", Sought)
def test_what_stands_behind_junk_is_found_and_the_junk_is_said(data: bytes, sought: Sought):
    for text in (data, gzip.compress(data)):
        found = found_in(text, sought)
        assert ids(found) == ["1"]
        assert reasons(found) == [PARTLY]


def test_lines_with_the_names_of_files_before_them_are_read_however_many_there_are():
    lines = [f"logs/{number}.json:{record(str(number), second=number % 60)}" for number in range(3000)]
    found = found_in("\n".join(lines).encode())
    assert len(found.records) == 3000
    assert reasons(found) == [PARTLY]


def test_a_page_that_mentions_the_name_of_a_member_is_no_log():
    page = b"<html><body>eventName, eventTime and userIdentity</body></html>\n<p>more</p>"
    assert reasons(found_in(page)) == ["it holds no records of CloudTrail's"]


def test_a_record_with_invalid_text_is_found_with_the_members_that_are_valid():
    bad = record("1", more='"userAgent":"\\ud800","errorMessage":"\xff",').encode("latin-1")
    (one,) = found_in(b'{"Records":[' + bad + b"]}").records
    assert (one.event_id, one.record().name, one.record().identity.type) == ("1", "RunInstances", "Root")


def test_a_record_of_20_megabytes_is_read():
    large = record("2", more='"requestParameters":{"x":"' + "y" * 20_000_000 + '"},')
    for data in (log_of(record("1"), large, record("3")), f"{record('1')}\n{large}\n{record('3')}".encode()):
        assert ids(found_in(gzip.compress(data, 1))) == ["1", "2", "3"]


def test_a_record_within_a_record_is_none():
    within = f'"requestParameters":{{"list":[{record("fake")},{record("2")},{record("fake")}]}},'
    for sought in Sought:
        found = found_in(log_of(record("1", USER, more=within), record("2", more='"errorCode":"x",')), sought)
        assert ids(found) == ["2"]
        assert found.records[0].record().error == "x"


@pytest.mark.parametrize("sought", Sought)
def test_a_record_of_roots_that_is_whole_within_another_is_none(sought: Sought):
    within = f'"requestParameters":{{"list":[{record("a", USER)},{record("fake")},{record("b", USER)}]}},'
    assert ids(found_in(log_of(record("1", USER, more=within), record("2", USER)), sought)) == []
    assert ids(found_in(log_of(record("1", USER, more=within), record("2")), sought)) == ["2"]
    assert ids(found_in(log_of(record("0"), record("1", USER, more=within), record("2")), sought)) == ["0", "2"]


@pytest.mark.parametrize(
    "line",
    [
        json.dumps({"CloudTrailEvent": record("9")}),
        json.dumps({"eventName": "X", "eventTime": "2026-11-27", "eventID": "9", "userIdentity": "{type=Root, a=b}"}),
    ],
)
@pytest.mark.parametrize("sought", Sought)
def test_a_line_of_another_shape_is_read_too(line: str, sought: Sought):
    assert ids(found_in(f"{record('1', USER)}\n{line}\n{record('2', USER)}".encode(), sought)) == ["9"]


@pytest.mark.parametrize("sought", Sought)
def test_a_byte_that_ends_a_string_for_c_hides_nothing(sought: Sought):
    text = log_of(record("1", USER, more='"userAgent":"a%b",'), record("2")).replace(b"%", b"\0")
    assert ids(found_in(text, sought)) == ["2"]


def test_a_member_of_root_within_a_record_makes_it_no_record_of_roots():
    assert ids(found_in(log_of(record("1", USER, more='"requestParameters":{"type":"Root"},')))) == []


@pytest.mark.parametrize("sought", Sought)
def test_a_long_text_is_read_in_pieces(sought: Sought, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "WINDOW", 1000)
    within = f'"requestParameters":{{"list":[{record("fake")},{record("fake")},{record("fake")}]}},'
    records = [
        record(f"{number:03}", ROOT if number % 7 == 0 else USER, more=within if number % 5 == 0 else "")
        for number in range(100)
    ]
    expected = [f"{number:03}" for number in range(0, 100, 7)]
    log = log_of(*records)
    for data in (log, log.replace(b"},{", b"},\n {"), "\n".join(records).encode(), b"\xef\xbb\xbf" + log):
        found = found_in(gzip.compress(data), sought)
        assert ids(found) == expected
        assert reasons(found) == []


@pytest.mark.parametrize("sought", Sought)
@pytest.mark.parametrize(
    "data",
    [
        b"".join(log_of(record(str(number)), record("x", USER)) for number in range(40)),
        b"\n".join(log_of(*(record(str(number)) for number in range(each, each + 10))) for each in range(0, 40, 10)),
        b"\xff\xfe" + log_of(*(record(str(number)) for number in range(40))).decode().encode("utf-16-le"),
        b"\xfe\xff" + "\n".join(record(str(number)) for number in range(40)).encode("utf-16-be"),
        json.dumps(
            {"Next": "a", "n": 1, "Records": [json.loads(record(str(n))) for n in range(40)]}, indent=1
        ).encode(),
    ],
    ids=["logs", "logs on lines", "UTF-16", "lines in UTF-16", "another member first"],
)
def test_so_is_one_of_another_shape(data: bytes, sought: Sought, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "WINDOW", 1000)
    monkeypatch.setattr(windows, "LONGEST_RECORD", 10_000)
    found = found_in(data, sought)
    assert ids(found) == sorted(map(str, range(40)))
    assert reasons(found) == []


def test_a_long_text_is_not_cut_where_a_record_may_go_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "WINDOW", 1000)
    inner = json.loads(record("9"))
    records = [{**json.loads(record(str(n), USER)), "requestParameters": {"detail": inner}} for n in range(40)]
    found = found_in(json.dumps({"About": {"a": []}, "Records": records}, indent=1).encode())
    assert ids(found) == []
    assert reasons(found) == []


def test_of_a_text_of_empty_objects_most_are_counted_alone():
    found = found_in(log_of(record("1"), *["{}"] * 200_000, record("3")))
    assert ids(found) == ["1", "3"]
    assert reasons(found) == ["200,000 of its parts are no records of CloudTrail's"]


def test_what_has_no_end_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "WINDOW", 1000)
    monkeypatch.setattr(windows, "LONGEST_RECORD", 10_000)
    for data in (b" " * 1_000_000, log_of(record("1"))[:-2] + b"," + b" " * 1_000_000):
        found = found_in(gzip.compress(data))
        assert windows.TOO_LONG in reasons(found)
        assert found.read.bytes < 10_000


@pytest.mark.parametrize("blank", [b" ", b"\0", b"\n"])
@pytest.mark.parametrize("sought", Sought)
def test_what_stands_before_a_long_blank_is_found(blank: bytes, sought: Sought, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "WINDOW", 1000)
    monkeypatch.setattr(windows, "LONGEST_RECORD", 10_000)
    for data in (ALONE, ALONE + b"\n", log_of(record("1")), log_of(record("1"))[:-2], b"[" + ALONE + b"]"):
        found = found_in(gzip.compress(data + blank * 100_000), sought)
        assert ids(found) == ["1"]
        assert "it is empty" not in reasons(found)
        assert blank == b"\n" or windows.TOO_LONG in reasons(found)


def test_a_long_text_of_blank_lines_is_empty(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "WINDOW", 1000)
    assert reasons(found_in(b"\n" * 5000)) == ["it is empty"]


def test_zlib_gives_what_isal_gives(monkeypatch: pytest.MonkeyPatch):
    damaged = gzip.compress(BOTH * 50)[:-30]
    both = gzip.compress(BOTH) + gzip.compress(BOTH) + b"garbage"
    by_isal = [found_in(data) for data in (both, damaged, gzip.compress(BOTH))]
    monkeypatch.setitem(sys.modules, "isal", None)
    inflate._maker.cache_clear()
    try:
        assert inflate._maker() is zlib.decompressobj
        assert [found_in(data) for data in (both, damaged, gzip.compress(BOTH))] == by_isal
    finally:
        inflate._maker.cache_clear()


def test_an_event_that_was_delivered_twice_is_found_once():
    logs = [Log(name=name, data=log_of(record("1"), record("2"))) for name in ("b", "a")]
    found = find(logs, Sought.ROOT)
    assert [(one.event_id, one.log) for one in found.records] == [("1", "a"), ("2", "a")]
    assert found.read.duplicates == 2


def test_events_without_an_id_are_told_apart_by_all_that_they_say():
    old = record("x").replace(',"eventID":"x"', "")
    newer = old.replace("10:00:00", "10:00:01")
    members = json.loads(old)
    turned = json.dumps(dict(reversed(members.items())))
    for sought in Sought:
        assert len(ids(found_in(log_of(old, newer, turned), sought))) == 2


def test_records_are_in_the_order_of_time_whatever_the_order_of_the_logs():
    logs = [Log(name=str(number), data=log_of(record(str(number), second=number))) for number in (3, 1, 2)]
    assert ids(find(logs, Sought.ROOT)) == ["1", "2", "3"]


def test_processes_find_what_one_finds(tmp_path: Path):
    logs = []
    for number in range(40):
        path = tmp_path / f"{number}.json.gz"
        records = [record(f"{number % 30}-{each}", ROOT if each % 3 else USER) for each in range(number)]
        path.write_bytes(gzip.compress(log_of(*records)))
        logs.append(Log(name=path.name, path=str(path), account="111122223333"))
    logs.append(Log(name="gone", path=str(tmp_path / "gone")))
    logs.append(Log(name="data", data=BOTH))
    one = find(logs, Sought.ALL, workers=1)
    assert find(list(reversed(logs)), Sought.ALL, workers=3) == one
    assert one.records[0].account in {"111122223333", ""}
    assert [(unread.path, unread.reason) for unread in one.unread] == [("gone", "No such file or directory")]


def test_what_was_found_goes_to_another_process_as_it_is():
    found = _Hits(
        [
            Hit("a", datetime(2026, 11, 27, 10, 0, 0, 5, tzinfo=UTC), b"{}"),
            Hit("\0é\n", datetime(1, 1, 1, tzinfo=UTC), b'{"a":1}'),
            Hit("", datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC), b"\xff"),
        ]
    )
    there = pickle.loads(pickle.dumps(found))  # noqa: S301 - it is this test's own
    assert there == found
    assert all(isinstance(one, Hit) for one in there)


def test_the_span_is_of_records_and_of_names():
    name = "AWSLogs/1/CloudTrail/eu-west-1/2026/11/27/111122223333_CloudTrail_eu-west-1_20261127T1005Z_abc.json.gz"
    found = find([Log(name=name, data=log_of(record("1", USER)))], Sought.ROOT)
    assert found.span == (datetime(2026, 11, 27, 10, tzinfo=UTC), datetime(2026, 11, 27, 10, 5, tzinfo=UTC))
    assert find([], Sought.ROOT).span is None


def test_what_is_counted():
    found = found_in(gzip.compress(BOTH), Sought.ALL)
    assert (found.read.files, found.read.records, found.read.bytes) == (1, 3, len(BOTH))
    assert found_in(log_of(record("2", USER))).read.records == 1
    assert found_in(gzip.compress(log_of(record("2", USER)))).read.records is None


def test_ctrl_c_keeps_what_was_found_and_names_the_rest():
    logs = _Interrupting(Log(name=f"{number:03}", data=log_of(record(f"{number:03}"))) for number in range(700))
    found = find(logs, Sought.ROOT, workers=1)
    assert found.interrupted
    assert ids(found)
    assert len(ids(found)) + len(found.unread) == 700
    assert {one.reason for one in found.unread} == {"it was not read: interrupted"}


def test_ctrl_c_while_an_answer_is_taken_names_what_was_not_taken_of_it(monkeypatch: pytest.MonkeyPatch):
    def interrupted(_one: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("rootward.trail.finding.find._whole", interrupted)
    texts = [record(f"{number}") for number in range(10)]
    texts[6] = record("2", second=1)  # what it says is compared with the other of that id
    logs = [Log(name=f"{number}", data=log_of(text)) for number, text in enumerate(texts)]
    for given in (logs, iter(logs)):
        found = find(given, Sought.ROOT, workers=1)
        assert found.interrupted
        assert ids(found) == [f"{number}" for number in range(6)]
        assert {one.path for one in found.unread} - {"what comes after"} == {"6", "7", "8", "9"}


def test_a_log_that_is_held_in_memory_is_let_go_when_it_was_searched(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(portions, "_MOST_IN_PORTION", 1)
    alive: list[int] = []

    class Held(bytes):
        def __del__(self) -> None:
            alive[-1] -= 1

    def logs() -> Iterator[Log]:
        for number in range(50):
            alive.append((alive[-1] if alive else 0) + 1)
            yield Log(name=f"{number}", data=Held(log_of(record(f"{number}"))))

    assert len(find(logs(), Sought.ROOT, workers=1).records) == 50
    assert max(alive) <= 4


class _Interrupting(list[Log]):
    """The first pass ends with Ctrl-C."""

    passes = 0

    def __iter__(self) -> Iterator[Log]:
        self.passes += 1
        for number, log in enumerate(super().__iter__()):
            if number == 600 and self.passes == 1:
                raise KeyboardInterrupt
            yield log


def enveloped(shape: str, one: str) -> bytes:
    return {
        "log": log_of(one, record("other")),
        "LookupEvents": json.dumps({"Events": [{"CloudTrailEvent": text} for text in (one, record("other"))]}).encode(),
        "EventBridge": f'{{"detail-type":"","detail":{one}}}\n{{"detail-type":"","detail":{record("other")}}}'.encode(),
        "lines": f"{one}\n{record('other')}\n".encode(),
        "damaged": log_of(one, record("other"))[:-1],
    }[shape]


@pytest.mark.parametrize("shape", ["log", "LookupEvents", "EventBridge", "lines", "damaged"])
@pytest.mark.parametrize(
    "time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
@pytest.mark.parametrize("sought", Sought)
def test_a_time_beyond_all_that_is_read_ends_nothing_and_is_said(time: str, shape: str, sought: Sought):
    found = found_in(enveloped(shape, record("1").replace("2026-11-27T10:00:00Z", time)), sought)
    assert ids(found) == ["other"]
    assert "1 record of root's in it has no time that can be read: it was dropped" in reasons(found)


@pytest.mark.parametrize("time", ["2000-01-01T00:00:00Z", "2199-12-31T23:59:59Z"])
def test_the_first_and_the_last_moment_are_told(time: str):
    (one,) = found_in(log_of(record("1").replace("2026-11-27T10:00:00Z", time))).records
    assert one.record().time == one.time == datetime.fromisoformat(time)


SERVICE = ROOT.replace("}", ',"invokedBy":"x.amazonaws.com"}')
OTHERS = [
    record("1", USER, more='"requestParameters":{"userName":"q"},').replace("RunInstances", "CreateUser"),
    record("1", SERVICE),
    record("1").replace("RunInstances", "StopInstances"),
    record("1").replace('"type":"Root"', '"type":"Root","principalId":"1"'),
    record("1", second=1),
    record("1", ROOT.replace("}", ',"accountId":"444455556666"}')),
    record("1", ROOT.replace("}", ',"sessionContext":{"assumedRoot":"true"}}')),
    record("1", ROOT.replace("}", ',"sessionContext":{"attributes":{"mfaAuthenticated":"true"}}}')),
    *(
        record("1", more=f"{member},")
        for member in (
            *('"recipientAccountId":"444455556666"', '"errorCode":"AccessDenied"', '"errorMessage":"no"'),
            *('"requestParameters":{"userName":"q"}', '"responseElements":{"ConsoleLogin":"Failure"}'),
            *('"additionalEventData":{"MFAUsed":"Yes"}', '"serviceEventDetails":{"x":1}', '"readOnly":true'),
            *('"sourceIPAddress":"192.0.2.1"', '"userAgent":"q"', '"awsRegion":"eu-west-1"'),
            *('"eventType":"AwsServiceEvent"', '"sessionCredentialFromConsole":"true"'),
        )
    ),
]


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("order", [1, -1])
def test_no_record_of_the_same_event_id_hides_what_root_did(other: str, order: int):
    other = other.replace('"ec2.', '"iam.') if "CreateUser" in other else other
    texts = [record("1"), other, record("1"), other][::order]
    logs = [Log(name=f"{number}", data=log_of(text)) for number, text in enumerate(texts)]
    found = find(logs, Sought.ALL, workers=1)
    assert {one.raw.decode() for one in found.records} == {record("1"), other}
    assert found.read.duplicates == 2
    assert reasons(found) == []


def test_deliveries_that_say_the_same_in_other_words_are_one_event():
    spaced = record("1").replace('":', '" : ')
    found = find([Log(name="b", data=log_of(record("1"))), Log(name="a", data=log_of(spaced))], Sought.ROOT, workers=1)
    assert [(one.log, one.raw.decode()) for one in found.records] == [("a", spaced)]
    assert found.read.duplicates == 1


def test_a_truth_value_is_no_number():
    one, other = (record("1", more=f'"requestParameters":{{"force":{value}}},') for value in ("true", "1"))
    assert len(found_in(log_of(one, other)).records) == 2


def test_the_account_of_the_folder_tells_those_apart_that_name_none():
    def accounts(text: str) -> list[str]:
        logs = [Log(name=name, data=log_of(text), account=name) for name in ("444455556666", "111122223333")]
        found = [find(each, Sought.ROOT, workers=1) for each in (logs, logs[::-1])]
        assert found[0] == found[1]
        return [one.account for one in found[0].records]

    assert accounts(record("1")) == ["111122223333", "444455556666"]
    assert accounts(record("1", more='"recipientAccountId":"444455556666",')) == ["111122223333"]


def in_another_shape(shape: str, of: dict[str, object]) -> object:
    turned = dict(reversed(of.items()))
    if shape == "LookupEvents":
        return {"Events": [{"EventId": "1", "EventName": "RunInstances", "CloudTrailEvent": json.dumps(of)}]}
    if shape == "EventBridge":
        return {"version": "0", "detail-type": "AWS API Call via CloudTrail", "source": "aws.ec2", "detail": turned}
    return turned


@pytest.mark.parametrize("shape", ["LookupEvents", "EventBridge", "a single record"])
@pytest.mark.parametrize("name", ["a", "z"])
def test_deliveries_of_one_event_in_several_shapes_are_one(shape: str, name: str):
    of = json.loads(
        record("1", more='"errorCode":"AccessDenied","requestParameters":{"b":[1,{"d":2,"c":3}],"a":null},')
    )
    one = Log(name="m", data=json.dumps({"Records": [of]}).encode())
    other = Log(name=name, data=json.dumps(in_another_shape(shape, of), indent=2).encode())
    found = find([one, other], Sought.ROOT, workers=1)
    assert [each.log for each in found.records] == [min(name, "m")]
    assert (found.read.duplicates, reasons(found)) == (1, [])


DAMAGED = "parts of it are damaged, or it ends too soon: what could be made out was read"


@pytest.mark.parametrize(
    "deep", ['{"a":' * 3000 + "1" + "}" * 3000, "[" * 5000 + "]" * 5000, '[{"a":' * 2000 + '"]}"' + "}]" * 2000]
)
@pytest.mark.parametrize("sought", Sought)
def test_what_is_nested_without_end_hides_neither_its_record_nor_the_next(deep: str, sought: Sought):
    identity = ROOT.replace("}", f',"sessionContext":{deep}}}')
    found = found_in(log_of(record("1"), record("2", identity), record("3")), sought)
    assert ids(found) == ["1", "2", "3"]
    assert found.records[1].record().name == "RunInstances"
    assert reasons(found) == [DAMAGED]


def test_what_is_nested_without_end_and_never_closed_is_said():
    found = found_in(log_of(record("1"), record("2", more=f'"x":{"[" * 5000},'), record("3")))
    assert ids(found) == ["1", "3"]
    assert reasons(found) == [DAMAGED]


def test_when_no_more_is_tried_it_is_said_that_what_follows_was_not_read():
    found = found_in(log_of(record("1"), *['{"eventVersion":}'] * 1100, record("3")))
    assert ids(found) == ["1"]
    assert reasons(found) == ["too many parts of it are damaged: what stands after them was not read"]


def test_what_cannot_end_is_not_decoded_again_and_again():
    # Each of the openings takes all that follows, or would.
    found = found_in(log_of(record("1"), '{"eventVersion":[' * 900 + "[" + "1," * 400_000))
    assert ids(found) == ["1"]
    assert reasons(found) == ["too many parts of it are damaged: what stands after them was not read"]


@pytest.mark.parametrize("sought", Sought)
def test_what_follows_a_log_on_a_line_of_its_own_is_found(sought: Sought):
    behind = json.dumps(json.loads(record("2")), sort_keys=True)
    data = log_of(record("1", USER)) + b"\n" + behind.encode() + b"\n"
    assert ids(found_in(data, sought)) == ["2"]
    event = json.dumps({"version": "0", "detail-type": "x", "detail": json.loads(record("2"))})
    assert ids(found_in(log_of(record("1", USER)) + b"\n" + event.encode(), sought)) == ["2"]


@pytest.mark.parametrize("shape", ['{{"Records":[{}]}}', "[{}]", "{}"])
def test_behind_damage_records_are_found_whose_members_are_sorted(shape: str):
    records = [json.dumps(json.loads(record(str(number))), sort_keys=True) for number in range(5)]
    records[1] = records[1].replace('"userIdentity": {', '"userIdentity: {')
    records[3] = records[3].replace("{", '{"additionalEventData": {"MFAUsed": "No"}, ', 1)
    found = found_in(shape.format(",".join(records)).encode())
    assert ids(found) == ["0", "2", "3", "4"]
    assert reasons(found) == [DAMAGED]


def test_what_lies_within_a_damaged_record_is_none():
    inner = record("9").replace('"eventVersion":"1.08",', "")
    torn = record("2", USER, more=f'"requestParameters":{{"detail":{inner}}},"x":\x01,')
    found = found_in(log_of(record("1"), torn, record("3")))
    assert ids(found) == ["1", "3"]
    assert reasons(found) == [DAMAGED]


ARN = "arn:aws:iam::111122223333:root"


@pytest.mark.parametrize("separator", [",", "\n"])
def test_somebody_of_a_type_that_cloudtrail_does_not_write_changes_nothing_for_the_others(separator: str):
    new = '"userIdentity":{"type":"Agent","arn":"arn:aws:iam::111122223333:user/a"}'
    records = [record("1", USER), record("2", new), record("3"), record("4", more='"errorCode":"AccessDenied",')]
    text = separator.join(records).encode()
    whole = text if separator == "\n" else b'{"Records":[' + text + b"]}"
    assert ids(found_in(whole, Sought.ALL)) == ["3", "4"]
    without = whole.replace(b"Agent", b"IAMUser")
    assert [one.raw for one in found_in(whole, Sought.ALL).records] == [
        one.raw for one in found_in(without, Sought.ALL).records
    ]


@pytest.mark.parametrize("kind", ['"type":"root",', '"type":"ROOT",', '"type":"Rooted",', '"type":["Root"],', ""])
@pytest.mark.parametrize("sought", Sought)
def test_an_arn_of_roots_is_roots_unless_a_type_says_otherwise(kind: str, sought: Sought):
    found = found_in(log_of(record("1", f'"userIdentity":{{{kind}"arn":"{ARN}"}}'), record("2", USER)), sought)
    assert ids(found) == ["1"]
    assert found.records[0].record().identity.is_root


@pytest.mark.parametrize("sought", Sought)
def test_an_identity_that_cannot_be_read_and_names_root_is_said(sought: Sought):
    found = found_in(log_of(record("1", f'"userIdentity":{{"type":["Root"],"arn":["{ARN}"]}}'), record("2")), sought)
    assert ids(found) == ["2"]
    assert reasons(found) == ["1 record in it does not say who acted: it may have been root"]


def test_what_cannot_be_judged_is_a_duplicate_of_what_is_the_same_alone():
    nameless = record("1").replace('"eventName":"RunInstances",', "")
    other = nameless.replace('"eventSource":"ec2.amazonaws.com",', "")
    logs = [Log(name=f"{number}", data=log_of(text)) for number, text in enumerate([nameless, other, nameless])]
    found = find(logs, Sought.ROOT, workers=1)
    assert sorted(one.raw.decode() for one in found.records) == sorted([nameless, other])
    assert found.read.duplicates == 1
