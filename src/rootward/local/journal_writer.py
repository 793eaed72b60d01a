"""The journal of a run that is under way, written line by line.

What a method has written is on disk when it returns. Steps run side by side, and a flush takes as long as a call to
AWS on some disks: whoever's turn it is writes and flushes the lines of all who wait, in one go.
"""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

from rootward.errors import JournalError
from rootward.local.files import flush_folder
from rootward.local.journals import FOLDER, journal_folder, read_whole_lines
from rootward.local.lines_file import ENDING, LinesFile, line_of, plain
from rootward.local.state_folder import account_name, own_folder, unusable
from rootward.model.journal import Closed, Ending, Entry, Intent, Journal, Opened, Outcome, Result
from rootward.model.plan import Step, digest_of


class JournalWriter:
    """A journal to add to. A method that raises JournalError has left the file as it was, nothing in it half-written.

    Safe from several threads. At the end of its `with` block the file is let go, closed by an entry or not. Only the
    run that holds the account's lock may have one.
    """

    def __init__(self, file: LinesFile) -> None:
        self._file = file
        self._waiting: deque[_Line] = deque()
        self._turn = Lock()

    @classmethod
    def create(cls, opened: Opened, folder: Path | None = None) -> Self:
        """A new journal, its first line on disk. Raises JournalError: nothing can be begun, and no file is left."""
        account = account_name(opened.plan.account.id)
        try:
            place = own_folder(FOLDER, account, folder=folder)
            file = LinesFile.new(place, f"{opened.at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest_of(opened.plan)[:8]}")
        except OSError as error:
            raise unusable(f"no journal can be written in {journal_folder(account, folder)}", error) from error
        writer = cls(file)
        try:
            writer._append(opened)
        except BaseException:
            file.remove()
            raise
        flush_folder(place)
        return writer

    @classmethod
    def reopen(cls, journal: Journal, folder: Path | None = None) -> Self:
        """A journal of this machine, to go on with; a torn last line is cut off.

        Raises JournalError: it is not here, is not what `journal` says any more, or cannot be written.
        """
        place = journal_folder(journal.plan.account.id, folder)
        path = place / f"{journal.id}{ENDING}"
        if not path.is_file():
            raise JournalError(
                f"{path} is not there: only a journal of this machine can be gone on with",
                advice=f"put it into {place} first",
            )
        found, end = read_whole_lines(path)
        if found != journal:
            raise JournalError(
                f"the journal {path} was changed since it was read", advice="another run went on with it: look again"
            )
        try:
            return cls(LinesFile.existing(path, end))
        except OSError as error:
            raise unusable(f"the journal {path} cannot be written", error) from error

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    @property
    def id(self) -> str:
        """Its file's name without the ending."""
        return self.path.name.removesuffix(ENDING)

    def intend(self, step: Step, at: datetime) -> None:
        """Announce a step. Raises JournalError: the step must not be made."""
        self._append(Intent(at=at, step=step.number))

    def result(self, step: Step, at: datetime, outcome: Outcome, detail: str = "") -> None:
        """Keep what came of a step. Raises JournalError: to who reads the journal, the step is unsure."""
        self._append(Result(at=at, step=step.number, outcome=outcome, detail=plain(detail)))

    def close(self, at: datetime, ending: Ending, detail: str = "") -> None:
        """Keep how the run ended, and let the file go. Raises JournalError; the file is let go all the same."""
        with self:
            self._append(Closed(at=at, ending=ending, detail=plain(detail)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _append(self, entry: Opened | Entry) -> None:
        line = _Line(line_of(entry))
        self._waiting.append(line)
        try:
            with self._turn:
                if not line.is_settled:
                    self._write_waiting(line)
        except BaseException:
            line.settle()  # nobody else shall write it
            raise
        if line.failure is not None:
            raise unusable(f"the journal {self.path} cannot be written", line.failure) from line.failure

    def _write_waiting(self, own: _Line) -> None:
        """Write the lines of all who wait, the caller's among them, or none."""
        lines = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if own not in lines:  # who took it was interrupted twice, and gave nothing back
            lines.append(own)
        data = b"".join(line.data for line in lines if not line.is_settled)
        failure: OSError | None = None
        try:
            self._file.add(data)
        except OSError as error:
            failure = error
        except BaseException:  # an interrupt of this thread: the others write theirs at their own turn
            self._waiting.extendleft(reversed(lines))
            raise
        for line in lines:
            line.settle(failure)


class _Line:
    """A line that waits to be on disk."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.is_settled = False
        self.failure: OSError | None = None

    def settle(self, failure: OSError | None = None) -> None:
        """Nothing more is to be done: it is on disk, cannot be, or is not wanted any more."""
        self.failure = failure
        self.is_settled = True
