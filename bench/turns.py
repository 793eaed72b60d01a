"""Scanners run in turn on the same target: what each took, and what all of that is judged by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from audit import Verdicts
from runs import NotMeasuredError
from scanners import Run, Scanner, ran


@dataclass
class Measured:
    """The runs of one scanner."""

    scanner: Scanner
    runs: list[Run] = field(default_factory=list)

    @property
    def wall(self) -> float:
        """The median."""
        return median(run.cost.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """The median."""
        return median(run.cost.cpu for run in self.runs)

    @property
    def memory(self) -> float:
        """The highest, in MB."""
        return max(run.cost.memory for run in self.runs)

    @property
    def private(self) -> float:
        """The highest, in MB, without mapped files."""
        return max(run.cost.private for run in self.runs)


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What is measured, with what, and where the verdicts go."""

    environment: Mapping[str, str]
    folder: Path
    """Of reports and output, one in it for each scanner."""
    verdicts: Verdicts
    turns: int
    limit_s: float
    """Most that a run may take."""
    own: bool
    """Whether rootward is measured."""
    peers: bool
    """Whether the peers are."""
    slow: bool
    """Whether those are that take minutes."""
    limit_slow_s: float

    def below(self, name: str) -> "Bench":
        """The same with a folder of its own."""
        return replace(self, folder=self.folder / name)

    def of(self, name: str) -> Path:
        """The folder of one scanner."""
        return self.folder / "".join(letter if letter.isalnum() else "-" for letter in name)

    def in_turn(self, scanners: Iterable[Scanner], target: Path, turns: int | None = None) -> dict[str, Measured]:
        """Each scanner once, then each once more, so that a busy machine is busy for all; those that ran, by name."""
        measured = {scanner.name: Measured(scanner) for scanner in scanners}
        for _ in range(turns or self.turns):
            for name, one in list(measured.items()):
                try:
                    one.runs.append(ran(one.scanner, target, self.environment, self.of(name), self.limit_s))
                except NotMeasuredError as error:
                    self.verdicts.later(f"{self.folder.name}: {name}", str(error))
                    del measured[name]
        return measured

    def if_it_ends(self, scanner: Scanner, target: Path) -> dict[str, Measured]:
        """One that may take longer than anybody waits, or does not get to its end: then that is what is said of it."""
        try:
            run = ran(scanner, target, self.environment, self.of(scanner.name), self.limit_slow_s)
        except NotMeasuredError as error:
            self.verdicts.later(f"{self.folder.name}: {scanner.name}", str(error), on_purpose=True)
            return {}
        return {scanner.name: Measured(scanner, [run])}
