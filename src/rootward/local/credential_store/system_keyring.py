"""The system's own keyring: Keychain, Credential Manager, Secret Service. It is there with the extra `keyring`.

What cannot be kept there is not kept there, and whoever asks keeps it in a file: no keyring, one that is locked, one
that keeps its secrets in plain text, and one that takes only little: Windows' takes 2,560 bytes of UTF-16. Where
several are there, keyring chains them, and the chain's own priority says nothing of theirs: the first that is fit
itself is taken, and no other.
https://keyring.readthedocs.io/en/latest/
https://github.com/jaraco/keyring/blob/main/keyring/backends/chainer.py
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rootward.model.secret import Secret

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SESSIONS = "rootward: sessions with MFA"
KEYS = "rootward: access keys"
"""Under which names the system shows what is kept."""

_GOOD = 1
"""From this priority on keyring itself recommends a backend; those that keep plain text lie below."""


def keep(name: str, secret: Secret, *, service: str = SESSIONS) -> bool:
    """Keep the secret under the name; whether it is there now, to be read again."""
    backend = _backend()
    if backend is None:
        return False
    try:
        backend.set_password(service, name, secret.reveal())
        found = backend.get_password(service, name)
    except Exception:  # noqa: BLE001 - each backend raises what its system does
        return False
    return found is not None and Secret(found) == secret


def find(name: str, *, service: str = SESSIONS) -> Secret | None:
    """What is kept under the name; None: nothing, or nothing that can be had."""
    backend = _backend()
    if backend is None:
        return None
    try:
        found = backend.get_password(service, name)
    except Exception:  # noqa: BLE001 - each backend raises what its system does
        return None
    return None if found is None else Secret(found)


def drop(name: str, *, service: str = SESSIONS) -> None:
    """Keep it no longer, if it was kept."""
    backend = _backend()
    if backend is None:
        return
    try:
        backend.delete_password(service, name)
    except Exception:  # noqa: BLE001 - each backend raises what its system does
        return


def _backend() -> KeyringBackend | None:
    try:
        import keyring
        from keyring.backends.chainer import ChainerBackend

        chosen = keyring.get_keyring()
        backends = chosen.backends if isinstance(chosen, ChainerBackend) else (chosen,)
        return next((backend for backend in backends if backend.priority >= _GOOD), None)
    except Exception:  # noqa: BLE001 - not installed; or a backend whose system is not what it takes it for
        return None
