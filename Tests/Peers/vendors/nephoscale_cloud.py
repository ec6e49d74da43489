"""A small NephoScale, as it was; it also has the answers that apache-libcloud recorded there in 2013."""
import base64
import json
import os
import sys
from urllib.parse import parse_qsl

from vendor import Refusal, Vendor

RECORDED = os.path.join(sys.prefix, "older/libcloud/test/compute/fixtures/nephoscale")
HOME = "https://api.nephoscale.com"
CREATED = "2026-11-01 12:00:00"
SIZES = [
    (5, "CS05", "CS05 - 0.5GB, 1Core, 25GB", 512, 1, 25), (3, "CS1", "CS1 - 1GB, 1Core, 50GB", 1024, 1, 50),
    (27, "CS025", "CS025 - 0.25GB, 10GB", 256, 1, 10),
]
IMAGES = [
    (49, "Linux Ubuntu Server 10.04 LTS 64-bit", True, True), (177, "Debian 7.1 64-bit", True, True),
    (25, "Linux Debian Server 5.05 64-bit", False, True), (301, "Debian 8 of somebody's own", True, False),
]
ZONES = [(86945, "SJC-1", 1), (87729, "RIC-1", 3)]
# How often the machines are listed until what was begun has ended.
STEPS = 2


class Cloud(Vendor):
    unauthorized = "Authorization Failed"

    def __init__(self):
        self.machines, self.keys, self.next_id, self.is_recorded = {}, {}, 87000, False

    def parameters(self):
        return {"username": "ann", "password": "pass:word-7e7e7e"} | self.given

    def knows(self, headers):
        pair = "{username}:{password}".format(**self.parameters())
        return headers.get("Authorization", "") == "Basic " + base64.b64encode(pair.encode()).decode()

    def read_body(self, headers, text):
        # The known client does not say what its forms are.
        if headers.get("Content-Type", "application/x-www-form-urlencoded") != "application/x-www-form-urlencoded":
            raise ValueError("a body that does not say that it is a form")
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True)
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a name twice")
        return dict(pairs)

    def set(self, page_size=None, machines=0, is_recorded=False):
        """`is_recorded`: what is listed is what was recorded."""
        self.is_recorded = is_recorded
        for number in range(machines):
            self.add({"name": f"old{number}", "hostname": f"old{number}", "service_type": "5", "image": "49"}, "on")

    def refusal(self, refusal):
        return refusal.status, envelope(refusal.status, refusal.words)

    def number(self):
        self.next_id += 2
        return self.next_id

    def list_of(name, rows, show):
        return lambda self, request: self.recorded(name) or listing([show(*row) for row in rows])

    def recorded(self, name):
        if not self.is_recorded:
            return None
        with open(f"{RECORDED}/list_{name}.json", encoding="utf-8") as text:
            return 200, json.load(text)

    def list_machines(self, request):
        if answer := self.recorded("nodes"):
            return answer
        for machine in list(self.machines.values()):
            self.settle(machine)
        return listing([self.shown(machine) for machine in self.machines.values() if machine["power"]])

    def add(self, order, power):
        for what, known in (("service_type", SIZES), ("image", IMAGES), ("zone", ZONES)):
            if what in order and int(order[what]) not in [row[0] for row in known]:
                raise Refusal(400, f"{what} is not valid")
        for what, group in (("server_key", 1), ("console_key", 4)):
            if what in order and self.keys.get(int(order[what]), {}).get("key_group") != group:
                raise Refusal(400, f"{what} is not valid")
        number = self.number()
        self.machines[number] = order | {"id": number, "power": power, "next": None, "steps": 0}
        return self.machines[number]

    def create(self, request):
        self.begin(self.add(request.body, None), "on")
        return self.begun()

    def machine(self, request):
        machine = self.machines.get(request.values["id"])
        if machine is None or machine["power"] is None:
            raise Refusal(404, "The resource was not found.")
        return machine

    def rename(self, request):
        machine = self.machine(request)
        machine |= request.body
        return self.begun()

    def destroy(self, request):
        self.begin(self.machine(request), "gone")
        return self.begun()

    def change(power, afterwards):
        def change(self, request):
            machine = self.machine(request)
            if machine["power"] != power:
                # The envelope alone tells of it.
                return 200, envelope(409, f"The server is {machine['power']}.")
            self.begin(machine, afterwards)
            return self.begun()
        return change

    def begin(self, machine, afterwards):
        machine |= {"next": afterwards, "steps": 0}

    def begun(self):
        number = self.number()
        return 200, envelope(202) | {"data": {
            "id": number, "resource_type": "/job", "uri": f"{HOME}/job/{number}/"}}

    def settle(self, machine):
        """One step further with what is being done to a machine."""
        machine["steps"] += 1
        if not machine["next"] or machine["steps"] < STEPS:
            return
        if machine["next"] == "gone":
            del self.machines[machine["id"]]
        machine |= {"power": machine["next"], "next": None}

    def list_keys(kind, name):
        return lambda self, request: self.recorded(name) or listing(
            [key for key in self.keys.values() if key["key_type"] == (2 if kind == "sshrsa" else 1)])

    def add_key(kind):
        def add_key(self, request):
            if any(key["name"] == request.body["name"] for key in self.keys.values()):
                raise Refusal(409, "A key with this name exists.")
            number = self.number()
            self.keys[number] = request.body | reference(number, kind, int(request.body["key_group"])) | {
                "create_time": CREATED}
            return 200, envelope(201) | {"data": {"id": number, "uri": self.keys[number]["uri"]}}
        return add_key

    def shown(self, machine):
        number = machine["id"]
        zone = next(row for row in ZONES if row[0] == int(machine.get("zone", ZONES[0][0])))
        kept = ("sshrsa", "server_key", 1), ("password", "console_key", 4)
        server_keys, console_keys = (
            [reference(int(machine[name]), kind, group)] if name in machine else [] for kind, name, group in kept)
        whole = size(*next(row for row in SIZES if row[0] == int(machine["service_type"])))
        return {
            "id": number, "name": machine["name"], "hostname": machine["hostname"], "power_status": machine["power"],
            # Of loopback: whoever looks for a login there stays on this computer.
            "ipaddresses": f"127.113.2.{number // 2 % 250 + 1}, 10.132.60.{number // 2 % 250 + 1}",
            "image": image(*next(row for row in IMAGES if row[0] == int(machine["image"]))),
            "service_type": {name: whole[name] for name in ("id", "friendly_name", "uri", "billable_type", "sku")},
            "zone": {"id": zone[0], "name": zone[1], "uri": f"{HOME}/datacenter/zone/{zone[0]}/"},
            "create_time": CREATED, "uri": f"{HOME}/server/cloud/{number}/", "podzone": "P1A2", "postinit_state": 1,
            "memory": whole["ram"], "is_console_enabled": True, "server_keys": server_keys,
            "console_keys": console_keys, "network_ports": [],
        }


