"""AWS's own model of a service, as botocore has it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from moto.core.utils import get_service_model

if TYPE_CHECKING:
    from moto.core.model import ServiceModel


@cache
def service_model(service: str) -> ServiceModel | None:
    """The model of a service, by the name of botocore's client; None where AWS has none of that name."""
    try:
        return get_service_model(service)
    except Exception as error:
        if type(error).__name__ in ("UnknownServiceError", "DataNotFoundError"):  # botocore's, of a made-up service
            return None
        raise
