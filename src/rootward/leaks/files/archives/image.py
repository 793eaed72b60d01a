"""Which file of a saved container image is which layer, so that a finding says what step of the build made it.

Both layouts: `docker save`'s `manifest.json` and OCI's `index.json`.
https://github.com/moby/docker-image-spec/blob/main/spec.md and
https://github.com/opencontainers/image-spec/blob/main/image-layout.md
"""

from __future__ import annotations

import re
from typing import Annotated

import msgspec

from rootward.leaks.files.archives.bounds import DamagedError
from rootward.leaks.files.archives.stream import Bytes, flowing
from rootward.leaks.files.archives.tar import tar_members

_OF_AN_IMAGE = re.compile(
    r"(\./)?(manifest\.json|index\.json|oci-layout|repositories|blobs/sha256/[0-9a-f]{64}"
    r"|[0-9a-f]{64}\.json|[0-9a-f]{64}/(layer\.tar|json|VERSION)|[0-9a-f]{64}\.tar)"
)
_LARGEST = 4 << 20
"""Bytes of a manifest; larger ones are not looked into."""
_MOST = 20_000
"""Files in an image's archive, its layers' own not counted."""
_SHOWN = 12
_DEEPEST = 3

_Digest = Annotated[str, msgspec.Meta(pattern=r"^sha256:[0-9a-f]{64}$")]


class _Saved(msgspec.Struct):
    """One image in `manifest.json`."""

    layers: tuple[str, ...] = msgspec.field(name="Layers", default=())


class _Blob(msgspec.Struct):
    digest: _Digest


class _Index(msgspec.Struct):
    """An OCI index, or an OCI manifest."""

    manifests: tuple[_Blob, ...] = ()
    layers: tuple[_Blob, ...] = ()


def layer_names(place: Bytes) -> dict[str, str]:
    """For each member of the tar that is a layer, what it is called: `layer 2 of 5 (0a1b2c3d4e5f)`, from the bottom.

    Empty where it is no image. A layer of several images has its number in the first.
    """
    manifests: dict[str, tuple[int, int]] = {}
    try:
        for number, member in enumerate(tar_members(flowing(place))):
            if number >= _MOST or not _OF_AN_IMAGE.fullmatch(member.name):
                return {}
            if member.size <= _LARGEST:
                manifests[member.name.removeprefix("./")] = (member.at, member.size)
    except (DamagedError, OSError):
        return {}
    read = _Reader(place, manifests)
    named: dict[str, str] = {}
    images = [list(image.layers) for image in read.saved()] or read.images("index.json", _DEEPEST)
    for layers in images:
        for number, layer in enumerate(layers, 1):
            digest = re.search("[0-9a-f]{64}", layer)
            short = f" ({digest[0][:_SHOWN]})" if digest else ""
            named.setdefault(layer, f"layer {number} of {len(layers)}{short}")
    return named


class _Reader:
    """The manifests of one image."""

    def __init__(self, place: Bytes, manifests: dict[str, tuple[int, int]]) -> None:
        self._place = place
        self._manifests = manifests

    def saved(self) -> tuple[_Saved, ...]:
        try:
            return msgspec.json.decode(self._text("manifest.json"), type=tuple[_Saved, ...])
        except msgspec.MsgspecError:
            return ()

    def images(self, name: str, depth: int) -> list[list[str]]:
        """The layers of each image that an index, or one below it, has."""
        try:
            index = msgspec.json.decode(self._text(name), type=_Index)
        except msgspec.MsgspecError:
            return []
        if index.layers:
            return [[_member(blob.digest) for blob in index.layers]]
        if not depth:
            return []
        return [layers for blob in index.manifests for layers in self.images(_member(blob.digest), depth - 1)]

    def _text(self, name: str) -> bytes:
        at, size = self._manifests.get(name, (0, 0))
        return flowing(self._place, at, at + size).exactly(size)


def _member(digest: str) -> str:
    return "blobs/" + digest.replace(":", "/")
