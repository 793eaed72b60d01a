"""GetAccountSummary, live from the account's state.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moto.iam.models import AccountSummary

if TYPE_CHECKING:
    from rootward.sandbox.iam.backend import PracticeIamBackend


class PracticeSummary(AccountSummary):
    """moto's summary, with what is said of root, and with MFA devices that are not virtual."""

    def __init__(self, backend: PracticeIamBackend) -> None:
        super().__init__(backend)
        self._practice = backend

    @property
    def summary_map(self) -> dict[str, int]:
        """Every key that AWS documents. Flags are 0 or 1; a root access key counts whether it is active or not."""
        root = self._practice.root
        in_use = set(root.mfa_devices)
        for user in self._practice.users.values():
            in_use.update(user.mfa_devices)
        return {
            **super().summary_map,
            "AccountMFAEnabled": int(bool(root.mfa_devices)),
            "AccountAccessKeysPresent": int(bool(root.access_keys)),
            "AccountPasswordPresent": int(bool(root.password)),
            "AccountSigningCertificatesPresent": int(bool(root.signing_certificates)),
            "MFADevices": len(in_use | set(self._practice.virtual_mfa_devices)),
            "MFADevicesInUse": len(in_use),
        }
