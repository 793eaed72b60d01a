"""An error of AWS's that rootward's own extensions answer with."""

from __future__ import annotations

from moto.core.exceptions import ServiceException


class PracticeError(ServiceException):
    """AWS's code and message; the HTTP status comes from the service's model.

    moto looks for the model of its own exceptions by the module they come from, so its base class cannot be raised.
    """
