"""A mail server that costs as little as it can: keeps time, recipient and Message-ID of each mail.

python benchmarks/_sink.py LOG [--pipelining]
"""

import socket
import sys
import threading
import time
from typing import BinaryIO

END = b"\r\n.\r\n"


class Talk:
    """One connection."""

    def __init__(self, connection: socket.socket, log: BinaryIO, offers: bytes) -> None:
        self.connection = connection
        self.log = log
        self.offers = offers
        self.held = b""
        self.recipient = b""
        self.answers: list[bytes] = []

    def serve(self) -> None:
        """Answer until the other side goes."""
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.sendall(b"220 sink\r\n")
        while more := self.connection.recv(1 << 17):
            self.held += more
            while b"\r\n" in self.held:
                line, _, self.held = self.held.partition(b"\r\n")
                if not self.answer(line):
                    self.flush()
                    self.connection.close()
                    return
            self.flush()

    def flush(self) -> None:
        if self.answers:
            self.connection.sendall(b"".join(self.answers))
            self.answers = []

    def answer(self, line: bytes) -> bool:
        """Answer one command; False when that was the last."""
        verb = line[:4].upper()
        if verb == b"RCPT":
            self.recipient = line[9:-1]
        if verb == b"DATA":
            self.answers.append(b"354 go on\r\n")
            self.flush()
            return self.keep()
        own = {b"EHLO": self.offers, b"QUIT": b"221 bye\r\n"}
        self.answers.append(own.get(verb, b"250 ok\r\n"))
        return verb != b"QUIT"

    def keep(self) -> bool:
        """Take a mail."""
        parts = [self.held]
        tail = self.held[-5:]
        while not tail.endswith(END):
            more = self.connection.recv(1 << 17)
            if not more:
                return False
            parts.append(more)
            tail = (tail + more)[-5:]
        content = b"".join(parts)
        self.held = b""
        start = content.find(b"Message-ID: ") + 12
        message_id = content[start : content.find(b"\r\n", start)]
        line = b"%.6f %s %s %d\n" % (time.time(), self.recipient, message_id, len(content))
        self.log.write(line)
        self.answers.append(b"250 taken\r\n")
        return True


def main() -> None:
    """Listen on a free port, print it, serve until killed."""
    has_pipelining = "--pipelining" in sys.argv
    offers = b"250-sink\r\n250 PIPELINING\r\n" if has_pipelining else b"250 sink\r\n"
    with socket.create_server(("127.0.0.1", 0)) as server, open(sys.argv[1], "ab", 0) as log:
        print(server.getsockname()[1], flush=True)
        while True:
            connection, _ = server.accept()
            talk = Talk(connection, log, offers)
            threading.Thread(target=talk.serve, daemon=True).start()


if __name__ == "__main__":
    main()
