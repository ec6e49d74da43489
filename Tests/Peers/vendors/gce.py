"""A small Google Compute Engine, with the place where a service account gets its tokens."""
import re
import secrets
import time
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from discovery import Discovery, parse_fields, part
from vendor import Refusal, Vendor

ROOT = "https://www.googleapis.com/compute/v1/"
PROJECT = "golden-cloud-7"
TOKEN_PLACE = "https://oauth2.googleapis.com/token"
SCOPES = {"https://www.googleapis.com/auth/compute", "https://www.googleapis.com/auth/cloud-platform"}
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# Noon in London.
CREATED = "2026-11-01T04:00:00.000-08:00"
# Name, status.
ZONES = [("europe-west1-b", "UP"), ("us-central1-a", "UP"), ("us-central1-f", "UP"), ("us-east9-x", "DOWN")]
# Name, processors, MiB, zones, whether it is offered no more.
TYPES = [
    ("e2-medium", 2, 4096, ["europe-west1-b", "us-central1-a", "us-central1-f"], False),
    ("e2-standard-16", 16, 65536, ["europe-west1-b", "us-central1-a"], False),
    ("e2-standard-2", 2, 8192, ["europe-west1-b", "us-central1-a"], False),
    ("a3-mega-8", 8, 131072, ["us-central1-f"], False),
    ("n1-standard-1-d", 1, 3840, ["us-central1-a"], True),
]
# Project, name, family, when it was made, how far it is on its way out.
IMAGES = [
    ("debian-cloud", "debian-12-bookworm-v20251001", "debian-12", "2025-10-01T00:00:00.000-07:00", "DEPRECATED"),
    ("debian-cloud", "debian-12-bookworm-v20261101", "debian-12", "2026-11-01T00:00:00.000-07:00", None),
    ("debian-cloud", "debian-13-trixie-v20261101", "debian-13", "2026-11-01T00:00:01.000-07:00", None),
    ("debian-cloud", "debian-13-trixie-v20261001", "debian-13", "2026-10-01T00:00:01.000-07:00", "ACTIVE"),
    ("ubuntu-os-cloud", "ubuntu-2604-resolute-amd64-v20261020", "ubuntu-2604-lts-amd64",
     "2026-10-20T00:00:00.000-07:00", None),
    (PROJECT, "golden-image", None, "2026-09-01T00:00:00.000-07:00", None),
    (PROJECT, "half-made", None, "2026-11-01T00:00:00.000-07:00", None),
]
# A publisher that the organization forbids.
FORBIDDEN = "opensuse-cloud"
# Name, regions with a subnet; nothing for one of the first kind.
NETWORKS = [
    ("default", ["europe-west1", "us-central1"]), ("inner", ["europe-west1"]), ("legacy", None),
]
# How often an operation is looked at until it has ended.
STEPS = 2


def answered(operation):
    """The operation with what holds for all: the project must be known, and no more is shown than is asked for."""
    def answer(cloud, request):
        project = request.values["project"]
        if cloud.is_busy:
            raise Refusal(403, "Rate Limit Exceeded", reason="rateLimitExceeded")
        if project != PROJECT and operation is not Cloud.list_images:
            raise Refusal(404, f"The resource 'projects/{project}' was not found", reason="notFound")
        status, body = operation(cloud, request)
        wanted = request.values.get("fields")
        return status, part(body, parse_fields(wanted)) if wanted else body
    return answer


