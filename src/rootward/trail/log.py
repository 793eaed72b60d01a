"""One log file, or what stands for one: where it lies, and what that tells of it."""

from __future__ import annotations

from datetime import date

import msgspec


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """Where CloudTrail's records lie; either `path` or `data` is there.

    The layouts of names: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
    """

    name: str
    """As it is told of: the path as it was asked for, `s3://bucket/key`, `-`."""
    path: str | None = None
    """The file on this machine."""
    data: bytes | None = None
    """What it holds, gzipped or not, where it is no file."""
    account: str = ""
    """By the folder that it lies in; empty where that tells nothing. So are the region and the day."""
    region: str = ""
    day: date | None = None
    signature: str | None = None
    """Of a digest, where its object has it in its metadata: the file itself does not."""
