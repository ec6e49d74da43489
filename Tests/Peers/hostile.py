"""A provider that turned against its users: stands before a peer, passes on what is asked, and poisons the answers. What
the program shows must then hold no sign that a terminal obeys, no broken table, and no request may go to another place."""
import contextlib, json, re, threading, unicodedata, urllib.error, urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WORD = "P0ISON"
# Escapes of all kinds, ends of lines, what a table is drawn with, signs that turn the writing around.
POISON = WORD + "\x1b[31m\x1b]0;title\x07\u009b2J\x00\x08\r\n| x |\t\u202e\u2028\u2066"
# XML has no way to write most of them.
POISON_XML = WORD + "&#x9b;2J&#13;&#10;| x |&#9;&#x202e;&#x2028;"
# Where people choose what stands there, or a provider says something.
NAMES = {"name", "label", "title", "description", "displayname", "names", "message", "reason", "error", "errors", "detail",
         "image", "distribution", "vendor", "hostname", "tags", "repotags", "region", "os-ext-az:availability_zone"}
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
ERROR = {"message": POISON, "error": {"message": POISON, "code": POISON}, "errors": [{"reason": POISON, "message": POISON}],
         "id": POISON, "fault": {"message": POISON}}
ERROR_XML = (f'<?xml version="1.0"?><Error message="{POISON_XML}" minorErrorCode="{POISON_XML}"><Errors><Error>'
             f"<Code>{POISON_XML}</Code><Message>{POISON_XML}</Message></Error></Errors></Error>")


class Elsewhere:
    """Another place, which nobody named: it counts who comes."""

    def __init__(self):
        self.requests = []
        self.server = serve(self.answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, handler, body):
        self.requests.append(f"{handler.command} {handler.path} {dict(handler.headers)}")
        return 200, {"Content-Type": "application/json"}, b"{}"


class HostileProvider:
    """One port before each of some addresses of a peer."""

    def __init__(self, *origins):
        """`mode`: none, names, errors, redirects or links; the last two lead to `elsewhere`."""
        self.mode, self.elsewhere, self.spares = "none", Elsewhere(), lambda path: False
        self.fronts = {}
        for origin in origins:
            server = serve(lambda handler, body, origin=origin: self.answer(origin, handler, body))
            self.fronts[origin] = f"http://127.0.0.1:{server.server_port}"
        self.url = self.fronts[origins[0]]

    def answer(self, origin, handler, body):
        is_spared = self.spares(handler.path)
        if self.mode == "redirects" and not is_spared:
            return 307, {"Location": f"{self.elsewhere.url}{handler.path}"}, b""
        if self.mode == "errors" and not is_spared:
            if "xml" in handler.headers.get("Accept", "") or "x-www-form" in handler.headers.get("Content-Type", ""):
                return 403, {"Content-Type": "text/xml"}, ERROR_XML.encode()
            return 403, {"Content-Type": "application/json"}, json.dumps(ERROR).encode()
        status, headers, answer = self.passed_on(origin, handler, body)
        text = answer.decode("utf-8", "surrogateescape")
        for own, front in self.fronts.items():
            # What is spared keeps its place: without a login there is no listing to poison.
            place = self.elsewhere.url if self.mode == "links" and not is_spared else front
            text = text.replace(own, place)
            headers = {name: value.replace(own, place) for name, value in headers.items()}
        if self.mode == "names" and not is_spared:
            text = poisoned(text)
        return status, headers, text.encode("utf-8", "surrogateescape")

    def passed_on(self, origin, handler, body):
        headers = {name: value for name, value in handler.headers.items()
                   if name.lower() not in ("host", "connection", "accept-encoding", "content-length")}
        # Who signs a request signs its host.
        headers["Host"] = handler.headers["Host"]
        request = urllib.request.Request(origin + handler.path, body or None, headers, method=handler.command)
        opener = urllib.request.build_opener(Staying)
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, kept(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, kept(error.headers), error.read()


class Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def kept(headers):
    return {name: value for name, value in headers.items()
            if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server")}


def serve(answer):
    class Handler(BaseHTTPRequestHandler):
        def respond(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, text = answer(self, body)
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(text)))
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD" and status != 204:
                with contextlib.suppress(OSError):  # whoever asked has gone
                    self.wfile.write(text)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = respond

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def poisoned(text):
    """The same with poison behind every name."""
    try:
        return json.dumps(with_poison(json.loads(text)))
    except ValueError:
        text = re.sub(r'( name=")([^"]*)(")', rf"\1\2{POISON_XML}\3", text)
        return re.sub(r"(<(?:\w+:)?(name|value|description|message|reason|label)>)([^<]+)(</)",
                      rf"\1\3{POISON_XML}\4", text, flags=re.I)


def with_poison(value, is_name=False):
    if isinstance(value, dict):
        return {key: with_poison(item, key.lower() in NAMES) for key, item in value.items()}
    if isinstance(value, list):
        return [with_poison(item, is_name) for item in value]
    return value + POISON if isinstance(value, str) and is_name else value


# --- What the program makes of it

def show_what_it_does(hostile, backend, listings, mist, is_login=None):
    """Lists everything in all forms, with each kind of malice. Raises ValueError for what must not be.

    `mist` takes words and a script, and gives output and errors. `is_login` tells requests by their path that log in: once
    they are spared, for without a login there is nothing else to poison."""
    lines = [f"list-{what} --backend {backend}" for what in listings]

    def run(*words, more=()):
        output, errors = mist("--keep-going", *words, lines="\nversion\n".join([*lines, *more]) + "\n")
        for what, text in (("output", output), ("errors", errors)):
            if found := FORBIDDEN.search(text):
                raise ValueError(f"{hostile.mode}: the {what} holds {found.group()!r}: {text[:3000]!r}")
        return output, errors

    hostile.mode, hostile.spares = "names", is_login or (lambda path: False)
    plain, errors = run()
    if WORD not in plain + errors:
        raise ValueError("nothing of what was poisoned is shown: the poison missed its aim")
    tables = re.split(r"^mist-shell .*\n", run("--pretty")[0], flags=re.M)
    answers = rows_between(run("--format", "json")[0])
    for what, table, rows in zip(listings, tables, answers, strict=True):
        drawn = [row for row in table.splitlines() if row.startswith("|")]
        # The narrow form of a table has no frame.
        if drawn and len(drawn) != len(rows) + 1:
            raise ValueError(f"list-{what}: {len(rows)} rows, and a table of {len(drawn)} lines:\n{table}")
        if len({width(row) for row in drawn}) > 1:
            raise ValueError(f"list-{what}: a broken table:\n{table}")
    for hostile.spares in [lambda path: False] + ([is_login] if is_login else []):
        for hostile.mode in ("errors", "redirects", "links"):
            run(more=[f"reboot --backend {backend} nothing-has-this-name"])
    if hostile.elsewhere.requests:
        raise ValueError(f"asked elsewhere: {hostile.elsewhere.requests}")
    hostile.mode = "none"


def width(text):
    """In columns of a terminal."""
    return sum(0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)


def rows_between(output):
    """The listings among JSON values with something else between them; one that failed is not there, and empty."""
    listings, decoder = [[]], json.JSONDecoder()
    while output := output.strip():
        value, end = decoder.raw_decode(output)
        output = output[end:]
        if isinstance(value, list):
            listings[-1] = value
        else:
            listings.append([])
    return listings
