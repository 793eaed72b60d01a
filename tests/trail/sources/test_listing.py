from __future__ import annotations

import io
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.sources.layout import Place
from rootward.trail.sources.listing import listing
from rootward.trail.sources.wanted import Wanted

DAY = "AWSLogs/111122223333/CloudTrail/us-east-2/2015/08/01"
FILE = "111122223333_CloudTrail_us-east-2_20150801T0210Z_Mu0KsOhtH1ar15ZZ.json.gz"
DIGEST = "AWSLogs/111122223333/CloudTrail-Digest/us-east-2/2015/08/01"
DIGEST_FILE = "111122223333_CloudTrail-Digest_us-east-2_t_us-east-2_20150801T022433Z.json.gz"


def put(top: Path, name: str) -> str:
    path = top / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"{}")
    return str(path)


def listed(*paths: object, wanted: Wanted = Wanted()) -> tuple[list[str], list[Unread], list[Place]]:  # noqa: B008 - frozen
    seen: list[Place] = []
    found = list(listing(map(str, paths), wanted, seen.append))
    return (
        [one.name for one in found if isinstance(one, Log)],
        [one for one in found if isinstance(one, Unread)],
        seen,
    )


def test_the_log_files_of_a_folder_are_listed_by_name_with_what_their_names_tell(tmp_path):
    log = put(tmp_path, f"{DAY}/{FILE}")
    other = put(tmp_path, "events.jsonl")
    put(tmp_path, "README.md")

    (first, second) = listing([str(tmp_path)], Wanted(), lambda _place: None)

    assert (first, second) == (
        Log(name=other, path=other),
        Log(name=log, path=log, account="111122223333", region="us-east-2", day=date(2015, 8, 1)),
    )


def test_digests_are_seen_and_are_no_logs(tmp_path):
    put(tmp_path, f"{DIGEST}/{DIGEST_FILE}")

    names, unread, seen = listed(tmp_path)

    assert (names, unread, [place.kind for place in seen]) == ([], [], ["digest"])


def test_files_of_other_days_are_seen_and_not_listed(tmp_path):
    put(tmp_path, f"{DAY}/{FILE}")

    names, _, seen = listed(tmp_path, wanted=Wanted(since=datetime(2020, 1, 1, tzinfo=UTC)))

    assert (names, [place.day for place in seen]) == ([], [date(2015, 8, 1)])


def test_a_file_that_is_named_is_read_whatever_it_is_called(tmp_path):
    path = put(tmp_path, "trail of november")

    assert listed(path)[0] == [path]


def test_a_path_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="no such file or folder"):
        listed(tmp_path / "nowhere")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_a_fifo_is_told_and_nobody_waits_for_it(tmp_path):
    os.mkfifo(tmp_path / "a.json")

    names, unread, _ = listed(tmp_path)

    assert (names, [one.reason for one in unread]) == ([], ["it is no file"])


def test_a_folder_that_may_not_be_read_is_told_and_those_beside_it_are_listed(tmp_path, monkeypatch):
    closed, open_one = put(tmp_path, "closed/a.json"), put(tmp_path, "open/b.json")
    scandir = os.scandir

    def refusing(path):
        if str(path) == str(Path(closed).parent):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)

    names, unread, _ = listed(tmp_path)

    assert (names, unread) == ([open_one], [Unread(path=str(Path(closed).parent), reason="Permission denied")])


def test_links_to_folders_are_not_followed_and_that_is_told(tmp_path):
    put(tmp_path, "here/a.json")
    loop = tmp_path / "here/loop"
    loop.symlink_to(tmp_path, target_is_directory=True)

    names, unread, _ = listed(tmp_path / "here")

    assert (names, [one.path for one in unread]) == ([str(tmp_path / "here/a.json")], [str(loop)])


def test_a_folder_that_is_named_by_a_link_is_read(tmp_path):
    put(tmp_path, "here/a.json")
    (tmp_path / "link").symlink_to(tmp_path / "here", target_is_directory=True)

    assert listed(tmp_path / "link")[:2] == ([str(tmp_path / "link/a.json")], [])


def test_what_other_services_deliver_to_the_same_bucket_is_not_read(tmp_path):
    put(
        tmp_path, "AWSLogs/111122223333/Config/us-east-2/2015/8/1/ConfigHistory/111122223333_Config_us-east-2_x.json.gz"
    )
    log = put(tmp_path, f"{DAY}/{FILE}")

    assert listed(tmp_path)[:2] == ([log], [])


def test_digests_are_listed_where_they_are_asked_for(tmp_path):
    digest = put(tmp_path, f"{DIGEST}/{DIGEST_FILE}")
    put(tmp_path, f"{DAY}/{FILE}")

    assert listed(tmp_path, wanted=Wanted(kinds=frozenset({"digest"})))[0] == [digest]


def test_standard_input_is_a_log(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"Records": []}')))

    assert list(listing(["-"], Wanted(), lambda _place: None)) == [Log(name="-", data=b'{"Records": []}')]


def test_standard_input_that_is_closed_is_an_error(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)

    with pytest.raises(UsageError, match="closed"):
        list(listing(["-"], Wanted(), lambda _place: None))


def test_standard_input_that_is_too_long_is_an_error(monkeypatch):
    monkeypatch.setattr("rootward.trail.sources.listing._MOST_INPUT", 10)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"Records": []}')))

    with pytest.raises(UsageError, match="more than 1 GB"):
        list(listing(["-"], Wanted(), lambda _place: None))


def test_a_path_below_a_file_cannot_be_read(tmp_path):
    log = put(tmp_path, "a.json")

    _, unread, _ = listed(Path(log) / "b.json")

    assert [(one.path, one.reason) for one in unread] == [(str(Path(log) / "b.json"), "Not a directory")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs here")
def test_a_fifo_that_is_named_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "a.json")

    assert listed(tmp_path / "a.json")[1] == [Unread(path=str(tmp_path / "a.json"), reason="it is no file")]


def test_a_link_that_leads_round_in_a_circle_is_told(tmp_path):
    (tmp_path / "a.json").symlink_to(tmp_path / "b.json")
    (tmp_path / "b.json").symlink_to(tmp_path / "a.json")

    names, unread, _ = listed(tmp_path)

    assert (names, [one.path for one in unread]) == ([], [str(tmp_path / "a.json"), str(tmp_path / "b.json")])


def test_a_link_to_a_file_is_one_and_a_file_that_went_meanwhile_is_none(tmp_path, monkeypatch):
    log = put(tmp_path, "logs/a.json")
    (tmp_path / "logs/b.json").symlink_to(log)
    (tmp_path / "logs/c.json").symlink_to(tmp_path / "nowhere.json")

    names, unread, _ = listed(tmp_path / "logs")
    assert (names, [one.path for one in unread]) == (
        [log, str(tmp_path / "logs/b.json")],
        [str(tmp_path / "logs/c.json")],
    )

    monkeypatch.setattr(os.path, "lexists", lambda _path: False)
    assert listed(tmp_path / "logs")[1] == []
