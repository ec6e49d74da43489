"""A small Rackspace cloud of the first generation. It speaks JSON, and XML to who asks for that."""
import xml.etree.ElementTree as ElementTree

from vendor import Refusal, Vendor

NAMESPACE = "http://docs.rackspacecloud.com/servers/api/v1.0"
ACCOUNT = 1337
CREATED = "2026-11-01T12:00:00-06:00"
FLAVORS = [(1, "256 slice", 256, 10), (2, "512 slice", 512, 20), (3, "1GB slice", 1024, 40)]
IMAGES = [(2, "CentOS 5.2", "ACTIVE"), (4, "Debian 5.0 (lenny)", "ACTIVE"), (191234, "debian-daily", "SAVING")]
FAULTS = {400: "badRequest", 401: "unauthorized", 403: "resizeNotAllowed", 404: "itemNotFound",
          409: "buildInProgress", 413: "overLimit"}
# How often a machine is looked at until what was begun has ended.
STEPS = 2


class Cloud(Vendor):
    unauthorized = "Unauthorized"

    def __init__(self):
        self.page_size, self.servers, self.next_id, self.is_old, self.is_xml = 1000, {}, 72000, False, False
        self.foreign = None

    def parameters(self):
        return {"username": "ann", "region": "rackspace_first_gen:us", "api_key": "7e" * 16}

    def set(self, page_size=None, machines=0, is_old=False, foreign=None):
        """`is_old`: its login is that of version 1.0 alone; `foreign`: where it says that machines are managed."""
        self.page_size, self.is_old, self.foreign = page_size or self.page_size, is_old, foreign
        for number in range(machines):
            self.add({"name": f"old{number}", "imageId": 2, "flavorId": 1}, "ACTIVE")

    # Logging in, and the form of what is said.

    def outside(self, request_line, headers, body):
        self.is_xml = headers.get("Accept", "") == "application/xml"
        method, path, _ = request_line
        known = self.parameters()
        place = f"{self.foreign or 'http://' + headers['Host']}/v1.0/{ACCOUNT}"
        if (method, path) == ("GET", "/v1.0"):
            if (headers.get("X-Auth-User"), headers.get("X-Auth-Key")) != (known["username"], known["api_key"]):
                raise Refusal(401, self.unauthorized)
            return 204, None, {"X-Auth-Token": self.ticket(), "X-Server-Management-Url": place}
        if (method, path) != ("POST", "/v2.0/tokens"):
            return None
        if self.is_old:
            raise Refusal(404, "Not Found")
        assert isinstance(body, dict) and list(body) == ["auth"], "no login"
        credentials = body["auth"].get("RAX-KSKEY:apiKeyCredentials")
        assert isinstance(credentials, dict) and sorted(credentials) == ["apiKey", "username"], "no key to log in with"
        if (credentials["username"], credentials["apiKey"]) != (known["username"], known["api_key"]):
            raise Refusal(401, self.unauthorized)
        services = [
            ("cloudFiles", "object-store", "http://127.0.0.1:9/v1/files"), ("cloudServers", "compute", place),
            ("cloudServersOpenStack", "compute", "http://127.0.0.1:9/v2/1337"),
        ]
        return 200, {"access": {
            "token": {"id": self.ticket(), "expires": "2999-11-23T21:00:14.000-06:00"},
            "user": {"id": "7", "name": known["username"], "roles": []},
            "serviceCatalog": [{"name": name, "type": kind, "endpoints": [{
                "tenantId": str(ACCOUNT), "publicURL": url}]} for name, kind, url in services],
        }}

    def ticket(self):
        return "aaaaaaaa-bbbb-cccc-dddddddddddd"

    def knows(self, headers):
        return headers.get("X-Auth-Token", "") == self.ticket()

    def read_body(self, headers, text):
        if headers.get("Content-Type", "").split(";")[0] != "application/xml":
            return super().read_body(headers, text)
        try:
            return read_xml(ElementTree.fromstring(text))
        except ElementTree.ParseError as error:
            raise ValueError(f"no XML: {error}") from error

    def write_body(self, body):
        if not self.is_xml or body is None:
            return super().write_body(body)
        [(name, value)] = body.items()
        return "application/xml", ElementTree.tostring(xml(name, value, {"xmlns": NAMESPACE}), "unicode")

    def refusal(self, refusal):
        fault = FAULTS.get(refusal.status, "cloudServersFault")
        return refusal.status, {fault: {"code": refusal.status, "message": refusal.words}}

    # Machines.

    def page(self, name, elements, request):
        offset, limit = request.values.get("offset", 0), request.values.get("limit", 1000)
        return 200, {name: elements[offset:offset + min(limit, self.page_size)]}

    def list_servers(self, request):
        for server in list(self.servers.values()):
            self.settle(server)
        return self.page("servers", [shown(server) for server in self.servers.values()], request)

    def list_flavors(self, request):
        flavors = [{"id": row[0], "name": row[1], "ram": row[2], "disk": row[3]} for row in FLAVORS]
        return self.page("flavors", flavors, request)

    def list_images(self, request):
        images = [{"id": row[0], "name": row[1], "status": row[2], "created": CREATED, "updated": CREATED}
                  for row in IMAGES]
        return self.page("images", images, request)

    def add(self, order, status):
        if order["flavorId"] not in [row[0] for row in FLAVORS]:
            raise Refusal(400, "flavorId is not valid")
        if order["imageId"] not in [row[0] for row in IMAGES if row[2] == "ACTIVE"]:
            raise Refusal(400, "imageId is not valid")
        self.next_id += 1
        self.servers[self.next_id] = {
            **order, "id": self.next_id, "status": status, "next": None, "steps": 0, "old": None}
        return self.servers[self.next_id]

    def create(self, request):
        server = self.add(request.body["server"], "BUILD")
        server["next"] = "ACTIVE"
        return 202, {"server": shown(server) | {"adminPass": f"{server['name']}Xy7z"}}

    def server(self, request):
        server = self.servers.get(request.values["id"])
        if server is None:
            raise Refusal(404, "Not Found")
        return server

    def show(self, request):
        server = self.server(request)
        self.settle(server)
        return 200, {"server": shown(server)}

    def update(self, request):
        server = self.server(request)
        server |= {name: value for name, value in request.body["server"].items() if name == "name"}
        return 204, None

    def destroy(self, request):
        del self.servers[self.server(request)["id"]]
        return 202, None

    def act(self, request):
        server = self.server(request)
        [(action, details)] = request.body.items()
        awaits = server["status"] == "VERIFY_RESIZE"
        if server["next"] or awaits != (action in ("confirmResize", "revertResize")):
            raise Refusal(409, f"The server is {server['status']}.")
        if action == "reboot":
            return self.begin(server, "HARD_REBOOT" if details["type"] == "HARD" else "REBOOT", "ACTIVE")
        if action == "resize":
            if details["flavorId"] not in [row[0] for row in FLAVORS]:
                raise Refusal(400, "flavorId is not valid")
            if details["flavorId"] == server["flavorId"]:
                raise Refusal(403, "The server has this flavor.")
            server |= {"old": server["flavorId"], "flavorId": details["flavorId"]}
            return self.begin(server, "QUEUE_RESIZE", "VERIFY_RESIZE")
        if action == "revertResize":
            server["flavorId"] = server["old"]
            return self.begin(server, "RESIZE", "ACTIVE")
        server["status"] = "ACTIVE"
        return 204, None

    def begin(self, server, status, afterwards):
        server |= {"status": status, "next": afterwards, "steps": 0}
        return 202, None

    def settle(self, server):
        """One step further with what is being done to a machine."""
        server["steps"] += 1
        if server["next"] and server["steps"] >= STEPS:
            server |= {"status": server["next"], "next": None}

    operations = {
        ("POST", "/v1.0/{account}/servers"): create,
        ("GET", "/v1.0/{account}/servers/detail"): list_servers,
        ("GET", "/v1.0/{account}/servers/{id}"): show,
        ("PUT", "/v1.0/{account}/servers/{id}"): update,
        ("DELETE", "/v1.0/{account}/servers/{id}"): destroy,
        ("POST", "/v1.0/{account}/servers/{id}/action"): act,
        ("GET", "/v1.0/{account}/flavors/detail"): list_flavors,
        ("GET", "/v1.0/{account}/images/detail"): list_images,
    }


