"""What lies in the folder of the rotations when an account's lock is held."""

from __future__ import annotations

from rootward.local.key_stash import KeyStash
from rootward.local.rotations import RotationWriter, rotation_folder
from rootward.model.key_pair import KeyPair
from rootward.model.rotation import Closed
from rootward.model.secret import Secret
from rootward.workflows.rotating.setting import Setting
from tests.workflows.rotating.small_world import ANN, World


def test_who_asks_for_the_rotations_leaves_no_secret_of_one_that_is_over(tmp_path):
    setting = Setting(announce=print, folder=tmp_path)
    opened = World().rotation.opened
    for is_over in (True, False):
        with RotationWriter.create(opened, tmp_path) as writer:
            KeyStash(ANN.account, writer.rotation.id, tmp_path).keep(KeyPair("KEY1", Secret("hidden")))
            if is_over:
                writer.add(Closed(at=opened.at, ending="failed"))

    over, under_way = setting.rotations(ANN.account)

    assert (over.is_over, under_way.is_over) == (True, False)
    lying = [path.name for path in rotation_folder(ANN.account, tmp_path).iterdir() if path.suffix == ".keys"]
    assert lying == [f"{under_way.id}.keys"]
