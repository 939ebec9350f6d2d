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


_USED_UP = """
import socket, sys
from pathlib import Path
from acquisition.errors import AcquisitionError
from acquisition.lsl import configure
held = []
for port in range(21572, 21668):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        one = socket.socket(socket.AF_INET, kind)
        try:
            one.bind(("0.0.0.0", port))
        except OSError:
            continue  # somebody else has it, which is as good
        held.append(one)
try:
    configure(Path(sys.argv[1]))
except AcquisitionError as error:
    print(error)
"""


@pytest.mark.timeout(60)
@pytest.mark.skipif(sys.platform != "linux", reason="needs ports of its own: unshare -rn")
def test_no_stream_leaves_the_ports_that_the_firewall_knows(tmp_path: Path) -> None:
    """By itself liblsl would take any port once its range is used up."""
    if not _can_make_namespaces():
        pytest.skip("needs network namespaces: unshare -rn")
    run = f'ip link set lo up && exec {sys.executable} -c "$0" "$1"'

    done = subprocess.run(
        ["unshare", "-rn", "sh", "-c", run, _USED_UP, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "no free port from 21572 to 21667; nothing is sent" in done.stdout
