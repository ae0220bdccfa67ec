"""A gateway on a real socket: it keeps what it is told by key, and answers what a test wants."""

import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class GatewayServer:
    """Takes messages; `script` says what to answer instead, in order, as (status, headers, body).

    `held`: while it is set, requests are taken in but not answered.
    """

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.accepted: dict[str, dict[str, Any]] = {}
        self.script: deque[tuple[int, dict[str, str], bytes]] = deque()
        self.answer = threading.Event()
        self.answer.set()
        self.arrived = threading.Semaphore(0)

    def __enter__(self) -> Self:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.posts.append(body)
                outer.headers.append(dict(self.headers))
                status, headers, answer = outer._answer(body)
                outer.arrived.release()
                outer.answer.wait(20)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:
                    # The sender was killed while it waited.
                    self.close_connection = True

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.answer.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_port}/messages?v=1"

    def _answer(self, body: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        if self.script:
            return self.script.popleft()
        known = body["key"] in self.accepted
        self.accepted.setdefault(body["key"], body)
        return (409 if known else 202), {}, json.dumps({"key": body["key"]}).encode()