def shown(server):
    """What the vendor shows of a machine."""
    number = server["id"]
    # Of loopback: whoever looks for a login there stays on this computer.
    addresses = {"public": [f"127.113.3.{number % 250 + 1}"], "private": [f"10.176.168.{number % 250 + 1}"]}
    return {
        "id": number, "name": server["name"], "imageId": server["imageId"], "flavorId": server["flavorId"],
        "hostId": "9dd380940fcbe39cb30255ed4664f1f3", "status": server["status"],
        "progress": 0 if server["next"] else 100, "addresses": addresses, "metadata": server.get("metadata", {}),
    }


# The same in XML: what is plain is an attribute, lists have elements.

def read_xml(root):
    def name(element):
        return element.tag.removeprefix(f"{{{NAMESPACE}}}")

    value = {key: int(text) if key.endswith("Id") else text for key, text in root.attrib.items()}
    for child in root:
        if name(child) == "metadata":
            value["metadata"] = {meta.get("key"): meta.text for meta in child}
        elif name(child) == "personality":
            value["personality"] = [{"path": file.get("path"), "contents": file.text} for file in child]
        else:
            raise ValueError(f"an unknown element {child.tag}")
    return {name(root): value or None}


def xml(name, value, attributes=None):
    element = ElementTree.Element(name, attributes or {})
    if isinstance(value, list):
        for member in value:
            if isinstance(member, dict):
                element.append(xml(name.removesuffix("s"), member))
            else:
                ElementTree.SubElement(element, "ip", {"addr": member})
        return element
    for key, member in value.items():
        if name == "metadata":
            ElementTree.SubElement(element, "meta", {"key": key}).text = member
        elif key == "message":
            ElementTree.SubElement(element, key).text = member
        elif isinstance(member, (dict, list)):
            element.append(xml(key, member))
        else:
            element.set(key, str(member))
    return element
