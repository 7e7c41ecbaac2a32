"""
The process that children are forked from: it has imported what reading a list needs, so that a child starts at once.

    python -m chuntian.exchange.reading.nursery DESCRIPTOR

It opens no file and runs no query, so none of the threads and locks of queries exist when it forks: a child is as good as
a fresh process. Each order is one
byte with six descriptors; the answer comes from the child itself. It ends when its parent does, or after a while idle.
"""

import gc
import os
import select
import signal
import socket
import sys

from chuntian.exchange.reading.child import DESCRIPTORS, work_and_leave

IDLE_SECONDS = 300


def import_everything() -> None:
    """Import what children need, and keep it out of the way of their garbage collector."""
    import chuntian.exchange.reading.whole
    import chuntian.exchange.reading.xlsx  # noqa: F401

    gc.collect()
    gc.freeze()


def serve(control: socket.socket) -> None:
    """Fork a child for each order until the parent is gone or nothing has been asked for a while."""
    while select.select([control], [], [], IDLE_SECONDS)[0]:
        word, descriptors, _, _ = socket.recv_fds(control, 1, len(DESCRIPTORS))
        if not word:
            return
        if os.fork() == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            work_and_leave(descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def main() -> None:
    """Serve the parent on the descriptor it named."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel takes dead children away; they answer for themselves
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to end
    control = socket.socket(fileno=int(sys.argv[1]))
    import_everything()
    serve(control)


if __name__ == "__main__":
    main()