# What the vendor shows of a thing.

def envelope(status, words="Your request was processed successfully."):
    return {"success": status < 400, "response": status, "subcode": 0, "message": words}


def listing(elements):
    return 200, envelope(200) | {"total_count": len(elements), "data": elements}


def size(number, sku, name, ram, cores, disk):
    return {"id": number, "friendly_name": name, "uri": f"{HOME}/server/type/cloud/{number}/", "ram": ram,
            "vcpus": cores, "storage": disk, "billable_type": 1, "sku": {"name": sku, "description": name}}


def image(number, name, is_active, is_default):
    return {"id": number, "friendly_name": name, "uri": f"{HOME}/image/server/{number}/", "is_active": is_active,
            "is_default": is_default, "max_cpu": 64, "max_memory": 128, "deployable_type": "both",
            "architecture": "x86_64", "base_type": "linux", "create_time": CREATED}


def zone(number, name, center):
    return {"id": number, "name": name, "uri": f"{HOME}/datacenter/zone/{number}/",
            "datacenter": {"id": center, "name": name, "airport_code": name[:3], "uri": f"{HOME}/datacenter/{center}/"}}


def reference(number, kind, group):
    return {"id": number, "key_group": group, "key_type": 2 if kind == "sshrsa" else 1,
            "uri": f"{HOME}/key/{kind}/{number}/"}


Cloud.operations = {
    ("GET", "/datacenter/zone/"): Cloud.list_of("locations", ZONES, zone),
    ("GET", "/image/server/"): Cloud.list_of("images", IMAGES, image),
    ("GET", "/key/password/"): Cloud.list_keys("password", "password_keys"),
    ("POST", "/key/password/"): Cloud.add_key("password"),
    ("GET", "/key/sshrsa/"): Cloud.list_keys("sshrsa", "ssh_keys"),
    ("POST", "/key/sshrsa/"): Cloud.add_key("sshrsa"),
    ("GET", "/server/cloud/"): Cloud.list_machines,
    ("POST", "/server/cloud/"): Cloud.create,
    ("PUT", "/server/cloud/{id}/"): Cloud.rename,
    ("DELETE", "/server/cloud/{id}/"): Cloud.destroy,
    ("POST", "/server/cloud/{id}/initiator/restart/"): Cloud.change("on", "on"),
    ("POST", "/server/cloud/{id}/initiator/start/"): Cloud.change("off", "on"),
    ("POST", "/server/cloud/{id}/initiator/stop/"): Cloud.change("on", "off"),
    ("GET", "/server/type/cloud/"): Cloud.list_of("sizes", SIZES, size),
}
