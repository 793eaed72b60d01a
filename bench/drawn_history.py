"""Draw a repository from a fixed seed: files that change a few lines at a time, and access keys in every odd place.

    drawn_history.py --commits 20000 --folder FOLDER.git

Prints one line of JSON: `planted`, the ids of the keys that were put in. They lie in files that still have them, in
files that lost them again, in what a merge alone brought, in messages of commits and tags, and in blobs that nothing
reaches: there as they are, so that a plain search finds them too. `encoded`: those of UTF-16 and base64, which it does
not find. git writes the pack, by fast-import, and packs it again in the order and with the deltas of any repository.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from shutil import which

SEED = 9
FILES = 600
LINES = (40, 1_200)
"""Of a new file, at least and at most."""
EDITED_FILES = 2
"""In each commit."""
NEW_FILE = 0.1
"""The share of commits that bring one."""
A_KEY_IN = 100
"""Commits to each key in a file."""
LOST_AGAIN = 0.8
"""The share of the keys that the next change of the file takes away again."""
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+"
WORDS = """
account bucket client data event field group handler index job key list message name option path query region session
table user value worker zone async await class const def else export for from function if import in interface let new
none not null package public return self static string struct this true type var void while
""".split()  # noqa: SIM905 - sixty quoted words read worse
START = 1_600_000_000
BRANCH = "refs/heads/main"


class Drawing:
    """The files as they stand, and everything that was ever in one."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.planted: list[str] = []
        self.encoded: list[str] = []
        self.files = {self._path(number): self._fresh() for number in range(FILES)}

    def _path(self, number: int) -> str:
        return f"src/{self._word()}/{self._word()}_{number}.py"

    def _word(self) -> str:
        return self._random.choice(WORDS)

    def _line(self) -> str:
        indent = " " * (4 * self._random.randrange(5))
        words = (self._word() for _ in range(self._random.randrange(1, 11)))
        number, digest = self._random.randrange(10**6), self._random.getrandbits(160)
        return f"{indent}{' '.join(words)}{self._random.choice(('', f' = {number}', f' # {digest:040x}'))}\n"

    def _fresh(self) -> list[str]:
        return [self._line() for _ in range(self._random.randint(*LINES))]

    def key_id(self) -> str:
        """A new one; it counts as planted."""
        found = self._random.choice(("AKIA", "ASIA")) + "Q" + "".join(self._random.choices(BASE32, k=15))
        self.planted.append(found)
        return found

    def key(self) -> str:
        """Lines of a key file."""
        secret = "".join(self._random.choices(BASE64, k=40))
        return f"aws_access_key_id = {self.key_id()}\naws_secret_access_key = {secret}\n"

    def encoded_keys(self) -> Iterator[tuple[str, bytes]]:
        """Files whose keys a plain search does not find."""
        found = {
            "settings.txt": self.key().encode("utf-16"),
            "secret.yaml": b"data:\n  aws: " + b64encode(self.key().encode()),
        }
        self.encoded += self.planted[-len(found) :]
        del self.planted[-len(found) :]
        yield from found.items()

    def edit(self, with_key: bool) -> Iterator[tuple[str, bytes]]:
        """Change some files; the path and the new text of each."""
        if self._random.random() < NEW_FILE:
            path = self._path(len(self.files))
            self.files[path] = self._fresh()
            yield path, "".join(self.files[path]).encode()
        paths = self._random.sample(sorted(self.files), EDITED_FILES)
        for path in paths:
            lines = self.files[path]
            for _ in range(self._random.randint(1, 12)):
                at = self._random.randrange(len(lines))
                lines[at : at + self._random.randrange(8)] = (self._line() for _ in range(self._random.randrange(8)))
            lines[:] = [line for line in lines if not line.startswith("aws_")]
            if with_key and path == paths[0]:
                stays = self._random.random() > LOST_AGAIN
                text = self.key()
                lines.insert(
                    self._random.randrange(len(lines)), "# " + text.replace("\n", "\n# ", 1) if stays else text
                )
            yield path, "".join(lines).encode()


