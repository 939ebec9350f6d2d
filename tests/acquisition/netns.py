"""Three stations on one network, each in a network namespace of its own.

Run as ``unshare -rn python -m tests.acquisition.netns``: makes a bridge with three ends, starts a
station behind each and prints as JSON what each of them sees: as programs without our
configuration ("stranger"), which must see each other, or else the network proves nothing; as
stations; and as a station, the one host that its settings name, and another station ("guest").
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

COUNT = 3
KINDS = ("stranger", "station", "guest")
HOST = "volition-station-that-has-a-guest"


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _station(number: int, kind: str) -> None:
    """Wait for the network, stream, tell when, and print the source ids that are seen."""
    sys.stdin.readline()
    _run("ip", "link", "set", "lo", "up")
    _run("ip", "link", "set", f"end{number}", "up", "multicast", "on")
    _run(
        "ip",
        "addr",
        "add",
        f"10.7.0.{number + 1}/24",
        "broadcast",
        "10.7.0.255",
        "dev",
        f"end{number}",
    )
    _run("ip", "route", "add", "224.0.0.0/4", "dev", f"end{number}")
    import pylsl

    from acquisition.lsl import configure, lsl_config_text

    with tempfile.TemporaryDirectory() as home:
        if kind == "guest" and number == 1:
            pylsl.set_config_content(lsl_config_text(HOST, "10.7.0.1"))
        elif kind != "stranger":
            if kind == "guest" and number == 0:
                (Path(home) / "settings.toml").write_text('lsl_peer = "10.7.0.2"\n', "utf-8")
            configure(Path(home), station=HOST if number == 0 else None)
        described = pylsl.StreamInfo("Volition-EEG", "EEG", 1, 125, "float32", f"s{number}")
        outlet = pylsl.StreamOutlet(described)
        _say("streaming")
        sys.stdin.readline()
        seen = sorted(found.source_id() for found in pylsl.resolve_streams(wait_time=2.0))
        _say(json.dumps(seen))
        sys.stdin.readline()
        del outlet


def see(kind: str) -> list[list[str]]:
    """Return which source ids each of the stations sees."""
    pipe = subprocess.PIPE
    children = []
    for number in range(COUNT):
        command = ["unshare", "-n", sys.executable, "-m", __spec__.name, kind, str(number)]
        children.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True))
    try:
        for number, child in enumerate(children):
            _wait_for_namespace(child.pid)
            _run("ip", "link", "add", f"end{number}", "type", "veth", "peer", f"port{number}")
            _run("ip", "link", "set", f"port{number}", "master", "street", "up")
            _run("ip", "link", "set", f"end{number}", "netns", str(child.pid))
        for expected in ("streaming\n", None):
            for child in children:
                assert child.stdin is not None
                child.stdin.write("go\n")
                child.stdin.flush()
            answers = [child.stdout.readline() for child in children if child.stdout is not None]
            assert expected in (None, answers[0])
        return [json.loads(answer) for answer in answers]
    finally:
        for child in children:
            child.communicate("end\n", timeout=20.0)


def _wait_for_namespace(pid: int) -> None:
    ours = Path("/proc/self/ns/net").readlink()
    while Path(f"/proc/{pid}/ns/net").readlink() == ours:
        pass


def main() -> None:
    """Print what is seen, as JSON."""
    if len(sys.argv) > 1:
        _station(int(sys.argv[2]), sys.argv[1])
        return
    _run("ip", "link", "add", "street", "type", "bridge", "mcast_snooping", "0")
    _run("ip", "link", "set", "street", "up")
    _say(json.dumps({kind: see(kind) for kind in KINDS}))


if __name__ == "__main__":
    main()
