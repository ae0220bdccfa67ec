"""A taps API on a real socket, which answers what a test tells it to."""

from __future__ import annotations

import json
import ssl
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self


def accepted(message: str = "입실했습니다.", **more: Any) -> Reply:
    told = {"outcome": "checked_in", "message": message, "child": "김*준", "next_step": None} | more
    return Reply(200, json.dumps(told).encode())


def refused(message: str) -> Reply:
    return Reply(400, json.dumps({"message": message}).encode())


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)


@dataclass(frozen=True)
class Hang:
    """Take the request and say nothing until the test ends."""


@dataclass(frozen=True)
class HangUp:
    """Close the connection in place of an answer, or after these bytes of one."""

    after: bytes = b""


@dataclass(frozen=True)
class Post:
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class TapsServer:
    """Answers with ``script`` in order, then with ``always``. Keeps every request in ``posts``."""

    always: Reply | Hang | HangUp = field(default_factory=accepted)
    script: deque[Reply | Hang | HangUp] = field(default_factory=deque)
    posts: list[Post] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._scheme = "http"
        self._over = threading.Event()
        self._arrived = threading.Condition()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = False
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._http.server_port}/admin/api/taps"

    def speak_tls(self, certificate: Path, key: Path) -> None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
        self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._scheme = "https"

    @property
    def uids(self) -> list[str]:
        return [post.body["uid"] for post in self.posts]

    def wait_for_posts(self, count: int, longest_s: float = 10.0) -> list[Post]:
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.posts) >= count, longest_s), self.posts
            return list(self.posts)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with server._arrived:
                    server.posts.append(Post(self.path, dict(self.headers), json.loads(body)))
                    reply = server.script.popleft() if server.script else server.always
                    server._arrived.notify_all()
                self._reply(reply)

            def do_GET(self) -> None:
                with server._arrived:
                    server.posts.append(Post(self.path, dict(self.headers), None))
                self._reply(accepted())

            def _reply(self, reply: Reply | Hang | HangUp) -> None:
                if isinstance(reply, Hang):
                    server._over.wait()
                elif isinstance(reply, HangUp):
                    self.wfile.write(reply.after)
                else:
                    self.send_response(reply.status)
                    for name, value in reply.headers:
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(reply.body)))
                    self.end_headers()
                    self.wfile.write(reply.body)

            def log_message(self, *args: object) -> None:
                pass

        return Handler
