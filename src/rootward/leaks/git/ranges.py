"""What a range of commits brought: `main..HEAD`, the commits of a pull request."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from rootward.errors import GitError, UsageError
from rootward.leaks.git.ancestry import EVERY_TIP, History, read_history
from rootward.leaks.git.attribution import attribute_changes
from rootward.leaks.git.branches import read_references
from rootward.leaks.git.brought import Introduced
from rootward.leaks.git.changes import Change, read_changes
from rootward.leaks.git.glance import Glance
from rootward.leaks.git.head import blobs_in_head, head_commit
from rootward.leaks.git.repository import Repository
from rootward.leaks.rules import Rules
from rootward.model.scan import Looked, Unread


def find_in_range(repository: Repository, text: str, rules: Rules, *, workers: int | None = None) -> Introduced:
    """The credentials that commits of a range, as git-rev-list takes one, brought to a path or wrote in their messages.

    What a path held before is not told again. Raises UsageError where the range makes no sense in this repository, and
    GitError where git cannot read it.
    """
    history = _history(repository, text)
    changes = list(read_changes(repository, history, None, workers=workers))
    glance = Glance(repository, rules)
    glance.look_into({change.blob.decode() for change in changes if isinstance(change, Change)})
    glance.look_into({oid.decode() for oid in history.commits})
    bringing = [
        change for change in changes if not isinstance(change, Change) or change.blob.decode() in glance.objects
    ]
    looked = Looked(blobs=glance.blobs, commits=len(history.commits), bytes=glance.bytes)
    reasons = tuple(Unread(path=f"{one.kind} {one.oid}", reason=one.reason) for one in glance.refused.values())
    if not glance.objects and not any(not isinstance(change, Change) for change in bringing):
        return Introduced(looked=looked, unread=(*history.unread, *reasons))
    hits = [change for change in bringing if isinstance(change, Change)]
    glance.look_into(old.decode() for change in hits for old in change.before)
    with suppress(GitError):  # it is said below
        now = blobs_in_head(repository, {change.path for change in hits}, head_commit(repository))
        glance.look_into(map(bytes.decode, now.values()))
    found = attribute_changes(
        repository, glance.objects, _among_all(repository, history), bringing, partial(read_references, repository)
    )
    return Introduced(brought=found.brought, looked=looked, unread=(*found.unread, *reasons))


def _history(repository: Repository, text: str) -> History:
    try:
        return read_history(repository, ["--end-of-options", text])
    except GitError as error:
        said = str(error)
        if "bad revision" in said or "unknown revision" in said or "Invalid" in said:
            raise UsageError(
                f"{text}: there is no such range of commits here", advice="as in main..HEAD, with branches that exist"
            ) from None
        raise


def _among_all(repository: Repository, history: History) -> History:
    """The commits of a range among all others, so that what leads to them is known."""
    every = read_history(repository, EVERY_TIP)
    return History({**every.commits, **history.commits}, {}, history.unread)
