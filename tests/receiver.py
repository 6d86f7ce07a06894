"""A receiver of webhooks on loopback, and a proxy before it that cuts connections."""

import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """Answers with ``answers`` in turn, then 204; ``got`` has the headers and body of each request."""

    def __init__(self, answers=()):
        self.answers, self.got, self.headers = list(answers), [], {}

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/hook?a=1"


@contextmanager
def receiving(*answers, tls=None, headers=()):
    """A running ``Receiver``; ``tls`` is a server's SSLContext."""
    found = Receiver(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            found.got.append((self.path, dict(self.headers.items()), body))
            self.send_response(found.answers.pop(0) if found.answers else 204)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def cutting(port, cuts):
    """The port of a proxy to ``port`` that closes each of the first ``cuts`` connections once the request has come."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        for number in range(10_000):
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                asked = client.recv(65536)
                while b"}" not in asked:
                    asked += client.recv(65536)
                if number >= cuts:
                    with socket.create_connection(("127.0.0.1", port)) as onward:
                        onward.sendall(asked)
                        client.sendall(onward.recv(65536))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
