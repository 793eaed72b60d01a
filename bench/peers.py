"""The peers, pinned, each in an environment of its own under .bench/: the project's environment never holds them.

An environment is made by `venv` and `pip` from bench/requirements-NAME.txt when it is not there or the pin has changed.
The first time takes minutes and gigabytes (Prowler: about 2.3 GB).
"""

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORKSHOP = HERE.parent / ".bench"
"""Environments, logs and reports of the benchmarks; ignored by git."""


class PeerMissingError(Exception):
    """A peer could not be installed; says why and where the log is."""


@dataclass(frozen=True)
class Peer:
    """Another tool that is measured beside rootward."""

    name: str
    script: str
    """The command it installs."""

    @property
    def requirements(self) -> Path:
        """The file that pins it."""
        return HERE / f"requirements-{self.name.lower()}.txt"

    @property
    def version(self) -> str:
        """The pinned version."""
        return self.requirements.read_text(encoding="utf-8").split("==")[1].split()[0]

    @property
    def label(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}"

    def installed(self) -> Path:
        """The path of its command, installed first where needed.

        Raises PeerMissingError.
        """
        home = WORKSHOP / f"venv-{self.name.lower()}"
        command = home / "bin" / self.script
        pin = self.requirements.read_text(encoding="utf-8")
        stamp = home / "rootward-bench-pin.txt"
        if command.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == pin:
            return command
        print(f"installing {self.label} in .bench/{home.name} (minutes, once)", file=sys.stderr, flush=True)
        WORKSHOP.mkdir(exist_ok=True)
        log = WORKSHOP / f"install-{self.name.lower()}.log"
        try:
            venv.create(home, clear=True, with_pip=True)
            with log.open("wb") as output:
                subprocess.run(
                    [home / "bin" / "python", "-m", "pip", "install", "--requirement", self.requirements],
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    check=True,
                )
        except subprocess.CalledProcessError as error:
            raise PeerMissingError(f"pip could not install {self.label}; see {log}") from error
        except OSError as error:
            raise PeerMissingError(f"no environment for {self.label}: {error}") from error
        if not command.exists():
            raise PeerMissingError(f"{self.label} was installed but has no command {self.script}; see {log}")
        stamp.write_text(pin, encoding="utf-8")
        return command


PROWLER = Peer("Prowler", "prowler")
SCOUTSUITE = Peer("ScoutSuite", "scout")
AWSCLI = Peer("awscli", "aws")
CLOUDSPLAINING = Peer("cloudsplaining", "cloudsplaining")
KINGFISHER = Peer("kingfisher", "kingfisher")
RIPGREP = Peer("ripgrep", "rg")
TRAILSCRAPER = Peer("trailscraper", "trailscraper")
