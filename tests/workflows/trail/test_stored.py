"""A set that ingest made is reported on as its logs are: the same events, sessions, detections, accounts and days."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import hypothesis.strategies as st
import msgspec
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from rootward.errors import UsageError
from rootward.model.scan import Unread
from rootward.trail.sources.wanted import Wanted
from rootward.trail.store.ingest import ingest as put
from rootward.trail.store.schema import NAMES
from rootward.trail.store.sql import Set
from rootward.workflows.trail.ingest import ingest
from rootward.workflows.trail.report import Asked, report
from tests.cli.trail.trails import assume_root, by_user, delivered, log, needless, required, signed_in
from tests.trail.classify.events import ACCOUNT, central, raw
from tests.trail.store.generated import FEW, first_of_each, records

DATA = Path(__file__).parents[4] / "shared" / "data"
NOW = datetime(2026, 5, 10, tzinfo=UTC)
OTHER = "999988887777"


def quiet(_line: str) -> None:
    """Nobody listens."""


def told(source, wanted=Wanted(), **asked):  # noqa: B008 - it is frozen
    found = report(Asked(sources=(str(source),), wanted=wanted, workers=1, **asked), progress=quiet, now=lambda: NOW)
    return found.timeline, found.inexcusable


def alike(source, wanted=Wanted(), **asked):  # noqa: B008
    """What is told, but for where was looked, and how much was read of what."""
    timeline, inexcusable = told(source, wanted, **asked)
    files = timeline.read.files
    return msgspec.structs.replace(timeline, looked_in=(), covered=None, read=None), files, inexcusable


def ingested(logs, folder, wanted=Wanted()):  # noqa: B008
    return ingest([str(logs)], folder, wanted, workers=1, progress=quiet)


@pytest.fixture
def logs(tmp_path):
    """Logs of two accounts, of which one was quiet for two days; of one event there are two deliveries."""
    folder = tmp_path / "logs"
    delivered(folder, "2026-05-04", signed_in(), needless(2), by_user(3))
    delivered(folder, "2026-05-04", needless(2), assume_root(), region="eu-west-1")
    delivered(folder, "2026-05-07", required(4321), raw("s3", "PutBucketPolicy", userIdentity=central()))
    delivered(folder, "2026-05-05", by_user(1500, recipientAccountId=OTHER), account=OTHER)
    return folder


@pytest.fixture
def kept(logs, tmp_path):
    """The set that was made of them."""
    ingested(logs, tmp_path / "set")
    return tmp_path / "set"


ASKED = [
    Wanted(),
    Wanted(accounts=frozenset({ACCOUNT})),
    Wanted(accounts=frozenset({OTHER})),
    Wanted(regions=frozenset({"eu-west-1"})),
    Wanted(since=datetime(2026, 5, 4, 12, 2, tzinfo=UTC)),
    Wanted(since=datetime(2026, 5, 6, tzinfo=UTC)),
    Wanted(until=datetime(2026, 5, 4, 12, 2, tzinfo=UTC)),
]


@pytest.mark.parametrize("wanted", ASKED)
@pytest.mark.parametrize("everything", [False, True])
def test_a_set_tells_what_its_logs_tell(logs, kept, wanted, everything):
    assert alike(kept, wanted, all=everything) == alike(logs, wanted, all=everything)


def test_something_of_each_kind_is_told(kept):
    timeline, inexcusable = told(kept, all=True)

    assert {one.actor for one in timeline.events} == {"root", "central"}
    assert (timeline.accounts, timeline.gaps[0].first.isoformat()) == ((ACCOUNT, OTHER), "2026-05-05")
    assert (timeline.read.files, timeline.read.records, timeline.read.bytes) == (4, 7, 0)
    assert inexcusable > 0
    assert timeline.unread == ()


@FEW
@given(listed=st.lists(records(), max_size=12), again=st.integers(0, 12), everything=st.booleans())
def test_so_it_does_of_records_of_any_shape(tmp_path_factory, listed, again, everything):
    listed = first_of_each(listed)
    folder = tmp_path_factory.mktemp("any")
    delivered(folder / "logs", "2026-05-04", *listed)
    delivered(folder / "logs", "2026-05-05", *listed[:again])
    ingested(folder / "logs", folder / "set")

    for member in ("events", "sessions", "detections", "left_out"):
        of_set, of_logs = (getattr(told(folder / name, all=everything)[0], member) for name in ("set", "logs"))
        assert of_set == of_logs


@pytest.mark.parametrize("name", ["cloudtrail_invictus", "cloudtrail_stratus"])
@pytest.mark.parametrize("everything", [False, True])
def test_so_it_does_of_real_logs(tmp_path, name, everything):
    if not (DATA / name).is_dir():
        pytest.skip("../shared/data is not here")
    ingested(DATA / name, tmp_path / "set")

    of_set, *rest = alike(tmp_path / "set", all=everything)
    of_logs, *same = alike(DATA / name, all=everything)
    # The names of these files tell of no account: the set has them of its events.
    assert bool(of_set.detections) is everything
    assert msgspec.structs.replace(of_set, accounts=()) == msgspec.structs.replace(of_logs, accounts=())
    assert rest == same


def test_a_day_of_digests_alone_is_no_gap(logs, tmp_path):
    place = logs / "AWSLogs" / ACCOUNT / "CloudTrail-Digest" / "us-east-1" / "2026" / "05" / "05"
    place.mkdir(parents=True)
    (place / f"{ACCOUNT}_CloudTrail-Digest_us-east-1_acme_us-east-1_20260505T010000Z.json.gz").write_bytes(b"")
    ingested(logs, tmp_path / "set")

    timeline, _ = told(tmp_path / "set")
    assert timeline.gaps == told(logs)[0].gaps
    assert [gap.first.isoformat() for gap in timeline.gaps if gap.account == ACCOUNT] == ["2026-05-06"]
    index = (tmp_path / "set" / "index.jsonl").read_text()
    ingested(logs, tmp_path / "set")
    assert (tmp_path / "set" / "index.jsonl").read_text() == index


def test_a_set_and_logs_are_told_together_and_each_event_once(logs, kept):
    delivered(logs, "2026-05-08", needless(5800))
    found = report(Asked(sources=(str(kept), str(logs)), workers=1), progress=quiet, now=lambda: NOW)

    assert alike(logs)[0].events == found.timeline.events
    assert found.timeline.read.files == 9


def test_what_was_not_read_when_it_was_made_is_told_again(logs, tmp_path):
    bad = delivered(logs, "2026-05-08", needless(5800))
    bad.write_bytes(log(needless(5800))[:-12])
    ingested(logs, tmp_path / "set")

    (unread,) = told(tmp_path / "set")[0].unread
    assert unread.path == str(bad)
    assert told(tmp_path / "set", Wanted(accounts=frozenset({OTHER})))[0].unread == ()


def test_a_part_that_is_gone_is_told(kept):
    gone = next(kept.glob(f"account={OTHER}/*/*/*.parquet"))
    gone.unlink()

    (unread,) = told(kept)[0].unread
    assert (unread.path, unread.reason.startswith("it is gone")) == (str(gone), True)


def test_a_part_that_is_damaged_is_told(kept):
    part = next(kept.glob("account=*/*/*/*.parquet"))
    whole = part.read_bytes()
    part.write_bytes(whole[:4] + bytes(1000) + whole[1004:])  # what it tells of itself stands at its end

    timeline, _ = told(kept)
    assert [one.path for one in timeline.unread] == [str(kept)]
    assert timeline.events == ()


@pytest.mark.parametrize("asked", [{}, {"all": True}])
def test_so_is_one_of_which_only_the_text_is_damaged(kept, asked):
    for part in kept.glob("account=*/*/*/*.parquet"):
        file = pq.ParquetFile(part)
        column = file.metadata.row_group(0).column(NAMES.index("agent"))
        start, end = column.dictionary_page_offset, column.data_page_offset + 8
        whole = part.read_bytes()
        part.write_bytes(whole[:start] + bytes(end - start) + whole[end:])

    timeline, _ = told(kept, **asked)
    assert [one.path for one in timeline.unread] == [str(kept)]
    with Set(kept, threads=1) as opened:
        assert opened.used(Wanted()) is not None  # no agent is a part of them


def test_one_that_is_interrupted_is_told_as_far_as_it_came(kept, monkeypatch):
    def interrupted(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr("rootward.trail.store.sql.Set.records", interrupted)
    found = report(Asked(sources=(str(kept), str(kept)), workers=1), progress=quiet, now=lambda: NOW)

    assert found.interrupted
    assert [(one.path, "interrupted" in one.reason) for one in found.timeline.unread] == [(str(kept), True)]


def test_a_part_that_is_none_is_named(kept):
    part = next(kept.glob("account=*/*/*/*.parquet"))
    part.write_bytes(b"none")

    with pytest.raises(UsageError, match=part.name):
        told(kept)


def test_an_account_that_it_does_not_know_is_told(kept):
    timeline, _ = told(kept, Wanted(accounts=frozenset({"444455556666"})))

    assert [one.path for one in timeline.unread] == ["--account 444455556666", str(kept)]


def test_accounts_of_logs_whose_names_tell_nothing_are_those_of_their_events(tmp_path):
    (tmp_path / "log.json").write_bytes(log(by_user(), needless(2)))
    ingested(tmp_path / "log.json", tmp_path / "set")

    assert told(tmp_path / "set")[0].accounts == (ACCOUNT,)
    assert told(tmp_path / "set", Wanted(accounts=frozenset({OTHER})))[0].unread == (
        Unread(path=f"--account {OTHER}", reason=f"no record of account {OTHER} was read"),
    )


def test_an_empty_set_is_nothing_that_was_read(tmp_path):
    put([], tmp_path / "set", workers=1)

    (unread,) = told(tmp_path / "set")[0].unread
    assert unread.path == str(tmp_path / "set")


def test_a_set_below_a_folder_of_logs_is_named_and_not_read_as_one(logs):
    ingested(logs, logs / "set")

    (unread,) = told(logs)[0].unread
    assert (unread.path, "name it by itself" in unread.reason) == (str(logs / "set"), True)


def test_a_set_cannot_be_validated(kept):
    found = report(Asked(sources=(str(kept),), workers=1, validate=True), progress=quiet, now=lambda: NOW)

    assert [one.path for one in found.timeline.unread] == [str(kept)]
    assert "neither log files nor digest files" in found.timeline.unread[0].reason
    assert found.timeline.events
