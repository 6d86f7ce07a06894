"""One POST to an address that was checked: no redirects, no proxy, no more time or bytes than allowed."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from service.addresses import Target


@dataclass(frozen=True, slots=True)
class Sender:
    """``seconds``: for the whole exchange, name lookup apart. ``tls``: None for the system's certificates."""

    seconds: float = 15.0
    tls: ssl.SSLContext | None = None

    def post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer, whose body is not read. Raises OSError or http.client.HTTPException.

        A receiver that sends byte by byte is cut off when the time is over, whatever it has sent by then.
        """
        connection = _Checked(target, self.seconds, self.tls)
        connection.connect()
        late = threading.Event()
        cut = threading.Timer(self.seconds, _shut, [connection.sock, late])
        cut.daemon = True
        cut.start()
        try:
            connection.request("POST", target.path, body, dict(headers))
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            if late.is_set():
                raise TimeoutError(f"no answer within {self.seconds:g} s") from None
            raise
        finally:
            cut.cancel()
            connection.close()


class _Checked(http.client.HTTPConnection):
    """Connects to the checked address; ``Host``, TLS's SNI and the certificate are of the name."""

    def __init__(self, target: Target, seconds: float, tls: ssl.SSLContext | None) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self._target, self._tls = target, tls
        self.default_port = 443 if target.secure else 80  # the port is left out of Host where it is the usual one

    def connect(self) -> None:
        target = self._target
        self.sock = socket.create_connection((target.address, target.port), self.timeout)
        if target.secure:
            plain = self.sock
            try:
                self.sock = (self._tls or ssl.create_default_context()).wrap_socket(plain, server_hostname=target.host)
            except BaseException:
                plain.close()
                raise


def _shut(sock: socket.socket, late: threading.Event) -> None:
    late.set()
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
