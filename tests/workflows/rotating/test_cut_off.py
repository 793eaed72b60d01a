"""What is said of a rotation that was cut off: which keys are active, which one the place has, and how it goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec
import pytest

from rootward.model.key_pair import KeyOwner
from rootward.model.rotation import Done, Entry, Intent, Opened, Place, Rotation, StepName, Turned
from rootward.workflows.rotating.cut_off import go_on, left_behind, ways

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FILE = Place(kind="credentials-file", profile="work", label="the file")
OPENED = Opened(
    at=NOON,
    owner=KeyOwner(account="123456789012", user="ann"),
    old_key_id="OLD",
    old_was_active=True,
    place=FILE,
    observe_days=14,
    settle_seconds=1200,
)
UNTIL_STORED: tuple[StepName, ...] = ("create", "stash", "probe", "store")
BACK: tuple[StepName, ...] = (*UNTIL_STORED, "deactivate", "activate", "put-back")


def rotation(*steps: StepName, pending: StepName | None = None, opened: Opened = OPENED, turned: bool = False):
    entries: list[Entry] = []
    for number, step in enumerate(steps):
        at = NOON + timedelta(seconds=number)
        key_id = "OLD" if step in {"deactivate", "delete", "activate", "put-back"} else "NEW"
        entries += [Intent(at=at, step=step, key_id=key_id), Done(at=at, step=step, key_id=key_id)]
    if turned:
        entries.append(Turned(at=NOON, why="asked"))
    if pending:
        entries.append(Intent(at=NOON, step=pending, key_id="" if pending == "create" else "NEW"))
    return Rotation(id="it", opened=opened, entries=tuple(entries))


@pytest.mark.parametrize(
    ("cut_off", "left"),
    [
        (rotation(), "no new key is there"),
        (rotation(pending="create"), "whether AWS made a new key is not known yet"),
        (rotation("create"), "OLD and NEW are both active, and the file has OLD"),
        (
            rotation("create", "stash", "probe", pending="store"),
            "OLD and NEW are both active, and the file has one of them",
        ),
        (rotation(*UNTIL_STORED), "OLD and NEW are both active, and the file has NEW"),
        (rotation(*UNTIL_STORED, "deactivate"), "OLD is switched off, and the file has NEW"),
        (rotation(*UNTIL_STORED, "deactivate", "delete"), "OLD is deleted, and the file has NEW"),
        (rotation(*BACK[:-1], pending="put-back"), "OLD and NEW are both active, and the file has one of them"),
        (rotation(*BACK), "OLD and NEW are both active, and the file has OLD"),
        (rotation(*BACK, "deactivate-new"), "NEW is switched off, and the file has OLD"),
        (
            rotation(*UNTIL_STORED, opened=msgspec.structs.replace(OPENED, old_was_active=False)),
            "OLD is switched off, and the file has NEW",
        ),
    ],
)
def test_what_it_leaves_behind(cut_off, left):
    assert left_behind(cut_off) == left


@pytest.mark.parametrize(
    ("kind", "again"), [("credentials-file", ""), ("program", " --store-with PROGRAM"), ("output", " | READER")]
)
def test_the_commands_say_again_what_the_journal_does_not_keep(
    kind: Literal["credentials-file", "program", "output"], again: str
):
    opened = msgspec.structs.replace(OPENED, place=msgspec.structs.replace(FILE, kind=kind))

    assert ways(rotation("create", opened=opened)) == (
        f"go on: rootward keys rotate --resume{again}; or back: rootward keys rotate --rollback{again}"
    )


def test_one_that_goes_back_goes_nowhere_else():
    back = rotation("create", turned=True)

    assert go_on(back) == "rootward keys rotate --rollback"
    assert ways(back) == "go on: rootward keys rotate --rollback"
