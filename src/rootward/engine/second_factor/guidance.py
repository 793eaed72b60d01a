"""The devices that no call of the API can register, and where the console does it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_cliapi.html: no command line tool enables any
device for root. AWS's API takes part in no passkey's registration, which needs the browser. A hardware token it would
take, by its serial number; the console asks for that as well, and shows where it stands on the token.
"""

from __future__ import annotations

from rootward.model.second_factor import Guided, Kind

ROOT = "root"

_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"

_CHOICES: dict[Kind, str] = {
    "app": "Authenticator app",
    "passkey": "Passkey or security key",
    "hardware": "Hardware TOTP token",
}
"""What the console calls them."""

_PAGES: dict[Kind, tuple[str, str]] = {
    "app": ("enable-virt-mfa-for-root.html", "id_credentials_mfa_enable_virtual.html"),
    "passkey": ("enable-fido-mfa-for-root.html", "id_credentials_mfa_enable_fido.html"),
    "hardware": ("enable-hw-mfa-for-root.html", "id_credentials_mfa_enable_physical.html"),
}
"""For root, and for an IAM user."""

_WHY: dict[Kind, str] = {
    "app": "",
    "passkey": "a passkey is registered by the browser that will use it, in the console",
    "hardware": "a hardware token is registered in the console, where its serial number and two codes are typed",
}

_LAST: dict[Kind, str] = {
    "app": "scan the code, and type two codes that follow each other",
    "passkey": "let the browser make the passkey, or touch the security key",
    "hardware": "type the serial number on the token's back, and two codes that follow each other",
}


def guided_root(kind: Kind) -> Guided:
    """How root registers a device."""
    places = ("sign in as root → account menu (top right) → Security credentials", *_places(kind))
    return Guided(
        user=ROOT,
        kind=kind,
        why="AWS lets no call give root a device: only the console can",
        places=places,
        source=_GUIDE + _PAGES[kind][0],
    )


def guided_user(user: str, kind: Kind, *, is_self: bool) -> Guided:
    """How an IAM user registers a device that is no app. `is_self`: whether the user is the one who is told."""
    own = f"sign in as {user} → account menu (top right) → Security credentials"
    others = f"console → IAM → Users → {user} → Security credentials"
    return Guided(
        user=user,
        kind=kind,
        why=_WHY[kind],
        places=(own if is_self else others, *_places(kind)),
        source=_GUIDE + _PAGES[kind][1],
    )


def _places(kind: Kind) -> tuple[str, ...]:
    return (
        f"Multi-factor authentication (MFA) → Assign MFA device → name it → {_CHOICES[kind]}",
        _LAST[kind],
    )