class Cloud(Vendor):
    unauthorized = "Request had invalid authentication credentials. Expected OAuth 2 access token."

    def __init__(self):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.private_key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
        self.public_key = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.email = f"mist@{PROJECT}.iam.gserviceaccount.com"
        self.page_size, self.next_id, self.token_life = 500, 4000000000000000000, 3600
        self.machines, self.operations_begun, self.orders, self.tokens = {}, {}, {}, {}
        self.trouble, self.is_busy, self.silent = None, False, None

    def set(self, page_size=None, machines=0, lapse=False, token_life=None, trouble=None, suspend=None, busy=None,
            silent=None):
        """lapse: no token is good any more; token_life: seconds of the next ones; trouble: the code and the words that
        the next order ends with; suspend: the machine of that name; busy: every request is one too many; silent: a zone
        that is not reached."""
        self.page_size = page_size or self.page_size
        self.token_life = token_life or self.token_life
        self.trouble = trouble or self.trouble
        self.silent = silent or self.silent
        self.is_busy = self.is_busy if busy is None else busy
        if lapse:
            self.tokens = {}
        for number in range(machines):
            zone = ZONES[number % 2][0]
            self.add(zone, {
                "name": f"old{number}", "machineType": f"zones/{zone}/machineTypes/e2-medium",
                "disks": [{"boot": True, "initializeParams": {"sourceImage": image_address(*IMAGES[2][:2])}}],
                "networkInterfaces": [{"network": "global/networks/default", "accessConfigs": [{"name": "nat"}]}],
            })["status"] = "RUNNING"
        for machine in self.machines.values():
            if machine["name"] == suspend:
                machine["status"] = "SUSPENDED"

    def parameters(self):
        return {"email": self.email, "project_id": PROJECT, "private_key": self.private_key}

    def specification(self, folder):
        return Discovery("compute.v1")

    # The login.

    def read_body(self, headers, text):
        if headers.get("Content-Type", "").split(";")[0] == "application/x-www-form-urlencoded":
            return dict(parse_qsl(text, strict_parsing=True))
        return super().read_body(headers, text)

    def outside(self, request_line, headers, body):
        if request_line[:2] != ("POST", "/token"):
            return None
        assert isinstance(body, dict) and set(body) == {"grant_type", "assertion"}, "not what asks for a token"
        assert body["grant_type"] == GRANT, f"no grant is called {body['grant_type']}"
        try:
            claims = jwt.decode(body["assertion"], certs=self.public_key, audience=TOKEN_PLACE)
        except Exception as error:
            raise Refusal(400, f"Invalid JWT: {error}", login="invalid_grant") from error
        if claims["iss"] != self.email:
            raise Refusal(400, "Invalid grant: account not found", login="invalid_grant")
        if not 0 < claims["exp"] - claims["iat"] <= 3600:
            raise Refusal(400, "Invalid JWT: not a short-lived token", login="invalid_grant")
        assert jwt.decode_header(body["assertion"])["alg"] == "RS256", "not signed with RS256"
        assert set(claims.get("scope", "").split()) & SCOPES, "a scope with which no machine can be made"
        token = "ya29." + secrets.token_urlsafe(24)
        self.tokens[token] = time.time() + self.token_life
        return 200, {"access_token": token, "expires_in": self.token_life, "token_type": "Bearer"}

    def knows(self, headers):
        return self.tokens.get(headers.get("Authorization", "").removeprefix("Bearer "), 0) > time.time()

    def refusal(self, refusal):
        if login := refusal.details.get("login"):
            return refusal.status, {"error": login, "error_description": refusal.words}
        reason = refusal.details.get("reason", "invalid")
        return refusal.status, {"error": {
            "code": refusal.status, "message": refusal.words,
            "errors": [{"message": refusal.words, "domain": "global", "reason": reason}]}}

    # Listings.

    def page(self, elements, request):
        if not 0 <= (size := request.values.get("maxResults", 500)) <= 500:
            raise Refusal(400, "Invalid value for field 'maxResults'")
        start = int(request.values.get("pageToken", "at-0").removeprefix("at-"))
        end = start + min(size, self.page_size)
        return elements[start:end], {"nextPageToken": f"at-{end}"} if end < len(elements) else {}

    def listing(self, kind, place, elements, request):
        """Google leaves out what is empty."""
        shown, rest = self.page(elements, request)
        return 200, {"kind": f"compute#{kind}List", "id": place, "selfLink": ROOT + place,
                     **({"items": shown} if shown else {}), **rest}

    def list_machines(self, request):
        for operation in self.operations_begun.values():
            self.settle(operation)
        found = list(self.machines.values())
        if wanted := request.values.get("filter"):
            number = re.fullmatch(r"id = (\d+)", wanted)
            if number is None:
                raise Refusal(400, "Invalid value for field 'filter'")
            found = [machine for machine in found if machine["id"] == number[1]]
        shown, rest = self.page(sorted(found, key=lambda machine: machine["zone"]), request)
        shown = [machine for machine in shown if not machine["zone"].endswith(f"/{self.silent}")]
        scopes = {}
        for zone, _ in ZONES:
            here = [machine for machine in shown if machine["zone"].endswith("/" + zone)]
            scopes[f"zones/{zone}"] = {"instances": here} if here else {"warning": {
                "code": "NO_RESULTS_ON_PAGE", "message": f"There are no results for scope 'zones/{zone}' on this page.",
                "data": [{"key": "scope", "value": f"zones/{zone}"}]}}
        if self.silent:
            scopes[f"zones/{self.silent}"] = {"warning": {"code": "UNREACHABLE", "message": "It is unreachable."}}
        place = f"projects/{PROJECT}/aggregated/instances"
        return 200, {"kind": "compute#instanceAggregatedList", "id": place, "selfLink": ROOT + place, "items": scopes,
                     **rest}

    def list_images(self, request):
        project = request.values["project"]
        if project == FORBIDDEN:
            raise Refusal(
                403, f"Required 'compute.images.list' permission for 'projects/{project}'", reason="forbidden")
        found = [row for row in IMAGES if row[0] == project]
        order = request.values.get("orderBy", "name")
        if order not in ("name", "creationTimestamp desc"):
            raise Refusal(400, "Invalid value for field 'orderBy'")
        found.sort(key=lambda row: row[1] if order == "name" else row[3], reverse=order != "name")
        return self.listing("image", f"projects/{project}/global/images", [image(*row) for row in found], request)

    def list_types(self, request):
        zone = self.zone(request)
        shown = [kind(*row[:3], row[4], zone) for row in TYPES if zone in row[3]]
        return self.listing("machineType", f"projects/{PROJECT}/zones/{zone}/machineTypes", shown, request)

    def list_zones(self, request):
        return self.listing("zone", f"projects/{PROJECT}/zones", [zone_shown(*row) for row in ZONES], request)

    def list_networks(self, request):
        shown = [network(*row) for row in NETWORKS]
        return self.listing("network", f"projects/{PROJECT}/global/networks", shown, request)

    def show_network(self, request):
        return 200, network(*self.network_row(request.values["network"]))

    def network_row(self, name):
        found = [row for row in NETWORKS if row[0] == name]
        if not found:
            raise not_found(f"global/networks/{name}")
        return found[0]

    def zone(self, request):
        name = request.values["zone"]
        if name not in [row[0] for row in ZONES]:
            raise Refusal(400, f"Invalid value for field 'zone': '{name}'. Unknown zone.")
        return name

    # Machines.

    def create(self, request):
        zone, order, number = self.zone(request), request.body, request.values.get("requestId")
        if number is not None:
            if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", number):
                raise Refusal(400, "Invalid value for field 'requestId'")
            if number in self.orders:
                earlier, operation = self.orders[number]
                if earlier != (zone, order):
                    raise Refusal(400, "The request with this requestId was another one")
                return 200, self.operations_begun[operation]["shown"]
        machine = self.add(zone, order)
        _, shown = self.begin(machine, "insert", "PROVISIONING", "RUNNING")
        if number is not None:
            self.orders[number] = ((zone, order), shown["name"])
        if self.trouble:
            self.operations_begun[shown["name"]]["error"], self.trouble = self.trouble, None
        return 200, shown

    def add(self, zone, order):
        name = order["name"]
        if any(machine["name"] == name and machine["zone"].endswith("/" + zone) for machine in self.machines.values()):
            raise Refusal(
                409, f"The resource 'projects/{PROJECT}/zones/{zone}/instances/{name}' already exists",
                reason="alreadyExists")
        size = self.size(order.get("machineType", ""), zone)
        boot = [disk for disk in order.get("disks", []) if disk.get("boot")]
        if len(boot) != 1:
            raise Refusal(400, "Invalid value for field 'resource.disks': ''. Boot disk must be specified.")
        self.check_image(boot[0]["initializeParams"]["sourceImage"])
        metadata = order.get("metadata", {}).get("items", [])
        for item in metadata:
            line = re.fullmatch(r"[a-z_]\w*:(ssh-\S+|ecdsa-\S+) [\w+/=]+( .*)?", item["value"])
            if item["key"] == "ssh-keys" and not line:
                raise Refusal(400, "Invalid value for field 'resource.metadata.items[0].value'")
        self.next_id += 1
        number = str(self.next_id)
        place = f"projects/{PROJECT}/zones/{zone}"
        self.machines[number] = {
            "kind": "compute#instance", "id": number, "name": name, "status": "PROVISIONING", "zone": ROOT + place,
            "creationTimestamp": CREATED, "machineType": f"{ROOT}{place}/machineTypes/{size}",
            "selfLink": f"{ROOT}{place}/instances/{name}", "cpuPlatform": "Intel Broadwell", "canIpForward": False,
            "deletionProtection": False, "startRestricted": False, "fingerprint": "42WmSpB8rSM=",
            "tags": {"fingerprint": "42WmSpB8rSM="}, "labelFingerprint": "42WmSpB8rSM=",
            "metadata": {"kind": "compute#metadata", "fingerprint": "42WmSpB8rSM=",
                         **({"items": metadata} if metadata else {})},
            "scheduling": {"onHostMaintenance": "MIGRATE", "automaticRestart": True, "preemptible": False},
            "disks": [{"kind": "compute#attachedDisk", "type": "PERSISTENT", "mode": "READ_WRITE", "boot": True,
                       "source": f"{ROOT}{place}/disks/{name}", "autoDelete": True, "index": 0, "interface": "SCSI"}],
            "networkInterfaces": [
                self.interface(position, wanted, zone)
                for position, wanted in enumerate(order.get("networkInterfaces", []))],
        }
        if not self.machines[number]["networkInterfaces"]:
            raise Refusal(400, "Invalid value for field 'resource.networkInterfaces': ''. At least one is required.")
        return self.machines[number]

    def interface(self, position, wanted, zone):
        name, regions = self.network_row(wanted["network"].removeprefix("global/networks/"))
        region = zone.rsplit("-", 1)[0]
        subnet = wanted.get("subnetwork")
        if regions is None and subnet or subnet and subnet != f"regions/{region}/subnetworks/{name}":
            raise Refusal(400, "Invalid value for field 'resource.networkInterfaces[0].subnetwork'")
        if name != "default" and regions is not None and subnet is None:
            raise Refusal(400, "Subnetwork should be specified for custom subnetmode network")
        # Of loopback: whoever looks for a login there stays on this computer.
        number = self.next_id % 250 + 1
        shown = {"kind": "compute#networkInterface", "name": f"nic{position}",
                 "network": f"{ROOT}projects/{PROJECT}/global/networks/{name}",
                 "networkIP": f"127.113.{20 + position}.{number}", "stackType": "IPV4_ONLY"}
        if wanted.get("accessConfigs"):
            shown["accessConfigs"] = [{
                "kind": "compute#accessConfig", "type": "ONE_TO_ONE_NAT", "networkTier": "PREMIUM",
                "name": wanted["accessConfigs"][0].get("name", "external-nat"), "natIP": f"127.113.10.{number}"}]
        return shown

    def size(self, address, zone):
        size = address.removeprefix(f"zones/{zone}/machineTypes/")
        if size not in [row[0] for row in TYPES if zone in row[3]]:
            raise Refusal(400, f"Invalid value for field 'resource.machineType': '{address}'.")
        return size

    def check_image(self, address):
        for row in IMAGES:
            if address in (image_address(*row[:2]), image_address(row[0], f"family/{row[2]}")):
                return
        raise Refusal(404, f"The resource '{address}' was not found", reason="notFound")

    def machine(self, request):
        zone, wanted = self.zone(request), request.values["instance"]
        for machine in self.machines.values():
            if machine["zone"].endswith("/" + zone) and wanted in (machine["id"], machine["name"]):
                return machine
        raise not_found(f"zones/{zone}/instances/{wanted}")

    def idle(self, request, *statuses):
        machine = self.machine(request)
        busy = any(operation["machine"] is machine and operation["shown"]["status"] != "DONE"
                   for operation in self.operations_begun.values())
        if busy or machine["status"] not in statuses:
            raise Refusal(400, f"The resource '{machine['selfLink'].removeprefix(ROOT)}' is not ready",
                          reason="resourceNotReady")
        return machine

    def show(self, request):
        return 200, self.machine(request)

    def start(self, request):
        return self.begin(self.idle(request, "TERMINATED", "RUNNING"), "start", "STAGING", "RUNNING")

    def resume(self, request):
        return self.begin(self.idle(request, "SUSPENDED"), "resume", "STAGING", "RUNNING")

    def stop(self, request):
        return self.begin(self.idle(request, "RUNNING", "TERMINATED"), "stop", "STOPPING", "TERMINATED")

    def reset(self, request):
        return self.begin(self.idle(request, "RUNNING"), "reset", "RUNNING", "RUNNING")

    def destroy(self, request):
        machine = self.machine(request)
        return self.begin(machine, "delete", "STOPPING", None)

    def rename(self, request):
        machine = self.idle(request, "TERMINATED")
        if request.body.get("currentName") != machine["name"]:
            raise Refusal(412, "Current name mismatch", reason="conditionNotMet")
        return self.begin(machine, "setName", "TERMINATED", "TERMINATED", name=request.body["name"])

    def resize(self, request):
        """Whether the machine may be resized is looked at by the operation itself."""
        machine = self.idle(request, "TERMINATED", "RUNNING")
        size = self.size(request.body["machineType"], request.values["zone"])
        status = machine["status"]
        answer = self.begin(
            machine, "setMachineType", status, status, machineType=machine["zone"] + "/machineTypes/" + size)
        if status == "RUNNING":
            self.operations_begun[answer[1]["name"]]["error"] = {
                "code": "RESOURCE_NOT_READY", "message": "Instance is starting or running."}
        return answer

    def begin(self, machine, verb, status, afterwards, **changes):
        self.next_id += 1
        name = f"operation-{self.next_id}"
        place = machine["zone"]
        shown = {"kind": "compute#operation", "id": str(self.next_id), "name": name, "zone": place,
                 "operationType": verb, "targetLink": machine["selfLink"], "targetId": machine["id"],
                 "status": "PENDING", "user": self.email, "progress": 0, "insertTime": CREATED,
                 "selfLink": f"{place}/operations/{name}"}
        self.operations_begun[name] = {
            "shown": shown, "machine": machine, "next": afterwards, "changes": changes, "steps": 0, "error": None}
        machine["status"] = status
        return 200, dict(shown)

    def show_operation(self, request):
        zone, name = self.zone(request), request.values["operation"]
        operation = self.operations_begun.get(name)
        if operation is None or not operation["shown"]["zone"].endswith("/" + zone):
            raise not_found(f"zones/{zone}/operations/{name}")
        self.settle(operation)
        return 200, operation["shown"]

    def settle(self, operation):
        """One step further with what is being done to a machine."""
        shown, machine = operation["shown"], operation["machine"]
        if shown["status"] == "DONE":
            return
        operation["steps"] += 1
        if operation["steps"] < STEPS:
            shown |= {"status": "RUNNING", "startTime": CREATED, "progress": 50}
            return
        shown |= {"status": "DONE", "endTime": CREATED, "progress": 100}
        if operation["error"]:
            shown |= {"error": {"errors": [operation["error"]]}, "httpErrorStatusCode": 400,
                      "httpErrorMessage": "BAD REQUEST"}
        if operation["next"] is None or operation["error"] and shown["operationType"] == "insert":
            self.machines.pop(machine["id"], None)
        elif not operation["error"]:
            machine |= {"status": operation["next"], **operation["changes"]}

    operations = {
        ("GET", "/compute/v1/projects/{project}/aggregated/instances"): answered(list_machines),
        ("GET", "/compute/v1/projects/{project}/global/images"): answered(list_images),
        ("GET", "/compute/v1/projects/{project}/global/networks"): answered(list_networks),
        ("GET", "/compute/v1/projects/{project}/global/networks/{network}"): answered(show_network),
        ("GET", "/compute/v1/projects/{project}/zones"): answered(list_zones),
        ("GET", "/compute/v1/projects/{project}/zones/{zone}/machineTypes"): answered(list_types),
        ("GET", "/compute/v1/projects/{project}/zones/{zone}/operations/{operation}"): answered(show_operation),
        ("POST", "/compute/v1/projects/{project}/zones/{zone}/instances"): answered(create),
    } | {
        (method, "/compute/v1/projects/{project}/zones/{zone}/instances/{instance}" + word): answered(operation)
        for method, word, operation in [
            ("GET", "", show), ("DELETE", "", destroy), ("POST", "/start", start), ("POST", "/resume", resume),
            ("POST", "/stop", stop), ("POST", "/reset", reset), ("POST", "/setName", rename),
            ("POST", "/setMachineType", resize),
        ]
    }


