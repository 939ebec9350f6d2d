"""Stations on one network do not find each other; a host that is named is let in."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from acquisition.lsl import lsl_config_text

pytestmark = pytest.mark.process


def _can_make_namespaces() -> bool:
    if sys.platform != "linux" or not (shutil.which("unshare") and shutil.which("ip")):
        return False
    asked = "ip link add street type bridge && ip link add end type veth peer port"
    done = subprocess.run(["unshare", "-rn", "sh", "-c", asked], capture_output=True, check=False)
    return done.returncode == 0


@pytest.mark.timeout(120)
def test_three_stations_on_one_network_do_not_discover_each_other() -> None:
    if not _can_make_namespaces():
        pytest.skip("needs network namespaces: unshare -rn, and ip with bridges")
    command = ["unshare", "-rn", sys.executable, "-m", "tests.acquisition.netns"]

    done = subprocess.run(
        command,
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        check=True,
    )

    seen = json.loads(done.stdout)
    assert seen["stranger"] == [["s0", "s1", "s2"]] * 3  # the network does carry LSL
    assert seen["station"] == [["s0"], ["s1"], ["s2"]]
    assert seen["guest"] == [["s0", "s1"], ["s0", "s1"], ["s2"]]


def test_only_a_named_host_is_among_the_known_peers() -> None:
    assert "KnownPeers = {127.0.0.1}\n" in lsl_config_text("volition-test")
    assert "KnownPeers = {127.0.0.1, 10.0.0.2}\n" in lsl_config_text("volition-test", "10.0.0.2")
