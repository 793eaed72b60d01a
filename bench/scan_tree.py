"""Work trees: rootward beside ripgrep and kingfisher, on the files of HEAD of one repository.

The limit is ripgrep's time for what rootward looks for. For key ids alone ripgrep is quicker; that ratio is told beside
it, and is no limit: it is another job, and in archives, which rootward unpacks, ripgrep does none.
"""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from audit import table
from histories import History, with_stand_ins, write_tree
from runs import NotMeasuredError
from scan_history import key_ids
from scanners import KEY_ID, as_if_new, git_secrets_folder, kingfisher, of_the_gate, ripgrep, rootward
from turns import Bench, Measured

MOST_OF_RIPGREP = 3.0

OWN = as_if_new(rootward("rootward", path=()))
RIPGREP = ripgrep("ripgrep, key ids alone", KEY_ID)
RIPGREP_OF_ALL = ripgrep("ripgrep, all of the gate's", *of_the_gate())
TURBO = kingfisher("kingfisher --turbo", "--turbo")
KINGFISHER = kingfisher("kingfisher")
GIT_SECRETS = git_secrets_folder("git-secrets --scan --recursive")


def measure_tree(history: History, bench: Bench) -> None:
    """Measure one tree, print, judge. It lies outside of any repository, so that nothing is ignored by one."""
    outside = Path(tempfile.mkdtemp(prefix="rootward-bench-"))
    tree = outside / "tree"
    try:
        files = write_tree(history, with_stand_ins(history, bench.environment, bench.folder / "stand-ins"), tree)
        size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
        print(f"\n{history.name}, the tree of HEAD: {files:,} files, {size / 1e6:.0f} MB", flush=True)
        measured = _measured(tree, bench)
        if OWN.name in measured:
            _judge(measured, history.name, bench)
            _compare(measured[OWN.name], tree, files, history.name, bench)
    except NotMeasuredError as error:
        bench.verdicts.later(f"{history.name}: the tree", str(error))
    finally:
        shutil.rmtree(outside)


def _measured(tree: Path, bench: Bench) -> dict[str, Measured]:
    own = (OWN,) if bench.own else ()
    peers = (TURBO, KINGFISHER) if bench.peers else ()
    measured = bench.in_turn((RIPGREP, RIPGREP_OF_ALL, *own, *peers), tree)
    measured |= bench.if_it_ends(GIT_SECRETS, tree) if bench.peers and bench.slow else {}
    table(
        ("", "wall s", "CPU s", "memory MB"),
        [(name, f"{one.wall:.3f}", f"{one.cpu:.3f}", f"{one.memory:.0f}") for name, one in measured.items()],
    )
    return measured


def _judge(measured: Mapping[str, Measured], name: str, bench: Bench) -> None:
    own = measured[OWN.name]
    if RIPGREP_OF_ALL.name in measured:
        alike = measured[RIPGREP_OF_ALL.name]
        ratio = own.wall / alike.wall
        line = f"{name}, tree: {ratio:.2f} times the wall of ripgrep for the same, at most {MOST_OF_RIPGREP:g}"
        bench.verdicts.limit(ratio <= MOST_OF_RIPGREP, line)
        print(f"INFO    {own.cpu / alike.cpu:.2f} times its CPU")
    if RIPGREP.name in measured:
        quick = measured[RIPGREP.name]
        wall, cpu = own.wall / quick.wall, own.cpu / quick.cpu
        print(f"INFO    {wall:.2f} times the wall, {cpu:.2f} times the CPU of ripgrep for key ids alone")
    for peer in (TURBO, KINGFISHER):
        if peer.name in measured:
            other = measured[peer.name]
            for what, ratio in (("wall", other.wall / own.wall), ("CPU", other.cpu / own.cpu)):
                line = f"{name}, tree: {peer.name} takes {ratio:.2f} times rootward's {what}, more than 1"
                bench.verdicts.limit(ratio > 1, line)


def _compare(own: Measured, tree: Path, files: int, name: str, bench: Bench) -> None:
    try:
        told, plain = key_ids("report", own.runs[-1].report), key_ids("tree", tree)
    except NotMeasuredError as error:
        bench.verdicts.later(f"{name}, tree: key ids", str(error))
        return
    seen = told["looked"]["files"]
    bench.verdicts.limit(
        seen >= files, f"{name}, tree: looked at {seen:,} files, members of archives too; {files:,} there"
    )
    taken, reported = set(plain["taken"]), set(told["ids"]) | set(told["decoded"])
    bench.verdicts.limit(
        taken <= reported, f"{name}, tree: {len(reported & taken):,} of {len(taken):,} key ids reported"
    )