def not_found(place):
    return Refusal(404, f"The resource 'projects/{PROJECT}/{place}' was not found", reason="notFound")


# What the vendor shows of a thing.

def image_address(project, name):
    return f"projects/{project}/global/images/{name}"


def image(project, name, family, created, state):
    shown = {"kind": "compute#image", "id": str(abs(hash(name)) % 2**62), "name": name, "creationTimestamp": created,
             "selfLink": ROOT + image_address(project, name), "sourceType": "RAW", "archiveSizeBytes": "1000000",
             "diskSizeGb": "10", "status": "PENDING" if name == "half-made" else "READY", "architecture": "X86_64",
             "licenses": [], "labelFingerprint": "42WmSpB8rSM="}
    return shown | ({"family": family} if family else {}) | ({"deprecated": {"state": state}} if state else {})


def kind(name, processors, memory, is_deprecated, zone):
    shown = {"kind": "compute#machineType", "id": "7", "name": name, "guestCpus": processors, "memoryMb": memory,
             "description": f"{processors} CPUs", "isSharedCpu": False, "imageSpaceGb": 0, "zone": zone,
             "creationTimestamp": CREATED, "maximumPersistentDisks": 128, "maximumPersistentDisksSizeGb": "263168",
             "selfLink": f"{ROOT}projects/{PROJECT}/zones/{zone}/machineTypes/{name}"}
    return shown | ({"deprecated": {"state": "DEPRECATED"}} if is_deprecated else {})


def zone_shown(name, status):
    return {"kind": "compute#zone", "id": "7", "name": name, "description": name, "status": status,
            "creationTimestamp": CREATED, "selfLink": f"{ROOT}projects/{PROJECT}/zones/{name}",
            "region": f"{ROOT}projects/{PROJECT}/regions/{name.rsplit('-', 1)[0]}"}


def network(name, regions):
    shown = {"kind": "compute#network", "id": "7", "name": name, "creationTimestamp": CREATED,
             "selfLink": f"{ROOT}projects/{PROJECT}/global/networks/{name}"}
    if regions is None:
        return shown | {"IPv4Range": "10.240.0.0/16", "gatewayIPv4": "10.240.0.1"}
    return shown | {
        "autoCreateSubnetworks": name == "default", "routingConfig": {"routingMode": "REGIONAL"}, "mtu": 1460,
        "subnetworks": [f"{ROOT}projects/{PROJECT}/regions/{region}/subnetworks/{name}" for region in regions]}
