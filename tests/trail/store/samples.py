"""Logs and sets for the tests of the store."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from rootward.trail.finding.find import find
from rootward.trail.finding.sought import Sought
from rootward.trail.log import Log
from rootward.trail.record import Record
from rootward.trail.sources.wanted import Wanted
from rootward.trail.store.schema import TABLE
from rootward.trail.store.secrets import arn_text, json_text, plain_text
from rootward.trail.store.sql import Set

SECRET = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"
"""AWS's own example of a secret access key, in two parts."""
TOKEN = "FwoGZXIvYXdzE" + "Qx7" * 40 + "=="


def log(name: str, *records: dict[str, Any]) -> Log:
    """A log of these records that is no file."""
    return Log(name=name, data=gzip.compress(json.dumps({"Records": records}).encode()))


def written(folder: Path, name: str, *records: dict[str, Any]) -> Log:
    """A log file."""
    path = folder / name
    path.write_bytes(gzip.compress(json.dumps({"Records": records}).encode()))
    return Log(name=str(path), path=str(path))


def found(logs: Iterable[Log], sought: Sought = Sought.ROOT) -> list[Record]:
    """What is found in the logs themselves, without the secrets that the set does not keep."""
    return [kept(one.record()) for one in find(list(logs), sought, workers=1).records]


def stored_records(folder: Path, sought: Sought, wanted: Wanted = Wanted()) -> list[Record]:  # noqa: B008 - frozen
    """What a set tells of it."""
    with Set(folder, threads=1) as opened:
        return list(opened.records(sought, wanted))


def kept(record: Record) -> Record:
    """The record without its secrets."""
    parts = {
        name: msgspec.json.decode(json_text(msgspec.json.encode(getattr(record, name))))
        for name in ("request", "response", "extra", "details")
    }
    who = record.identity
    identity = msgspec.structs.replace(
        who, name=plain_text(who.name), arn=arn_text(who.arn), principal_id=plain_text(who.principal_id)
    )
    return msgspec.structs.replace(
        record,
        identity=identity,
        address=plain_text(record.address),
        agent=plain_text(record.agent),
        error_message=plain_text(record.error_message),
        **parts,
    )


def parquet_files(folder: Path) -> list[str]:
    """Seen from the folder of the set, in the order of names."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.parquet"))


def ids(folder: Path, view: str = TABLE) -> list[str]:
    """The events of a view, each as often as it is there."""
    with Set(folder, threads=1) as opened:
        return [row[0] for row in opened.ask(f"SELECT event_id FROM {view} ORDER BY 1").rows]  # noqa: S608
