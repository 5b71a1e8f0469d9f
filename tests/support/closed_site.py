"""A proxy on loopback, behind which every website of a name leads to one of its pages."""

import socketserver
import ssl
import subprocess
import threading
from pathlib import Path


class ClosedSite:
    """Whatever is asked for, the answer is where else to look.

    `certificate` is the file of the authority that has to be trusted (``SSL_CERT_FILE``).
    """

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True)
        self.name = name
        self.leads_to = "/"
        self.certificate = folder / "site.pem"
        key = folder / "site.key"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},DNS:*.{name}"),
                *("-keyout", str(key), "-out", str(self.certificate)),
            ],
            check=True,
            capture_output=True,
        )
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(self.certificate, key)
        site = self

        class Asked(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                site._answer(self)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Asked)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def proxy(self) -> str:
        """The proxy's address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Nobody is there any more."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, asked: socketserver.StreamRequestHandler) -> None:
        while asked.rfile.readline().strip():
            pass
        asked.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        with self._tls.wrap_socket(asked.connection, server_side=True) as connection:
            with connection.makefile("rb") as lines:
                while lines.readline().strip():
                    pass
            connection.sendall(
                f"HTTP/1.1 302 Found\r\nLocation: https://www.{self.name}{self.leads_to}\r\n"
                "Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
            )
