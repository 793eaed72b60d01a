"""Histories that are written down whole and made by one `git fast-import`: https://git-scm.com/docs/git-fast-import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.leaks.git.made import Made

FILE, PROGRAM, LINK, SUBMODULE = "100644", "100755", "120000", "160000"


class File(NamedTuple):
    """What lies at a path; of a submodule the name of its commit."""

    text: str
    mode: str = FILE


State = Mapping[str, File]


class Written:
    """Commits that are written down, each with all that lies in it; a commit's number is its place."""

    def __init__(self) -> None:
        self.states: list[State] = []
        self._lines: list[str] = []

    def commit(
        self, state: Mapping[str, File | str], *parents: int, message: str = "change", new_pack: bool = False
    ) -> int:
        """`new_pack`: all before it lies in packs of its own."""
        number = len(self.states)
        self.states.append({path: file if isinstance(file, File) else File(file) for path, file in state.items()})
        lines = [
            *(["checkpoint", ""] if new_pack else []),
            *([] if parents else ["reset refs/made", ""]),
            "commit refs/made",
            f"mark :{number + 1}",
            f"committer Ada <ada@example.com> {1_600_000_000 + number * 86_400} +0100",
            f"data {len(message)}",
            message,
            *(f"{word} :{parent + 1}" for word, parent in zip(["from", *["merge"] * 20], parents, strict=False)),
            "deleteall",
        ]
        for path, file in self.states[-1].items():
            lines += (
                [f"M {SUBMODULE} {file.text} {path}"]
                if file.mode == SUBMODULE
                else [f"M {file.mode} inline {path}", f"data {len(file.text.encode())}", file.text]
            )
        self._lines += [*lines, ""]
        return number

    def made(self, folder: Path, *options: str, tips: Sequence[int] | None = None) -> Made:
        """The repository; `main` is the last commit, and each of the `tips` has a branch, None: all have."""
        made = Made(folder, *options)
        count = len(self.states)
        for tip in range(count) if tips is None else tips:
            self._lines += [f"reset refs/heads/b{tip}", f"from :{tip + 1}", ""]
        self._lines += ["reset refs/heads/main", f"from :{count}", ""]
        made.git(
            *("-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--force", "--export-marks=marks"),
            given="\n".join([*self._lines, "done", ""]).encode(errors="surrogateescape"),
        )
        return made


def names(made: Made) -> list[str]:
    """Of each commit that was written down."""
    lines = (made.folder / "marks").read_text(encoding="ascii").split()
    return [name for _, name in sorted(zip((int(mark[1:]) for mark in lines[::2]), lines[1::2], strict=True))]