def stream(drawing: Drawing, commits: int) -> Iterator[bytes]:
    """What fast-import reads. The versions of one file follow each other, so that each is a delta to the one before."""
    versions: dict[str, list[bytes]] = {path: ["".join(lines).encode()] for path, lines in drawing.files.items()}
    changes: list[list[tuple[str, int]]] = [[(path, 0) for path in versions]]
    for number in range(1, commits):
        changed = []
        for path, text in drawing.edit(with_key=number % A_KEY_IN == 0):
            changed.append((path, len(versions.setdefault(path, []))))
            versions[path].append(text)
        changes.append(changed)
    marks: dict[tuple[str, int], int] = {}
    for path, texts in versions.items():
        for version, text in enumerate(texts):
            marks[path, version] = len(marks) + 1
            yield b"blob\nmark :%d\ndata %d\n%b\n" % (marks[path, version], len(text), text)
    first = len(marks) + 1
    for number, changed in enumerate(changes):
        message = f"change {number}" + (f"\n\nworks with {drawing.key_id()}" if number % 997 == 1 else "")
        yield _commit(BRANCH, first + number, number, message)
        for path, version in changed:
            yield b"M 100644 :%d %b\n" % (marks[path, version], path.encode())
        if number % 500 == 250:
            yield from _merged(drawing, first + commits + number * 3, first + number, number)
    tip = first + commits - 1
    yield _commit(BRANCH, first + commits * 4, commits, "text of another editor", tip)
    for path, text in drawing.encoded_keys():
        yield b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(text), text)
    told = f"released with {drawing.key_id()}".encode()
    yield b"tag v1\nfrom :%d\ntagger A <a@invalid> %d +0000\n" % (tip, START + commits * 600)
    yield b"data %d\n%b\n" % (len(told), told)


def _merged(drawing: Drawing, mark: int, trunk: int, number: int) -> Iterator[bytes]:
    """A side branch and its merge, with a file that neither parent has. The trunk goes on beside it."""
    side, merge = mark, mark + 1
    branch = f"refs/heads/side-{number}"
    yield _commit(branch, side, number, f"aside of {number}", trunk)
    yield b"M 100644 inline side.txt\ndata 5\naside\n"
    text = drawing.key().encode()
    yield _commit(branch, merge, number, f"merge {number}", side, trunk)
    yield b"M 100644 inline merged.ini\ndata %d\n%b\n" % (len(text), text)


def _commit(branch: str, mark: int, number: int, message: str, *parents: int) -> bytes:
    told = message.encode()
    lines = [b"commit %b\nmark :%d\n" % (branch.encode(), mark)]
    lines.append(b"committer A <a@invalid> %d +0000\ndata %d\n%b\n" % (START + number * 600, len(told), told))
    if parents:
        lines.append(b"from :%d\n" % parents[0])
        lines += [b"merge :%d\n" % parent for parent in parents[1:]]
    return b"".join(lines)


def main() -> int:
    """Draw, and let git pack it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--commits", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    folder: Path = options.folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    git: tuple[str | Path, ...] = (which("git") or "git", "-C", folder)
    subprocess.run([git[0], "init", "--quiet", "--bare", "--initial-branch=main", folder], check=True)
    drawing = Drawing(SEED)
    with subprocess.Popen([*git, "fast-import", "--quiet", "--force"], stdin=subprocess.PIPE) as importing:
        assert importing.stdin is not None
        for part in stream(drawing, options.commits):
            importing.stdin.write(part)
    if importing.returncode:
        return 1
    subprocess.run([*git, "repack", "-a", "-d", "--quiet"], check=True)
    for _ in range(20):
        lost = drawing.key().encode()
        subprocess.run([*git, "hash-object", "-w", "--stdin"], input=lost, stdout=subprocess.DEVNULL, check=True)
    print(json.dumps({"planted": sorted(drawing.planted), "encoded": sorted(drawing.encoded)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
