"""Logs of CloudTrail of any size, drawn from a fixed seed, and beside them what is true of them.

    python bench/trail_logs.py FOLDER --json-gb 3

writes FOLDER/logs, log files in the three layouts in which they lie in buckets, and FOLDER/truth.json. A record is
1.5 kB in the mean, a file some two megabytes of JSON on one line, between 20 kB and 20 MB. In `plain` order every
record and every file is written as CloudTrail does; in `unusual` order
none is; in `mixed` one file of a hundred is not.
"""

import argparse
import gzip
import hashlib
import io
import json
import shutil
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, cycle
from pathlib import Path
from random import Random
from typing import Any, Literal

from trail_background import Call, calls, drawn_actions
from trail_held_back import HELD_BACK, ODD, escaped
from trail_shapes import SHAPES, Drawn, Scene
from trail_world import BEGIN, DAYS, REGIONS, Drawing, World, packed, world

Order = Literal["plain", "mixed", "unusual"]
SEED = "hear root wake"
MEAN_FILE, SMALLEST_FILE, LARGEST_FILE = 2_000_000, 20_000, 20_000_000
SMALLEST_MEAN_RECORD = 1_000
ROUNDS_PER_GB = 1
LEAST_ROUNDS = 2
MINUTES = 5
ONE_UNUSUAL_IN = 100
ONE_FILE_TWICE_IN = 100
ONE_RECORD_TWICE_IN = 2_000


@dataclass(frozen=True)
class Rooted:
    """What is true of an event by root."""

    actor: str
    shape: str
    account: str
    source: str
    name: str
    held_back: bool


@dataclass
class Truth:
    """What is true of drawn logs."""

    made_of: str
    order: Order
    files: int = 0
    json_bytes: int = 0
    gzip_bytes: int = 0
    records: int = 0
    """With those that were delivered twice."""
    distinct: int = 0
    unusual: int = 0
    """Files that are not written as CloudTrail does."""
    root: dict[str, Rooted] = field(default_factory=dict)
    """By event id."""
    assume_root: list[str] = field(default_factory=list)
    """Ids of the calls that open central sessions, or tried to."""
    needed: dict[str, str] = field(default_factory=dict)
    """Of others than root what some detection needs: the name by the event's id."""
    used: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """By principal and `service:EventName` how many events there are, and how many deliveries of them."""


@dataclass
class File:
    """One log file before it is written."""

    account: int
    region: str
    time: datetime
    size: int
    tag: str
    special: list[tuple[str, Drawn, bool]] = field(default_factory=list)
    """By the name of its shape, and whether that is held back."""


def write(folder: Path, json_bytes: int, order: Order, seed: str = SEED) -> Truth:
    """Write logs and truth anew, unless the folder holds what would be written."""
    made_of = f"{_digest_of_sources()} {json_bytes} {order} {seed}"
    kept = read_truth(folder)
    if kept is not None and kept.made_of == made_of:
        return kept
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "logs").mkdir(parents=True)
    truth = _Writer(folder / "logs", json_bytes, order, seed, made_of).write()
    (folder / "truth.json").write_text(json.dumps(asdict(truth)), encoding="utf-8")
    return truth


def read_truth(folder: Path) -> Truth | None:
    """What was written beside logs; None: nothing."""
    try:
        told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    told["root"] = {event_id: Rooted(**one) for event_id, one in told["root"].items()}
    return Truth(**told)


