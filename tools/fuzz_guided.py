"""What `make fuzz ARGS=--guided` starts: one target of tests/leaks/fuzzing, tried by atheris.

fuzz_guided.py TARGET CORPUS [options of libFuzzer]
"""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]  # installed below .bench

with atheris.instrument_imports(include=["rootward.leaks"]):
    from tests.leaks.fuzzing.targets import TARGETS


def main() -> None:
    """Does not return: libFuzzer ends the process."""
    name, *rest = sys.argv[1:]
    atheris.Setup([sys.argv[0], *rest], TARGETS[name].check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
