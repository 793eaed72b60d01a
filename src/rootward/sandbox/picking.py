"""Finding the members of an answer in what moto holds, without working out their names again for each object.

moto tries a member under every name that it may have there (`AccessKeyId`, `access_key_id`, `id`, ...), and asks of
each of its changes to values, by the end of the member's path, whether it is for it. Both are the same for every object
of a class; worked out each time, they are a third of what a call takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.core.responses import ActionResult
from moto.core.serialize import AttributePickerContext, XFormedAttributePicker
from moto.core.utils import get_value
from moto.settings import PRETTIFY_RESPONSES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from moto.core.common_types import TYPE_RESPONSE
    from moto.core.responses import ActionContext

    Transform = Callable[[Any], Any]

_NOT_THERE = object()

_NAMES: dict[tuple[object, str, type], tuple[str, ...]] = {}
"""What a member may be called, by its shape, its name and the class of the object. moto keeps its shapes for good."""

_TRANSFORMS: dict[type, dict[str, Transform | None]] = {}
"""How a member's value is changed, by the class of the response and the member's path."""


class PickedResult(ActionResult):
    """The result of a call, whose members are found under names worked out once."""

    def execute_result(self, context: ActionContext) -> TYPE_RESPONSE:
        """Serialize the result, as moto's own does."""
        serializer = context.serializer_class(
            operation_model=context.operation_model,
            pretty_print=PRETTIFY_RESPONSES,
            value_picker=Picker(type(context.response)),
        )
        answer = serializer.serialize(self.result)
        return answer["status_code"], answer["headers"], answer["body"]  # type: ignore[return-value] # as moto's


class Picker(XFormedAttributePicker):
    """Finds what moto's own finds."""

    def __init__(self, response: type) -> None:
        transforms: Mapping[str, Transform] | None = getattr(response, "RESPONSE_KEY_PATH_TO_TRANSFORMER", None)
        super().__init__(response_transformers=dict(transforms or {}))
        self._transforms = _TRANSFORMS.setdefault(response, {})

    def __call__(self, context: AttributePickerContext) -> Any:  # noqa: ANN401 - moto's signature
        """The member's value; None where the object has none."""
        value = self._found(context)
        path = f"{context.key_path}.{context.key}"
        if path not in self._transforms:
            self._transforms[path] = next(
                (made for end, made in self.response_transformers.items() if path.endswith(end)), None
            )
        transform = self._transforms[path]
        return value if transform is None else transform(value)

    def _found(self, context: AttributePickerContext) -> Any:  # noqa: ANN401 - whatever the object holds
        known = context.shape, context.key, type(context.obj)
        if known not in _NAMES:
            _NAMES[known] = tuple(dict.fromkeys(self.get_possible_keys(context)))
        for name in _NAMES[known]:
            value = get_value(context.obj, name, _NOT_THERE)
            if value is not _NOT_THERE:
                return value
        return None
