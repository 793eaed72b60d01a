"""An account's password policy beside the baseline's."""
