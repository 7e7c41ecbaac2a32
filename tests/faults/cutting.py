"""
A proxy on loopback that cuts connections: `python -m tests.faults.cutting PORT SEED [THROUGH]` prints its own port.

Each connection lives by the next lot: cut before anything is forwarded, after the request went through and before the
answer, in the middle of the answer, or let through (THROUGH times as often as each cut, 2 unless told). It knows nothing of what it carries.
"""

import random
import socket
import sys
import threading

LOTS = ("before", "after", "middle", "through")


def carry(near: socket.socket, target: int, lot: str) -> None:
    """Carry one connection as far as its lot lets it."""
    with near, socket.create_connection(("127.0.0.1", target), timeout=10) as far:
        near.settimeout(10)
        if lot == "before":
            return
        request = whole(near)
        far.sendall(request)
        answer = b""
        while piece := far.recv(65536):
            answer += piece
        if lot == "after":
            return
        near.sendall(answer[: len(answer) // 2] if lot == "middle" else answer)


def whole(near: socket.socket) -> bytes:
    """Read one HTTP request with its body."""
    content = b""
    while b"\r\n\r\n" not in content:
        content += near.recv(65536) or b"\r\n\r\n"
    head, _, body = content.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length:
        piece = near.recv(65536)
        if not piece:
            break
        body += piece
    return head + b"\r\nConnection: close\r\n\r\n" + body


def serve(target: int, seed: int, through: float) -> None:
    """Be open until standard input ends, one connection after the other; say each lot."""
    chance, door = random.Random(seed), socket.create_server(("127.0.0.1", 0))
    print(door.getsockname()[1], flush=True)
    while True:
        near, _ = door.accept()
        lot = chance.choices(LOTS, (1, 1, 1, through))[0]
        print(lot, flush=True)
        try:
            carry(near, target, lot)
        except OSError:
            continue


if __name__ == "__main__":
    from tests.faults.receiver import leave_with_the_parent

    threading.Thread(target=leave_with_the_parent, daemon=True).start()
    serve(int(sys.argv[1]), int(sys.argv[2]), float([*sys.argv, "2"][3]))
