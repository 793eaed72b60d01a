"""Objects of a bucket, which whoever asks chooses by their names: listed folder by folder, and got side by side.

Nothing is changed, and nothing is paid for others: `RequestPayer` is never sent. A bucket in another region is found
by botocore itself, which follows S3's word on where it lies.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple, TypeVar

import msgspec
from botocore.exceptions import BotoCoreError

from rootward.aws.call import Call, Paging
from rootward.aws.crew import Crew
from rootward.aws.failure import DENIED, UnreadError, failed
from rootward.aws.one_line import of_network, one_line
from rootward.aws.reading import Reading
from rootward.aws.session import PARALLEL_CALLS
from rootward.model.unknown import Unknown

Result = TypeVar("Result")

LIST_OBJECTS = Call("s3", "ListObjectsV2")
GET_OBJECT = Call("s3", "GetObject")
ACTIONS = ("s3:ListBucket", "s3:GetObject", "kms:Decrypt")
"""What reading a trail's bucket takes: the last on the key of the trail, where it encrypts its logs by one.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
"""
READS = (LIST_OBJECTS, GET_OBJECT)

_PAGING = Paging("ContinuationToken", "NextContinuationToken")
_IN_FLIGHT = 32 << 20
"""Bytes that are asked for and not handed over yet; a larger object is got alone."""
_MOST = 256 << 20
"""Bytes of an object that is still got: one of CloudTrail's has some tens of MB at most."""
_ATTEMPTS = 3
_AHEAD = 6
"""Folders whose first page is asked for before it is their turn."""
_KMS = re.compile(r"kms:\w+")
_WHY = {
    "InvalidObjectState": "it is archived: restore it first (s3:RestoreObject), or leave its days out with --since",
    "NoSuchKey": "it vanished while the bucket was read",
    "NoSuchBucket": "there is no such bucket",
}
"""https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList"""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An object, as the list tells it."""

    key: str
    size: int
    changed: datetime
    etag: str = ""


class Unlisted(msgspec.Struct, frozen=True, kw_only=True):
    """A folder or an object that could not be read, and why."""

    key: str
    reason: str


class Span(NamedTuple):
    """The keys after one and before another; empty: from the first, to the last."""

    after: str
    before: str


class Got(NamedTuple):
    """An object with what it holds."""

    listed: Listed
    data: bytes
    signature: str | None = None
    """Of a digest file of CloudTrail's: `x-amz-meta-signature`."""


def walk(
    reading: Reading,
    crew: Crew,
    bucket: str,
    prefix: str,
    *,
    below: Callable[[str], bool],
    takes: Callable[[str], bool],
    span: Callable[[str], Span | None] = lambda _folder: None,
) -> Iterator[Listed | Unlisted]:
    """The objects under a prefix, folder by folder in the order of their names, of which the next are asked for ahead.

    `below` says which folders are entered, `takes` which objects are asked for, and `span` of a folder that all below
    it is listed at once: from one key to another. Raises CredentialsError.
    """
    waiting = [_Folder(prefix, span(prefix))]
    while waiting:
        for coming in waiting[-_AHEAD:]:
            coming.ask(reading, crew, bucket)
        folder = waiting.pop()
        folders: list[str] = []
        try:
            for page in folder.pages(reading, crew, bucket):
                yield from (one for one in _objects(page) if takes(one.key) and folder.holds(one.key))
                folders += (str(one["Prefix"]) for one in page.get("CommonPrefixes") or ())
        except UnreadError as error:
            yield Unlisted(key=folder.name, reason=_why(error, "s3:ListBucket", bucket))
        waiting += (_Folder(one, span(one)) for one in reversed(folders) if below(one))


class _Folder:
    """A folder that is listed, a page ahead."""

    def __init__(self, name: str, span: Span | None) -> None:
        self.name = name
        self._span = span
        self._coming: Future[dict[str, Any]] | None = None

    def ask(self, reading: Reading, crew: Crew, bucket: str, token: str = "") -> None:
        """Begin to ask for a page, if none is on its way."""
        if self._coming is not None:
            return
        asked: dict[str, Any] = {"Bucket": bucket, "Prefix": self.name}
        if self._span is None:
            asked["Delimiter"] = "/"
        elif self._span.after and not token:
            asked["StartAfter"] = self._span.after
        if token:
            asked["ContinuationToken"] = token
        self._coming = crew.start(partial(reading.read, LIST_OBJECTS, **asked))

    def pages(self, reading: Reading, crew: Crew, bucket: str) -> Iterator[dict[str, Any]]:
        """Raises UnreadError, CredentialsError."""
        seen: set[str] = set()
        while self._coming is not None:
            page = _awaited(self._coming)
            self._coming = None
            token = str(page.get("NextContinuationToken") or "")
            if token in seen:
                raise failed(LIST_OBJECTS, "endless pagination: a page leads back to one already read")
            last = page["Contents"][-1]["Key"] if page.get("Contents") else ""
            if token and page.get("IsTruncated") and self.holds(last):
                seen.add(token)
                self.ask(reading, crew, bucket, token)
            yield page

    def holds(self, key: str) -> bool:
        """Whether it comes before the end of what is asked for."""
        return self._span is None or not self._span.before or key < self._span.before


