"""A keyring that other processes see too: PYTHON_KEYRING_BACKEND names it for them. To be loaded in them alone."""

from __future__ import annotations

from keyring.backend import KeyringBackend

from tests.local.key_stores.shared_safe import SharedSafe


class FileSafe(SharedSafe, KeyringBackend):
    """In the file that the variable SHARED_SAFE names."""

    priority = 5
