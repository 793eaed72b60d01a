"""By what names the files of a bucket are found again where they were copied to. Pure.

A digest names files by their keys in the bucket; copies lie under any folder, gzipped or not, with slashes of either
kind. The name of a file tells a digest's account, region, trail and time; a log file's ends in letters drawn at random.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from rootward.trail.moment import moment_of

_DIGEST = re.compile(
    r"(?P<account>[0-9]{12})_CloudTrail-Digest_(?P<region>[a-z0-9-]{6,30})_(?P<trail>[^/]{1,200})_"
    r"(?P<home>[a-z]{2,4}(?:-[a-z]{1,12}){1,3}-[0-9]{1,2})_(?P<moment>[0-9]{8}T[0-9]{6}Z)(?P<backfill>_backfill)?\.json"
)
_FOLDER = re.compile(
    r"(?:^|/)(?:AWSLogs/)?(?:(?P<organisation>o-[a-z0-9]{10,32})/)?[0-9]{12}/CloudTrail(?:-Digest)?/[a-z0-9-]+/"
)


_ABOVE = "AWSLogs"


class Name(NamedTuple):
    """What copies and keys of the same file have in common."""

    organisation: str
    """Of an organisation's trail, by the folder; else empty. A member's own trail may have the same name."""
    file: str
    """Without the folder, and without `.gz`."""


class Chain(NamedTuple):
    """The digests that lead from one to the one before: of a trail, for one account and region."""

    organisation: str
    account: str
    region: str
    trail: str
    home: str
    backfill: bool
    """Those that list log files which were late; they come beside the others.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
    """


class Delivered(NamedTuple):
    """What the name of a digest tells."""

    chain: Chain
    end: datetime


def name_of(path: str) -> Name:
    """Of a path, an address or a key."""
    text = path.replace("\\", "/")
    folder = _FOLDER.search(text)
    return Name((folder and folder["organisation"]) or "", file_of(text).removesuffix(".gz"))


def file_of(path: str) -> str:
    """The name alone, without the folder."""
    return path.replace("\\", "/").rpartition("/")[2]


def top_of(path: str) -> str:
    """The folder that AWSLogs lies in, or what is left of it; of a file that lies in no such folder its own."""
    text = path.replace("\\", "/")
    folder = _FOLDER.search(text)
    return text.rpartition("/")[0] if folder is None else text[: folder.start()]


class Hidden:
    """What could not be read, and so may hold what seems to be missing."""

    def __init__(self, unread: Iterable[str] = (), words: Iterable[str] = ()) -> None:
        """`words`: the sources as they were named, each of which may hold anything."""
        self._unread = [path.replace("\\", "/").rstrip("/") for path in unread]
        self._files = {name_of(path).file for path in self._unread}
        self._everything = not {word.replace("\\", "/").rstrip("/") for word in words}.isdisjoint(self._unread)

    def hides(self, key: str) -> bool:
        """Whether the file of that key may be there."""
        place = f"{_below(key)}/"
        return (
            self._everything
            or name_of(key).file in self._files
            or any(place.startswith(f"{_below(path)}/") for path in self._unread if _ABOVE in path)
        )


def _below(path: str) -> str:
    return path[max(path.rfind(_ABOVE), 0) :]


def delivered(name: Name) -> Delivered | None:
    """Which chain a digest is of, and when it was due; None for what is not called like one."""
    found = _DIGEST.fullmatch(name.file)
    if found is None:
        return None
    end = moment_of(found["moment"])
    if end is None:
        return None
    backfill = found["backfill"] is not None
    return Delivered(
        Chain(name.organisation, found["account"], found["region"], found["trail"], found["home"], backfill), end
    )
