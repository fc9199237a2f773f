"""A service behind Latchkey in Python's standard library alone: it asks about each caller's key before it answers.

LATCHKEY_URL, LATCHKEY_SERVICE_KEY and PORT are its settings. Without a verdict nobody passes.
"""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import URLError
from urllib.request import Request, urlopen

LATCHKEY_URL = os.environ.get("LATCHKEY_URL", "http://localhost:3000")
SERVICE_KEY = os.environ["LATCHKEY_SERVICE_KEY"]

UNAUTHENTICATED = {"MISSING", "MALFORMED", "NOT_FOUND", "EXPIRED", "REVOKED", "DISABLED", "NOT_YET_VALID"}
OVER_LIMIT = {"RATE_LIMITED", "QUOTA_EXCEEDED", "CREDITS_EXHAUSTED", "CONCURRENCY_EXCEEDED"}


def ask(question):
    """The verdict about a caller, or None where the deployment gave none."""
    request = Request(
        f"{LATCHKEY_URL}/api/v1/keys/verify",
        data=json.dumps(question).encode(),
        headers={"Authorization": f"Bearer {SERVICE_KEY}", "Content-Type": "application/json"},
    )
    try:
        with urlopen(request, timeout=2) as answer:
            return json.load(answer)["data"]
    except (URLError, OSError, ValueError, KeyError):
        return None


def status_of(verdict):
    """The status that a verdict is answered with."""
    if verdict is None:
        return 503
    if verdict["valid"]:
        return 200
    if verdict["code"] in UNAUTHENTICATED:
        return 401
    return 429 if verdict["code"] in OVER_LIMIT else 403


class Guarded(BaseHTTPRequestHandler):
    def do_GET(self):
        headers = {name: self.headers[name] for name in ("Authorization", "X-API-Key") if name in self.headers}
        verdict = ask({"headers": headers, "product": "images", "method": "GET", "path": self.path})
        status = status_of(verdict)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if status == 429 and verdict["retryAfter"] is not None:
            self.send_header("Retry-After", str(verdict["retryAfter"]))
        self.end_headers()
        if status == 200:
            customer = verdict["customer"]
            body = {"caller": customer["external_id"] if customer else verdict["organizationId"]}
        else:
            body = {"error": verdict["code"] if verdict else "UNAVAILABLE"}
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        """Addresses may hold keys; nothing of a request is written down."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Guarded)
    print(f"listening on {server.server_port}", flush=True)
    server.serve_forever()
