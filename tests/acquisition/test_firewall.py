"""The shipped rules keep a neighbour off LSL's ports, and nobody else."""

import json
import shutil
import subprocess
import sys

import pytest

TOOLS = ("unshare", "nsenter", "ip", "nft")


@pytest.mark.process
def test_a_neighbour_is_kept_out_and_a_guest_let_in() -> None:
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    command = ["unshare", "-rn"]
    asked = (
        "ip link add here type veth peer name there && unshare -n true && nft add table inet tried"
    )
    if subprocess.run([*command, "sh", "-c", asked], capture_output=True, timeout=20).returncode:
        pytest.skip("this machine allows no network namespaces, cables in them or nft rules")

    run = subprocess.run(
        [*command, sys.executable, "-m", "tests.acquisition.firewall_ns"],
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {
        "without": True,  # the cable works
        "with": False,
        "itself": True,
        "guest": True,
        "sockets": True,
    }
