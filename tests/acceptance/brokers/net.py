"""Ports on loopback."""
import random
import socket

LOOPBACK = "127.0.0.1"
TRIES = 200

# Below the range from which the kernel takes the ports of outgoing connections. A broker comes
# back on its own port after kill -9; until then clients knock there, and in that range one of
# them could be given the very port and connect to itself.
_LOWEST, _HIGHEST = 20000, 32000
_taken = set()


def free_port():
    """Returns a port on which nothing listens; never the same one twice in a run."""
    for _ in range(TRIES):
        port = random.randint(_LOWEST, _HIGHEST)
        if port not in _taken and _can_bind(port):
            _taken.add(port)
            return port
    raise OSError(f"no free port between {_LOWEST} and {_HIGHEST}")


def _can_bind(port):
    with socket.socket() as probe:
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