def folders_of(reading: Reading, bucket: str, prefix: str) -> tuple[str, ...]:
    """The folders right below a prefix. Raises UnreadError, CredentialsError."""
    return tuple(
        str(one["Prefix"])
        for page in _pages(reading, bucket, prefix, Delimiter="/")
        for one in page.get("CommonPrefixes") or ()
    )


def after(reading: Reading, bucket: str, prefix: str, last: str) -> Iterator[Listed | Unlisted]:
    """The objects under a prefix whose keys come after `last`, in their order. Raises CredentialsError."""
    try:
        for page in _pages(reading, bucket, prefix, **({"StartAfter": last} if last else {})):
            yield from _objects(page)
    except UnreadError as error:
        yield Unlisted(key=prefix, reason=_why(error, "s3:ListBucket", bucket))


def get_each(
    reading: Reading, crew: Crew, bucket: str, listed: Iterable[Listed | Unlisted]
) -> Iterator[Got | Unlisted]:
    """Each of the objects in the order of the list, several at once, and never much of them in memory.

    Raises CredentialsError.
    """
    under_way: deque[tuple[int, Future[Got | Unlisted]]] = deque()
    total = 0
    for one in listed:
        if isinstance(one, Unlisted) or one.size > _MOST:
            under_way.append((0, _done(one if isinstance(one, Unlisted) else _too_large(one))))
            continue
        while under_way and (len(under_way) >= 2 * PARALLEL_CALLS or total + one.size > _IN_FLIGHT):
            size, first = under_way.popleft()
            yield _awaited(first)
            total -= size
        under_way.append((one.size, crew.start(partial(get, reading, bucket, one))))
        total += one.size
    while under_way:
        yield _awaited(under_way.popleft()[1])


def get_named(reading: Reading, bucket: str, key: str) -> Got | Unlisted:
    """An object that a message names. Raises CredentialsError."""
    return get(reading, bucket, Listed(key=key, size=0, changed=datetime.now(UTC)))


def reason_of_list(error: UnreadError, bucket: str) -> str:
    """Why a bucket could not be listed."""
    return _why(error, "s3:ListBucket", bucket)


def get(reading: Reading, bucket: str, one: Listed) -> Got | Unlisted:
    """One object with what it holds, or why not. Raises CredentialsError."""
    detail = ""
    for _ in range(_ATTEMPTS):
        try:
            answer = reading.read(GET_OBJECT, Bucket=bucket, Key=one.key)
            data: bytes = answer["Body"].read(_MOST + 1)
            signature = (answer.get("Metadata") or {}).get("signature")
        except UnreadError as error:
            return Unlisted(key=one.key, reason=_why(error, "s3:GetObject", bucket))
        except (BotoCoreError, OSError) as error:  # while the body comes
            detail = of_network(error)
            continue
        return _too_large(one) if len(data) > _MOST else Got(one, data, signature)
    return Unlisted(key=one.key, reason=f"it broke off {_ATTEMPTS} times: {detail}")


def _pages(reading: Reading, bucket: str, prefix: str, **more: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    # Without EncodingType botocore asks for url, and decodes the keys: each may hold what no XML can.
    return reading.pages(LIST_OBJECTS, _PAGING, Bucket=bucket, Prefix=prefix, **more)


def _objects(page: dict[str, Any]) -> Iterator[Listed]:
    for one in page.get("Contents") or ():
        if not str(one["Key"]).endswith("/"):  # a folder, as the console makes one
            yield Listed(
                key=str(one["Key"]),
                size=int(one.get("Size") or 0),
                changed=one["LastModified"],
                etag=str(one.get("ETag") or ""),
            )


def _done(one: Unlisted) -> Future[Got | Unlisted]:
    future: Future[Got | Unlisted] = Future()
    future.set_result(one)
    return future


def _too_large(one: Listed) -> Unlisted:
    return Unlisted(key=one.key, reason=f"it has more than {_MOST >> 20:,} MB, more than any log file of CloudTrail's")


def _awaited(future: Future[Result]) -> Result:
    while not future.done():
        wait((future,), timeout=1.0)  # without a limit Windows does not wake for Ctrl-C
    return future.result()


def _why(error: UnreadError, action: str, bucket: str) -> str:
    """What AWS answered; of a denial the permission that is missing."""
    if error.code in _WHY:
        return _WHY[error.code]
    fact = error.fact
    if isinstance(fact, Unknown) and fact.reason != "denied" and error.code not in DENIED:
        return fact.detail
    message = one_line(str(getattr(error.__cause__, "response", {}).get("Error", {}).get("Message") or ""))
    if kms := _KMS.search(message):
        return f"denied: {kms.group()} on the KMS key that encrypts it is missing ({fact.detail})"
    where = f"arn:aws:s3:::{bucket}" + ("" if action == "s3:ListBucket" else "/*")
    return f"denied: {action} on {where} is missing ({fact.detail})"
