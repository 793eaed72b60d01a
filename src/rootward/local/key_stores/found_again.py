"""The store of a rotation that is under way, made again from what its journal says of the place."""

from __future__ import annotations

from rootward.errors import UsageError
from rootward.local.aws_files.paths import CREDENTIALS_VARIABLE, config_file, credentials_file
from rootward.local.key_stores.keyring_store import KeyringStore
from rootward.local.key_stores.output_store import OutputStore
from rootward.local.key_stores.profile_file import ProfileFile, shown
from rootward.local.key_stores.program_store import ProgramStore, Say
from rootward.local.key_stores.store import Store
from rootward.model.rotation import Place


def found_again(place: Place, *, program: tuple[str, ...], say: Say) -> Store:
    """The same store. `program`: the words of --store-with, where they were given again.

    Raises UsageError where the journal's place is another file than the one that the environment names now.
    """
    if place.kind == "credentials-file":
        _refuse_other_file(place)
        return ProfileFile(place)
    if place.kind == "keyring":
        return KeyringStore(place)
    return OutputStore() if place.kind == "output" else ProgramStore(program, say, place)


def _refuse_other_file(place: Place) -> None:
    files = (credentials_file(), config_file())
    if not any(place.label.startswith(f"{shown(str(file))} [") for file in files):
        raise UsageError(
            f"the rotation is of {place.label}, and the files are others now: {', '.join(map(str, files))}",
            advice=f"set {CREDENTIALS_VARIABLE}, and HOME, as they were when it began",
        )