class _Writer:
    def __init__(self, logs: Path, json_bytes: int, order: Order, seed: str, made_of: str) -> None:
        self._logs = logs
        self._order = order
        self._drawing = Drawing(seed)
        self._world: World = world(self._drawing)
        self._actions = drawn_actions(self._drawing)
        self._calls = [calls(self._drawing, account, self._actions) for account in self._world.accounts]
        self._weights = [list(accumulate(weights)) for _, weights in self._calls]
        self._files = list(self._planned(json_bytes))
        self._rounds = max(LEAST_ROUNDS, round(ROUNDS_PER_GB * json_bytes / 1e9))
        self._counts: Counter[tuple[str, str]] = Counter()
        self._again: Counter[tuple[str, str]] = Counter()
        self._truth = Truth(made_of, order)

    def _planned(self, json_bytes: int) -> Iterator[File]:
        """The files in the order of time; each account has some of us-east-1."""
        rng, accounts = self._drawing.rng, len(self._world.accounts)
        mean = min(MEAN_FILE, max(SMALLEST_FILE, json_bytes // (3 * accounts)))
        left, sizes = json_bytes, []
        while left > 0:
            size = int(min(LARGEST_FILE, max(SMALLEST_FILE, mean * 0.6 * rng.lognormvariate(0, 1))))
            sizes.append(size)
            left -= size
        step = timedelta(days=DAYS) / len(sizes)
        places = cycle(
            [(account, region) for region in REGIONS for account in range(accounts) for region in (region, REGIONS[0])]
        )
        for index, (size, (account, region)) in enumerate(zip(sizes, places, strict=False)):
            time = BEGIN + timedelta(minutes=MINUTES * 2) + index * step
            yield File(account, region, time, size, self._drawing.rng.randbytes(8).hex())

    def write(self) -> Truth:
        self._place_shapes()
        for index, file in enumerate(self._files):
            if (index + 1) % 200 == 0:
                print(f"drawing logs: file {index + 1:,} of {len(self._files):,}", file=sys.stderr, flush=True)
            self._write_file(index, file)
        for (principal, action), count in sorted(self._counts.items()):
            self._truth.used.setdefault(principal, {})[action] = [count, count + self._again[principal, action]]
        self._write_digests()
        return self._truth

    def _place_shapes(self) -> None:
        """Each shape some times, at a time and in an account that a file is of."""
        rng = self._drawing.rng
        shapes = [(shape, False) for shape in SHAPES] + [(shape, True) for shape in HELD_BACK]
        if self._order != "plain":
            shapes += [(shape, True) for shape in ODD]
        by_account: dict[str, list[File]] = {}
        for file in self._files:
            by_account.setdefault(self._world.accounts[file.account].id, []).append(file)
        those = {account.id: account for account in self._world.accounts}
        for _ in range(self._rounds):
            for shape, held_back in shapes:
                # What central sessions are opened by lies in the management account.
                number = self._world.accounts[0].id if shape.__name__ == "_central" else rng.choice(list(by_account))
                file = rng.choice(by_account[number])
                member = those[rng.choice([other for other in by_account if other != number] or [number])]
                scene = Scene(self._drawing, those[number], member, file.region, file.time - timedelta(minutes=4))
                for drawn in shape(scene):
                    of = drawn.record["recipientAccountId"]
                    there = file if of == number else _nearest(by_account[of], file.time)
                    there.special.append((shape.__name__.strip("_"), drawn, held_back))

    def _write_file(self, index: int, file: File) -> None:
        records = self._background(file)
        special = [self._noted(*one) for one in file.special]
        rng = self._drawing.rng
        for record in special:
            # Also as the first and as the last of a file.
            records.insert(
                rng.choice((0, rng.randrange(len(records) + 1), rng.randrange(len(records) + 1), len(records))), record
            )
        unusual = self._order == "unusual" or (self._order == "mixed" and index % ONE_UNUSUAL_IN == 10)
        if unusual:
            data = _unusually(self._truth.unusual, records, rng)
            self._truth.unusual += 1
        else:
            data = b'{"Records":[' + b",".join(records) + b"]}"
        self._deliver(index, file, data, len(records))
        if index % ONE_FILE_TWICE_IN == ONE_FILE_TWICE_IN - 1:
            # Delivered once more, some minutes later and under another name.
            again = File(file.account, file.region, file.time + timedelta(minutes=MINUTES), file.size, file.tag[::-1])
            self._deliver(index, again, data, len(records))
            self._again += self._counts_of_file
        self._counts += self._counts_of_file

    def _background(self, file: File) -> list[bytes]:
        """Records that are no root's, as large as the file is to be."""
        rng = self._drawing.rng
        account = self._world.accounts[file.account]
        found, _ = self._calls[file.account]
        count = max(1, file.size // SMALLEST_MEAN_RECORD)
        chosen: list[Call] = rng.choices(found, cum_weights=self._weights[file.account], k=count)
        drawn = rng.randbytes(32 * count).hex()
        begin = file.time - timedelta(minutes=MINUTES)
        times = [
            (begin + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
            for second in range(MINUTES * 60)
        ]
        region, number = file.region.encode(), account.id.encode()
        records: list[bytes] = []
        needed, size = self._truth.needed, 0
        made: Counter[int] = Counter()
        by_id = {id(call): call for call in chosen}
        for index, call in enumerate(chosen):
            text = drawn[64 * index : 64 * index + 64].encode()
            where = int(text[:6], 16)
            variant = call.variants[where % len(call.variants)]
            who = call.principal
            event_id = b"%b-%b-4%b-8%b-%b" % (text[6:14], text[14:18], text[18:21], text[21:24], text[24:36])
            record = variant.form % (
                who.identities[where // 97 % len(who.identities)],
                times[where // 7 % len(times)],
                region,
                who.places[where // 89 % len(who.places)],
                text[36:48],
                text[40:56],
                b"%b-%b-4%b-8%b-%b" % (text[56:64], text[30:34], text[10:13], text[13:16], text[40:52]),
                event_id,
                number,
            )
            records.append(record)
            made[id(call)] += 1
            if variant.needed:
                needed[event_id.decode()] = call.action
            size += len(record)
            if size > file.size:
                break
        self._counts_of_file = Counter({(by_id[one].principal.name, by_id[one].action): 0 for one in made})
        for one, times_made in made.items():
            self._counts_of_file[by_id[one].principal.name, by_id[one].action] += times_made
        self._truth.distinct += len(records)
        twice = [
            (record, call)
            for record, call in zip(records, chosen, strict=False)
            if rng.random() * ONE_RECORD_TWICE_IN < 1
        ]
        for record, call in twice:
            records.append(record)
            self._again[call.principal.name, call.action] += 1
        return records

    def _noted(self, shape: str, drawn: Drawn, held_back: bool) -> bytes:
        """The record as JSON, and what is true of it."""
        record = drawn.record
        event_id, identity = record["eventID"], record["userIdentity"]
        service = record["eventSource"].removesuffix(".amazonaws.com")
        if drawn.actor is not None:
            self._truth.root[event_id] = Rooted(
                drawn.actor, shape, identity["accountId"], record["eventSource"], record["eventName"], held_back
            )
        elif record["eventName"] == "AssumeRoot":
            self._truth.assume_root.append(event_id)
        if drawn.actor is None and drawn.needed:
            self._truth.needed[event_id] = f"{service}:{record['eventName']}"
        self._counts_of_file[_principal(identity), f"{service}:{record['eventName']}"] += 1
        self._truth.distinct += 1
        return packed(record)

    def _deliver(self, index: int, file: File, data: bytes, records: int) -> None:
        number, organisation = self._world.accounts[file.account].id, self._world.organisation
        below = (
            f"acme-trail/AWSLogs/{number}",
            f"acme-organisation/some/prefix/AWSLogs/{organisation}/{number}",
            f"acme-control-tower/{organisation}/AWSLogs/{organisation}/{number}",
        )[file.account % 3]
        folder = self._logs / below / "CloudTrail" / file.region / file.time.strftime("%Y/%m/%d")
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{number}_CloudTrail_{file.region}_{file.time:%Y%m%dT%H%MZ}_{file.tag}.json.gz"
        compressed = _gzipped(data, members=2 if index % 211 == 7 else 1)
        (folder / name).write_bytes(compressed)
        self._truth.files += 1
        self._truth.records += records
        self._truth.json_bytes += len(data)
        self._truth.gzip_bytes += len(compressed)

    def _write_digests(self) -> None:
        """Which are no logs, and lie beside them."""
        number = self._world.accounts[0].id
        folder = self._logs / f"acme-trail/AWSLogs/{number}/CloudTrail-Digest/us-east-1/2026/09/02"
        folder.mkdir(parents=True)
        held = {"awsAccountId": number, "digestStartTime": "2026-09-02T00:00:00Z", "note": "Root", "logFiles": []}
        name = f"{number}_CloudTrail-Digest_us-east-1_all_us-east-1_20260902T010000Z.json.gz"
        (folder / name).write_bytes(_gzipped(packed(held)))


def _nearest(files: Iterable[File], time: datetime) -> File:
    return min(files, key=lambda file: (file.time < time, abs(file.time - time)))


def _principal(identity: dict[str, Any]) -> str:
    """Whom an action is counted for."""
    context = identity.get("sessionContext") or {}
    issuer = (context.get("sessionIssuer") or {}).get("arn")
    names = ("arn", "invokedBy", "principalId", "userName", "type")
    return issuer or next(str(identity[name]) for name in names if identity.get(name))


def _unusually(number: int, records: list[bytes], rng: Random) -> bytes:
    """A file as another writer of JSON may write it: other order, spaces, escapes, one record a line."""
    whole = [json.loads(record) for record in records]
    form = number % 6
    if form == 0:
        return json.dumps(
            {"Records": [dict(sorted(record.items())) for record in whole]}, separators=(",", ":")
        ).encode()
    if form == 1:
        return json.dumps({"Records": [_shuffled(record, rng) for record in whole]}).encode()
    if form == 2:
        return json.dumps({"note": "Root", "Records": whole, "more": []}, indent=1, ensure_ascii=False).encode()
    if form == 3:
        return b'{"Records":[' + b",".join(map(escaped, whole)) + b"]}"
    if form == 4:
        return b"\n".join(json.dumps(_turned(record)).encode() for record in whole) + b"\n"
    text = json.dumps({"Records": [_turned(record) for record in whole]}, separators=(" , ", "\t:\r\n"))
    return text.encode()


def _turned(record: dict[str, Any]) -> dict[str, Any]:
    turned = dict(reversed(record.items()))
    turned["userIdentity"] = dict(reversed(turned["userIdentity"].items()))
    return turned


def _shuffled(record: dict[str, Any], rng: Random) -> dict[str, Any]:
    members = list(record.items())
    rng.shuffle(members)
    return dict(members)


def _gzipped(data: bytes, members: int = 1) -> bytes:
    """Without a time and a name, so that it is the same each time."""
    out = io.BytesIO()
    step = len(data) // members + 1
    for begin in range(0, len(data), step):
        with gzip.GzipFile("", "wb", 6, out, 0) as file:
            file.write(data[begin : begin + step])
    return out.getvalue()


def _digest_of_sources() -> str:
    digest = hashlib.sha256(zlib.ZLIB_RUNTIME_VERSION.encode())
    for path in sorted(Path(__file__).parent.glob("trail_*.py")):
        if path.stem in {"trail_logs", "trail_world", "trail_background", "trail_shapes", "trail_held_back"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def main() -> int:
    """Write logs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json-gb", type=float, default=3.0, help="of JSON before it is gzipped (%(default)s)")
    parser.add_argument("--order", choices=("plain", "mixed", "unusual"), default="mixed", help="(%(default)s)")
    options = parser.parse_args()
    begin = datetime.now(UTC)
    truth = write(options.folder, int(options.json_gb * 1e9), options.order)
    took = (datetime.now(UTC) - begin).total_seconds()
    actors = Counter(one.actor for one in truth.root.values())
    print(
        f"{truth.files:,} files, {truth.json_bytes / 1e9:.2f} GB of JSON, {truth.gzip_bytes / 1e6:.0f} MB gzipped, "
        f"{truth.records:,} records, {len(truth.root)} by root ({dict(actors)}), {len(truth.needed):,} of others that "
        f"a detection needs; {took:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
