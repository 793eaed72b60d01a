"""msgspec, loaded in half of its time: every command needs it, and it takes longer than many of them work."""

from __future__ import annotations

import sys
from contextlib import suppress

_EXTENSIONS = "typing_extensions"


def load_msgspec() -> None:
    """Load it without typing_extensions, of which it uses what `typing` has as well, and which loads `inspect`.

    For the command line before it does anything: meanwhile no other thread could load typing_extensions. A module that
    is None there is none that can be imported: https://docs.python.org/3/reference/import.html#the-module-cache
    """
    if "msgspec" in sys.modules or _EXTENSIONS in sys.modules:
        return
    without: dict[str, object] = {_EXTENSIONS: None}
    sys.modules.update(without)  # type: ignore[arg-type] # None is for the import system alone
    try:
        with suppress(ImportError):  # a msgspec that needs it: whoever is next loads both
            import msgspec  # noqa: F401
    finally:
        del sys.modules[_EXTENSIONS]
