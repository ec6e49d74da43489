"""Serves a vendor's API on 127.0.0.1 from a small cloud in memory: `double start VENDOR` runs it.

Every request and every answer is held to the vendor's specification. A deviation is answered with status 418, written
to standard error, and kept for the test to ask for. Beside the vendor's own paths there are, without a token:

    GET  /double/requests     what was asked since it was asked last, as JSON
    GET  /double/deviations   every deviation so far
    POST /double/settings     for the cloud: page_size, the most that a page holds; machines, how many more there shall
                              be; and what the vendor's own file knows
"""
import importlib
import json
import os
import ssl
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from vendor import Refusal, Request


class Double:
    def __init__(self, cloud, specification):
        self.cloud, self.specification = cloud, specification
        self.requests, self.deviations = [], []
        self.lock = threading.Lock()

    def answer(self, method, target, headers, text):
        """The status and the body of the answer, and its headers where it has some of its own."""
        parts = urlsplit(target)
        path, pairs = parts.path, parse_qsl(parts.query, keep_blank_values=True)
        try:
            body = self.cloud.read_body(headers, text) if text else None
        except ValueError as error:
            return self.deviation(method, target, [f"the body cannot be read: {error}"])
        self.requests.append({"method": method, "path": path, "query": dict(pairs), "body": body})
        try:
            if (answer := self.cloud.outside((method, path, dict(pairs)), headers, body)) is not None:
                return answer
        except Refusal as refusal:
            return self.cloud.refusal(refusal)
        except AssertionError as error:
            return self.deviation(method, target, [str(error)])
        if not self.cloud.knows(headers):
            return self.cloud.refusal(Refusal(401, self.cloud.unauthorized))
        found = self.specification.find(method, path)
        if found is None:
            return self.deviation(method, target, ["no such operation"])
        template, in_path, operation = found
        values, faults = self.specification.read_parameters(
            operation, {name: unquote(value) for name, value in in_path.items()}, dict(pairs))
        if len(dict(pairs)) != len(pairs):
            faults.append("a name twice in the query")
        faults += self.specification.body_faults(operation, body)
        if faults:
            return self.deviation(method, target, faults)
        try:
            scheme = "https" if headers.get("X-Double-TLS") else "http"
            request = Request(values, body, f"{scheme}://{headers.get('Host')}")
            status, answer, *own = self.cloud.operations[method, template](self.cloud, request)
        except Refusal as refusal:
            status, answer, *own = self.cloud.refusal(refusal)
        faults = self.specification.answer_faults(operation, status, answer)
        return self.deviation(method, target, faults) if faults else (status, answer, *own)

    def deviation(self, method, target, faults):
        said = [f"{method} {target}: {fault}" for fault in faults]
        self.deviations += said
        print("\n".join(said), file=sys.stderr, flush=True)
        return 418, {"deviations": said}

    def control(self, path, text):
        if path == "/double/requests":
            asked, self.requests = self.requests, []
            return 200, asked
        if path == "/double/deviations":
            return 200, self.deviations
        self.cloud.set(**json.loads(text))
        return 200, {}


def handler(double, is_secure):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body go over as one: a body that follows by itself waits for the other side's word of the head.
        wbufsize = 1 << 16

        def serve(self):
            text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            if is_secure:
                self.headers["X-Double-TLS"] = "yes"
            is_own = self.path.startswith("/double/")
            with double.lock:
                try:
                    answer = double.control(self.path, text) if is_own else double.answer(
                        self.command, self.path, self.headers, text)
                except Exception as error:
                    is_own, answer = True, double.deviation(
                        self.command, self.path, [f"the double failed: {error!r}"])
                status, body, *own = answer
            kind, text = ("application/json", json.dumps(body)) if is_own or status == 418 else (
                double.cloud.write_body(body))
            data = b"" if body is None else text.encode()
            self.send_response(status)
            for name, value in (own[0] if own else {}).items():
                self.send_header(name, value)
            if body is not None:
                self.send_header("Content-Type", kind)
            if status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = serve

        def log_message(self, *_):
            pass

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        # A client that ended in the middle is what some tests are about.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def listen(double, certificate=None):
    server = Server(("127.0.0.1", 0), handler(double, certificate is not None))
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def make_certificate(folder):
    """A certificate of our own with its key in one file; nothing where there is no openssl."""
    file = os.path.join(folder, "double.pem")
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", file, "-out", file + ".crt"],
            check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    with open(file, "a", encoding="ascii") as both, open(file + ".crt", encoding="ascii") as certificate:
        both.write(certificate.read())
    return file


def main():
    vendor = sys.argv[1]
    here = os.path.dirname(os.path.abspath(__file__))
    cloud = importlib.import_module(vendor + "_cloud").Cloud()
    if "--parameters" in sys.argv:
        cloud.let_in(json.loads(sys.argv[sys.argv.index("--parameters") + 1]))
    double = Double(cloud, cloud.specification(here))
    with tempfile.TemporaryDirectory() as folder:
        place = {"url": f"http://127.0.0.1:{listen(double)}", "token": cloud.token,
                 "parameters": cloud.parameters()}
        if "--tls" in sys.argv and (certificate := make_certificate(folder)):
            place |= {"tls": f"https://127.0.0.1:{listen(double, certificate)}", "authority": certificate + ".crt"}
        print(json.dumps(place), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
