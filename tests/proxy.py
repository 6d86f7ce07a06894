"""A TCP proxy on loopback whose network can be made slow, cut, deaf or half open."""

import contextlib
import socket
import struct
import threading
import time
from contextlib import contextmanager

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER by which closing is a reset."""


class Proxy:
    """Forwards to ``aim``, an address of TCP or the path of a Unix socket.

    ``latency``: seconds that each piece takes, either way. While ``deaf``, pieces are kept and none arrives.
    """

    def __init__(self, aim):
        self.latency, self._aim, self._through = 0.0, aim, threading.Event()
        self._through.set()
        self._pairs, self._threads = [], []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port = self._listener.getsockname()[1]
        self._start(self._accept)

    @property
    def deaf(self):
        return not self._through.is_set()

    @deaf.setter
    def deaf(self, deaf):
        (self._through.clear if deaf else self._through.set)()

    def cut(self):
        """Reset all connections on both sides."""
        for pair in self._pairs:
            pair.lose(pair.client, pair.server)

    def lose_server(self):
        """The servers' sides are reset and the clients hear nothing of it: what they send goes nowhere."""
        for pair in self._pairs:
            pair.lose(pair.server)

    def lose_client(self):
        """The clients' sides are reset and the servers hear nothing of it."""
        for pair in self._pairs:
            pair.lose(pair.client)

    def close(self):
        """End all."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.deaf = False
        self.cut()
        for thread in self._threads:
            thread.join()

    def _start(self, act, *given):
        thread = threading.Thread(target=act, args=given, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._start(self._joined, client)

    def _joined(self, client):
        self._through.wait()
        try:
            server = socket.socket(socket.AF_UNIX if isinstance(self._aim, str) else socket.AF_INET)
            server.connect(self._aim)
        except OSError:
            client.close()
            return
        pair = _Pair(client, server)
        self._pairs.append(pair)
        self._start(self._pump, pair, client, server)
        self._start(self._pump, pair, server, client)

    def _pump(self, pair, source, sink):
        """Forward pieces until an end, which is handed on unless the pair has lost a side."""
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                time.sleep(self.latency)
                self._through.wait()
                sink.sendall(piece)
            if not pair.lost:
                sink.shutdown(socket.SHUT_WR)


class _Pair:
    def __init__(self, client, server):
        self.client, self.server, self.lost = client, server, False

    def lose(self, *sides):
        self.lost = True
        for side in sides:
            with contextlib.suppress(OSError):
                side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                side.shutdown(socket.SHUT_RD)  # wakes who reads it
            side.close()


@contextmanager
def proxied(aim):
    """A running ``Proxy``."""
    proxy = Proxy(aim)
    try:
        yield proxy
    finally:
        proxy.close()
