"""Key ids that are made as the tests run, and a scan of files."""

from __future__ import annotations

import random

from rootward.leaks.files.archives.bounds import Bounds
from rootward.leaks.files.order import FilesOrder, Tally
from rootward.leaks.files.scan import scan_files
from rootward.leaks.rules import Rules
from rootward.model.scan import Unread

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def key_id(seed=0):
    """The id of an access key that nobody has."""
    return "AKIA" + "".join(random.Random(seed).choices(LETTERS, k=16))  # noqa: S311 - not a secret


def leak(seed=0):
    """A file with one key id, in its second line."""
    return f"[default]\naws_access_key_id = {key_id(seed)}\n".encode()


class Scanned:
    """What one scan of files gave."""

    def __init__(self, *paths, **settings):
        self.tally = Tally()
        bounds = settings.pop("bounds", Bounds())
        read_input = settings.pop("read_input", None)
        order = FilesOrder(paths=tuple(map(str, paths)), **settings)
        items = list(scan_files(order, Rules(), self.tally, bounds=bounds, read_input=read_input))
        self.sights = [item for item in items if not isinstance(item, Unread)]
        self.found = [path for path, _ in self.sights]
        self.unread = {item.path: item.reason for item in items if isinstance(item, Unread)}
