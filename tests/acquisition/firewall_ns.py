"""The shipped firewall rules against a real neighbour, in network namespaces.

Run as ``unshare -rn python -m tests.acquisition.firewall_ns``: this namespace is the station, a second
one at the other end of a cable is the neighbour. Prints as JSON who reaches a port of LSL: the
neighbour without the rules (or else the cable proves nothing), with them and as a guest; and the
station itself with the rules.
"""

import json
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

RULES = Path(__file__).resolve().parents[2] / "docs" / "firewall" / "nftables.conf"
HERE, THERE = "10.8.0.1", "10.8.0.2"
PORTS = (16572, 21580)
_PATIENCE = 0.7  # s
_TRY = (
    "import socket, sys\n"
    "for port in sys.argv[2:]:\n"
    f"    socket.create_connection((sys.argv[1], int(port)), timeout={_PATIENCE}).close()\n"
)


def run(*command: str, script: str | None = None) -> None:
    """Run a command that must succeed within seconds."""
    subprocess.run(command, check=True, capture_output=True, text=True, input=script, timeout=20)


def reaches(*prefix: str, host: str) -> bool:
    """Whether a connection to every port of LSL is made, behind a command prefix."""
    command = [*prefix, sys.executable, "-c", _TRY, host, *map(str, PORTS)]
    return subprocess.run(command, capture_output=True, timeout=20).returncode == 0


def listen() -> list[socket.socket]:
    """Answer on every port of LSL."""
    sockets = [socket.create_server((HERE, port)) for port in PORTS]
    sockets += [socket.create_server(("127.0.0.1", port)) for port in PORTS]
    for one in sockets:
        threading.Thread(target=_accept, args=(one,), daemon=True).start()
    return sockets


def _accept(one: socket.socket) -> None:
    while True:
        one.accept()[0].close()


def main() -> None:
    """Lay the cable, load the rules, and say who gets through."""
    with subprocess.Popen(["unshare", "-n", "sleep", "60"]) as neighbour:
        try:
            inside = ("nsenter", "-t", str(neighbour.pid), "-n")
            run("ip", "link", "set", "lo", "up")
            run("ip", "link", "add", "here", "type", "veth", "peer", "name", "there")
            run("ip", "link", "set", "there", "netns", str(neighbour.pid))
            run("ip", "addr", "add", f"{HERE}/24", "dev", "here")
            run("ip", "link", "set", "here", "up")
            run(*inside, "ip", "addr", "add", f"{THERE}/24", "dev", "there")
            run(*inside, "ip", "link", "set", "there", "up")
            found = _found(inside)
        finally:
            neighbour.kill()
    sys.stdout.write(json.dumps(found) + "\n")


def _found(inside: tuple[str, ...]) -> dict[str, bool]:
    rules = RULES.read_text(encoding="utf-8")
    guests = re.sub(r"# elements = \{[^}]*\}", f"elements = {{ {THERE} }}", rules)
    kept = listen()
    found = {"without": reaches(*inside, host=HERE)}
    run("nft", "-f", "-", script=rules)
    found |= {"with": reaches(*inside, host=HERE), "itself": reaches(host="127.0.0.1")}
    run("nft", "-f", "-", script=guests)
    found |= {"guest": reaches(*inside, host=HERE), "sockets": len(kept) == 2 * len(PORTS)}
    return found


if __name__ == "__main__":
    main()
