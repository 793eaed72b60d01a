"""Logs that lie with AWS: a bucket's, and the event history of an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from rootward.errors import CredentialsError, OutputError, UsageError
from rootward.model.scan import Unread
from rootward.trail.log import Log
from rootward.trail.sources.folder_names import may_be_log, may_hold_below, span_below
from rootward.trail.sources.layout import Place, place_of
from rootward.trail.sources.wanted import Wanted
from rootward.workflows.source import Live, Practice, Progress, opened
from rootward.workflows.trail.mirror import Mirror

if TYPE_CHECKING:
    from rootward.aws.crew import Crew
    from rootward.aws.reading import Reading
    from rootward.aws.session import AwsSession
    from rootward.aws.trail_bucket import Got, Listed, Unlisted

S3 = "s3://"
LOOKUP = "--lookup"
"""Stands among the sources for the event history of the account that the credentials are of."""
INTERRUPTED = "interrupted: what comes after was not read"

Saw = Callable[[Place], None]


def _silent(_line: str) -> None:
    """Nobody listens."""


class Cloud:
    """How AWS is asked for logs."""

    def __init__(
        self,
        *,
        source: Live | Practice | None = None,
        cache: Path | None = None,
        progress: Progress = _silent,
        announce: Progress = _silent,
    ) -> None:
        self._source = source or Live()
        self._cache = cache
        self._progress = progress
        self._announce = announce
        self.interrupted = False
        """By Ctrl-C, while AWS was asked: what came until then was handed over."""

    @property
    def is_named(self) -> bool:
        """Whether it was said whose credentials AWS is asked with."""
        return self._source != Live()

    def session(self) -> AbstractContextManager[AwsSession]:
        """A session to ask for more than logs. Raises UsageError, CredentialsError and EndpointError."""
        return opened(self._source, self._progress, self._announce)

    def logs(self, word: str, wanted: Wanted, saw: Saw) -> Iterator[Log | Unread]:
        """What a word that `is_cloud` names. Raises UsageError, CredentialsError and EndpointError at the beginning."""
        with opened(self._source, self._progress, self._announce) as session:
            found = self._history(session, wanted) if word == LOOKUP else self._bucket(session, word, wanted, saw)
            try:
                yield from found
            except KeyboardInterrupt:
                self.interrupted = True
                yield Unread(path=word, reason=INTERRUPTED)
            except CredentialsError as error:
                yield Unread(path=word, reason=f"what comes after was not read: {error}")

    def _history(self, session: AwsSession, wanted: Wanted) -> Iterator[Log | Unread]:
        from rootward.aws.event_lookup import KEPT, look_up

        account = session.identity.account
        if wanted.accounts and account not in wanted.accounts:
            reason = f"it is the event history of account {account}, which is not asked for"
            yield Unread(path=LOOKUP, reason=reason)
            return
        if wanted.since is not None and wanted.since < datetime.now(UTC) - KEPT:
            self._announce(f"CloudTrail's event history goes back {KEPT.days} days, and no further")
        for page in look_up(session, wanted.regions, wanted.since, wanted.until, self._progress):
            name = f"{LOOKUP} {page.region}"
            if page.reason:
                yield Unread(path=name, reason=page.reason)
            else:
                yield Log(name=f"{name} page {page.number}", data=page.data, account=account, region=page.region)

    def _bucket(self, session: AwsSession, word: str, wanted: Wanted, saw: Saw) -> Iterator[Log | Unread]:
        from rootward.aws.crew import Crew
        from rootward.aws.reading import Reading
        from rootward.aws.session import PARALLEL_CALLS
        from rootward.aws.trail_bucket import Listed, Span, walk

        bucket, prefix = bucket_and_prefix(word)
        mirror = None if self._cache is None else Mirror(self._cache, bucket)
        here: list[Log] = []

        def takes(key: str) -> bool:
            saw(place_of(key))
            return may_be_log(key, wanted)

        def span(folder: str) -> Span | None:
            found = span_below(folder, wanted)
            return None if found is None else Span(*found)

        def to_get(reading: Reading, crew: Crew) -> Iterator[Listed | Unlisted]:
            below = partial(may_hold_below, wanted=wanted)
            for one in walk(reading, crew, bucket, prefix, below=below, takes=takes, span=span):
                path = mirror.has(one.key, one.size, one.changed) if mirror and isinstance(one, Listed) else None
                if path is None:
                    yield one
                else:
                    here.append(log_of(bucket, one.key, path=path))

        with Crew(PARALLEL_CALLS, "rootward-bucket") as crew:
            reading = Reading(session, crew, deadline_seconds=float("inf"))
            yield from self._got(reading, crew, bucket, to_get(reading, crew), mirror, here)

    def _got(  # noqa: PLR0917 - what is got from where, and what need not be got
        self,
        reading: Reading,
        crew: Crew,
        bucket: str,
        listed: Iterator[Listed | Unlisted],
        mirror: Mirror | None,
        here: list[Log],
    ) -> Iterator[Log | Unread]:
        from rootward.aws.trail_bucket import Got, get_each

        for one in get_each(reading, crew, bucket, listed):
            while here:
                yield here.pop(0)
            if isinstance(one, Got):
                yield self._kept(bucket, one, mirror)
            else:
                yield Unread(path=f"{S3}{bucket}/{one.key}", reason=one.reason)
        yield from here

    def _kept(self, bucket: str, got: Got, mirror: Mirror | None) -> Log:
        path = None
        if mirror is not None and self._cache is not None:
            try:
                path = mirror.keep(got.listed.key, got.data, got.listed.changed)
            except OutputError as error:
                self._cache = None  # and no more of it: said once
                self._announce(f"nothing more is kept: {error}")
        log = log_of(bucket, got.listed.key, path=path, data=None if path else got.data)
        return msgspec.structs.replace(log, signature=got.signature)


def is_cloud(word: str) -> bool:
    """Whether a source is AWS's to tell."""
    return word == LOOKUP or word.lower().startswith(S3)


def bucket_and_prefix(word: str) -> tuple[str, str]:
    """Of `s3://bucket/prefix`. Raises UsageError where it names no bucket."""
    bucket, _, prefix = word[len(S3) :].partition("/")
    if not bucket:
        raise UsageError(f"{word}: no bucket is named", advice="write it as s3://BUCKET or s3://BUCKET/PREFIX")
    return bucket, prefix


def log_of(bucket: str, key: str, *, path: Path | None = None, data: bytes | None = None) -> Log:
    """An object as a log, which the file `path` holds, or `data`."""
    place = place_of(key)
    return Log(
        name=f"{S3}{bucket}/{key}",
        path=None if path is None else str(path),
        data=data,
        account=place.account,
        region=place.region,
        day=place.day,
    )
