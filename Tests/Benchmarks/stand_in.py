#!/usr/bin/env python3
"""A stand-in for a Mist service elsewhere, for the benchmarks alone: it knows one login and lists machines.

    stand_in.py COUNT     prints its port, then answers on 127.0.0.1 until its standard input ends

`machine-00000` and on, spread over ten backends. It answers what a listing asks for and nothing else; what a real
service does is checked elsewhere. `GET /requests-so-far` tells how many requests there were beside it.
"""
import json, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BACKENDS = 10
EMAIL, PASSWORD = "operator@example.com", "benchmark"
TOKEN = "stand-in"


def machine(number):
    running = number % 3 > 0
    return {"id": f"i-{number:08x}", "uuid": f"{number:032x}", "name": f"machine-{number:05d}",
            "state": "running" if running else "stopped", "imageId": "debian-12", "size": "small",
            "public_ips": [f"198.{18 + number // 65536}.{number // 256 % 256}.{number % 256}"], "private_ips": [],
            "tags": ["web", "production"] if number % 2 else [], "extra": {}, "can_start": not running,
            "can_stop": running, "can_reboot": running, "can_destroy": True, "can_tag": True, "can_rename": False}


def answers(count):
    """Bodies by path."""
    backends = [{"id": f"b{n}", "title": f"Cloud{n}", "provider": "openstack", "region": "", "enabled": True,
                 "state": "online", "apikey": "operator", "tenant_name": "", "poll_interval": 10000}
                for n in range(BACKENDS)]
    bodies = {"/backends": backends, "/keys": [], "/providers": {"supported_providers": []}, "/jobs": []}
    for n in range(BACKENDS):
        first, end = count * n // BACKENDS, count * (n + 1) // BACKENDS
        bodies[f"/backends/b{n}/machines"] = [machine(m) for m in range(first, end)]
    return {path: json.dumps(body).encode() for path, body in bodies.items()}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    requests, lock = 0, threading.Lock()
    bodies = {}

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/requests-so-far":
            return self.answer(200, str(Handler.requests).encode())
        self.count()
        if self.headers.get("Authorization") != f"mist_1 {EMAIL}:{TOKEN}":
            self.answer(401, b"User not authenticated")
        elif path in self.bodies:
            self.answer(200, self.bodies[path])
        else:
            self.answer(404, b"Not found")

    def do_POST(self):
        self.count()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/auth":
            return self.answer(404, b"Not found")
        login = json.loads(body)
        if (login.get("email"), login.get("password")) != (EMAIL, PASSWORD):
            return self.answer(401, b"Wrong password")
        self.answer(200, json.dumps({"mist_api_token": TOKEN, "token": TOKEN, "current_plan": {},
                                     "user_details": {}}).encode())

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def count(self):
        with self.lock:
            Handler.requests += 1

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    Handler.bodies = answers(int(sys.argv[1]))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
