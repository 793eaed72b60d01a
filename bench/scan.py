"""`make bench-scan REPO=PATH`: finding leaked credentials, beside the fastest peers and what nobody can do without.

Histories first: the repositories that are named, and one that is drawn from a fixed seed. Then the trees of their HEAD,
then the hook of a commit. Each group is run in turn, so that a busy machine is busy for all of it, and everything is
judged by ratios of one run.

Exits 0 when every limit holds; 1 when one does not, or when something that was to be measured could not be.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import which

from audit import Verdicts
from histories import History, drawn, known
from peers import WORKSHOP
from runs import NotMeasuredError, say
from scan_history import TURBO, measure_history
from scan_hook import measure_hook
from scan_tree import OWN, measure_tree
from scanners import ran
from turns import Bench


def environment(home: Path) -> dict[str, str]:
    """What every scanner gets: a home without configuration, but for whom git trusts and git-secrets' own patterns."""
    home.mkdir(parents=True)
    (home / ".gitconfig").write_text(
        "[safe]\n\tdirectory = *\n[user]\n\tname = A\n\temail = a@invalid\n", encoding="utf-8"
    )
    found = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
    }
    if which("git-secrets") is not None:
        register = [which("git") or "git", "secrets", "--register-aws", "--global"]
        subprocess.run(register, env=found, stdout=subprocess.DEVNULL, check=True)
    return found


def repositories(options: argparse.Namespace, own: Mapping[str, str], verdicts: Verdicts) -> list[History]:
    """Those that were named, then the drawn one."""
    found = []
    for path in options.repositories:
        try:
            found.append(known(path, own))
        except NotMeasuredError as error:
            verdicts.later(str(path), str(error))
    if not options.skip_drawn:
        try:
            found.append(drawn(options.commits, own))
        except NotMeasuredError as error:
            verdicts.later("the drawn repository", str(error))
    return found


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("repositories", nargs="*", type=Path, metavar="PATH", help="of a repository, bare or not")
    parser.add_argument("--turns", type=int, default=3, help="runs of each on a history, for the median (%(default)s)")
    parser.add_argument("--tree-turns", type=int, default=7, help="and on a tree (%(default)s)")
    parser.add_argument("--commits", type=int, default=20_000, help="of the repository that is drawn (%(default)s)")
    parser.add_argument("--limit", type=float, default=900, metavar="SECONDS", help="most a run may take (%(default)s)")
    parser.add_argument(
        "--limit-slow", type=float, default=300, metavar="SECONDS", help="and git-secrets (%(default)s)"
    )
    parser.add_argument("--skip-drawn", action="store_true", help="leave the drawn repository out")
    parser.add_argument("--skip-histories", action="store_true", help="leave the histories out")
    parser.add_argument("--skip-trees", action="store_true", help="leave the trees out")
    parser.add_argument("--skip-hook", action="store_true", help="leave the hook out")
    parser.add_argument("--skip-slow", action="store_true", help="leave out git log -p and git-secrets, a run each")
    parser.add_argument("--skip-peers", action="store_true", help="leave kingfisher and git-secrets out")
    parser.add_argument("--peers-only", action="store_true", help="leave rootward out")
    options = parser.parse_args()
    if not hasattr(os, "wait4"):
        say("the benchmarks need Linux or macOS: they read a process's cost by wait4")
        return 1
    folder = WORKSHOP / "runs" / "scan"
    shutil.rmtree(folder, ignore_errors=True)
    verdicts = Verdicts()
    bench = Bench(
        environment=environment(folder / "home"),
        folder=folder,
        verdicts=verdicts,
        turns=options.turns,
        limit_s=options.limit,
        own=not options.peers_only,
        peers=not options.skip_peers,
        slow=not options.skip_slow,
        limit_slow_s=options.limit_slow,
    )
    for left_out in (
        "skip_slow",
        "skip_peers",
        "peers_only",
        "skip_histories",
        "skip_trees",
        "skip_hook",
        "skip_drawn",
    ):
        if getattr(options, left_out):
            verdicts.later("--" + left_out.replace("_", "-"), "asked for", on_purpose=True)
    found = repositories(options, bench.environment, verdicts)
    _compile_rules(bench)
    for history in () if options.skip_histories else found:
        measure_history(history, bench.below(history.name))
    for history in () if options.skip_trees else found:
        measure_tree(history, replace(bench.below(f"{history.name}-tree"), turns=options.tree_turns))
    if not options.skip_hook:
        measure_hook(bench.below("hook"))
    print()
    verdicts.print_later()
    return 1 if verdicts.failed else 0


def _compile_rules(bench: Bench) -> None:
    """Kingfisher and rootward keep their compiled rules; a first run of each, on a few megabytes, makes them."""
    some = bench.folder / "some"
    some.mkdir()
    (some / "text").write_text("so many words\n" * 600_000, encoding="utf-8")
    for scanner in ((TURBO,) if bench.peers else ()) + ((OWN,) if bench.own else ()):
        try:
            ran(scanner, some, bench.environment, bench.of("rules"), bench.limit_s)
        except NotMeasuredError as error:
            say(f"{scanner.name}: {error}")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
