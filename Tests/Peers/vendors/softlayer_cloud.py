"""A small SoftLayer. What machines can be made of is what its client's own tests have."""
import base64
import hashlib
import os
import re

from SoftLayer.fixtures import SoftLayer_Account, SoftLayer_Security_Ssh_Key, SoftLayer_Virtual_Guest

from softlayer_metadata import Metadata, masked
from vendor import Refusal, Vendor

CREATED = "2026-11-01T06:00:00-06:00"
# The vendor's own, but for what its metadata does not know and what machines are made of is not read from.
OPTIONS = {name: value for name, value in SoftLayer_Virtual_Guest.getCreateObjectOptions.items()
           if name in ("datacenters", "flavors", "operatingSystems")}
FLAVORS = [option["flavor"]["keyName"] for option in OPTIONS["flavors"]]
SYSTEMS = [option["template"]["operatingSystemReferenceCode"] for option in OPTIONS["operatingSystems"]]
DATACENTERS = [option["template"]["datacenter"]["name"] for option in OPTIONS["datacenters"]]
# The last is a copy of the first in another place.
OWN_IMAGES = [{name: image[name] for name in ("id", "globalIdentifier", "name")}
              for image in SoftLayer_Account.getPrivateBlockDeviceTemplateGroups]
OWN_IMAGES.append(OWN_IMAGES[0] | {"id": 202, "globalIdentifier": "0A5E8A0C-0000-4B0A-B970-C86B950667FA", "parentId": 200})
VLANS = [(31, "PUBLIC", 12, "dal05"), (32, "PRIVATE", 13, "dal05"), (33, "PRIVATE", 14, "ams01")]
# Answers of the client's own tests; its list of keys has ids of another type than the metadata.
RECORDED = {
    ("SoftLayer_Account", "getNetworkVlans"): SoftLayer_Account.getNetworkVlans,
    ("SoftLayer_Account", "getVirtualGuests"): SoftLayer_Account.getVirtualGuests,
    ("SoftLayer_Security_Ssh_Key", "createObject"): SoftLayer_Security_Ssh_Key.createObject,
    ("SoftLayer_Virtual_Guest", "createObject"): SoftLayer_Virtual_Guest.createObject,
    ("SoftLayer_Virtual_Guest", "getObject"): SoftLayer_Virtual_Guest.getObject,
}
# How often a machine is looked at until what was begun has ended.
STEPS = 2


class Cloud(Vendor):
    unauthorized = "Invalid API token."

    def __init__(self):
        self.page_size, self.guests, self.keys, self.next_id, self.is_deaf = 100, {}, {}, 1000, False

    def parameters(self):
        return {"username": "SL1234567", "api_key": "5f" * 32} | self.given

    def knows(self, headers):
        pair = "{username}:{api_key}".format(**self.parameters())
        return headers.get("Authorization", "") == "Basic " + base64.b64encode(pair.encode()).decode()

    def specification(self, folder):
        return Metadata(os.path.join(folder, "softlayer.json"), RECORDED)

    def set(self, page_size=None, machines=0, is_deaf=False):
        """`is_deaf`: the systems do not hear when they are asked to shut down."""
        self.page_size, self.is_deaf = page_size or self.page_size, is_deaf
        for number in range(machines):
            self.add({"hostname": f"old{number}", "domain": "example.com"}, FLAVORS[0], SYSTEMS[0], DATACENTERS[0])

    def refusal(self, refusal):
        code = refusal.details.get("code", "SoftLayer_Exception_Public")
        return refusal.status, {"error": refusal.words, "code": code}

    def add(self, order, flavor, system, datacenter):
        self.next_id += 4
        number = self.next_id
        self.guests[number] = {
            "id": number, "hostname": order["hostname"], "domain": order["domain"], "flavor": flavor, "system": system,
            "own": order.get("blockDeviceTemplateGroup"), "datacenter": datacenter, "userData": order.get("userData", []), "power": "RUNNING", "is_ready": True,
            "next": None, "steps": 0, "transaction": None,
        }
        return self.guests[number]

    def create(self, request):
        [order] = request.body["parameters"]
        order = {name: value for name, value in order.items() if value is not None}
        for name in ("hostname", "domain", "localDiskFlag", "hourlyBillingFlag", "datacenter"):
            if name not in order:
                raise Refusal(500, f"Property '{name}' must be set to create an instance.",
                              code="SoftLayer_Exception_MissingCreationProperty")
        if not re.fullmatch(r"[A-Za-z0-9-]+", order["hostname"]):
            raise Refusal(500, "Invalid hostname.")
        if not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}", order["domain"]):
            raise Refusal(500, "Invalid domain.")
        own = order.get("blockDeviceTemplateGroup", {}).get("globalIdentifier")
        if own and own not in [image["globalIdentifier"] for image in OWN_IMAGES]:
            raise Refusal(500, "Invalid image.", code="SoftLayer_Exception_InvalidValue")
        if own and "operatingSystemReferenceCode" in order:
            raise Refusal(500, "An image and an operating system exclude each other.")
        flavor = order.get("supplementalCreateObjectOptions", {}).get("flavorKeyName")
        system, datacenter = order.get("operatingSystemReferenceCode"), order["datacenter"].get("name")
        for what, value, known in (("flavorKeyName", flavor, FLAVORS), ("datacenter.name", datacenter, DATACENTERS),
                                   ("operatingSystemReferenceCode", system, SYSTEMS)):
            if value not in known and not (own and value is None):
                raise Refusal(500, f"Invalid value provided for '{what}'.", code="SoftLayer_Exception_InvalidValue")
        for side, space in (("primaryNetworkComponent", "PUBLIC"), ("primaryBackendNetworkComponent", "PRIVATE")):
            if side in order and (order[side]["networkVlan"]["id"], space, datacenter) not in [
                    (number, space, place) for number, space, _, place in VLANS]:
                raise Refusal(500, f"Invalid VLAN in '{side}'.")
        for key in order.get("sshKeys", []):
            if key["id"] not in self.keys:
                raise Refusal(500, f"Invalid SSH key {key['id']}.")
        guest = self.add(order, flavor, system, datacenter)
        guest |= {"power": "HALTED", "is_ready": False, "next": "RUNNING", "transaction": "ASSIGN_HOST"}
        local = ("id", "hostname", "domain", "fullyQualifiedDomainName", "createDate", "maxCpu", "maxMemory")
        answer = {name: value for name, value in shown(guest).items() if name in local}
        return 200, answer | {"globalIdentifier": shown(guest)["globalIdentifier"]}

    def guest(self, request):
        guest = self.guests.get(request.values["id"])
        if guest is None:
            raise Refusal(404, f"Unable to find object with id of '{request.values['id']}'.",
                          code="SoftLayer_Exception_ObjectNotFound")
        return guest

    def list_guests(self, request):
        for guest in list(self.guests.values()):
            self.settle(guest)
        return self.page("virtualGuests", [shown(guest) for guest in self.guests.values()], request)

    def list_images(self, request):
        return self.page("privateBlockDeviceTemplateGroups", OWN_IMAGES, request)

    def list_networks(self, request):
        return self.page("networkVlans", [vlan(*row) for row in VLANS], request)

    def page(self, name, elements, request):
        sorting = {"operation": "orderBy", "options": [{"name": "sort", "value": ["ASC"]}]}
        if request.values.get("objectFilter", {}) not in ({}, {name: {"id": sorting}}):
            raise Refusal(500, "Invalid object filter.")
        offset, limit = request.values.get("resultLimit", [0, len(elements)])
        page = elements[offset:offset + min(limit, self.page_size)]
        mask = request.values.get("objectMask", {"id": {}, "hostname": {}, "domain": {}})
        return 200, masked(page, mask), {"SoftLayer-Total-Items": str(len(elements))}

    def show(self, request):
        guest = self.guest(request)
        self.settle(guest)
        return 200, masked(shown(guest), request.values.get("objectMask", {"id": {}, "hostname": {}, "domain": {}}))

    def options(self, request):
        return 200, OPTIONS

    def power_state(self, request):
        guest = self.guest(request)
        self.settle(guest)
        return 200, shown(guest)["powerState"]

    def edit(self, request):
        guest, [change] = self.guest(request), request.body["parameters"]
        guest |= {name: change[name] for name in ("hostname", "domain") if name in change}
        return 200, True

    def destroy(self, request):
        guest = self.idle(request)
        guest |= {"transaction": "RECLAIM_WAIT", "power": "HALTED", "next": "GONE", "steps": 0}
        return 200, True

    def idle(self, request):
        guest = self.guest(request)
        if guest["transaction"]:
            raise Refusal(500, "There is currently an active transaction on this virtual guest.")
        return guest

    def change(power, afterwards, is_soft=False):
        def change(self, request):
            guest = self.idle(request)
            if guest["power"] not in power:
                raise Refusal(500, f"The virtual guest is {guest['power'].lower()}.")
            if not (is_soft and self.is_deaf):
                guest |= {"next": afterwards, "steps": 0}
            return 200, True
        return change

    def list_keys(self, request):
        return 200, masked(list(self.keys.values()), request.values.get("objectMask") or dict.fromkeys(KEY, {}))

    def add_key(self, request):
        [order] = request.body["parameters"]
        kind, data = (order["key"].split() + ["", ""])[:2]
        if not re.fullmatch(r"ssh-\w+|ecdsa-\S+", kind):
            raise Refusal(500, "Invalid SSH key.")
        digest = hashlib.md5(base64.b64decode(data, validate=True)).hexdigest()
        fingerprint = ":".join(digest[i:i + 2] for i in range(0, 32, 2))
        if any(key["fingerprint"] == fingerprint for key in self.keys.values()):
            raise Refusal(500, "SSH key already exists.")
        self.next_id += 1
        self.keys[self.next_id] = {
            "id": self.next_id, "label": order["label"], "key": order["key"], "fingerprint": fingerprint,
            "notes": order.get("notes") or "", "createDate": CREATED,
        }
        return 200, self.keys[self.next_id]

    def settle(self, guest):
        """One step further with what is being done to a machine."""
        guest["steps"] += 1
        if not guest["next"] or guest["steps"] < STEPS:
            return
        if guest["next"] == "GONE":
            self.guests.pop(guest["id"], None)
        guest |= {"power": guest["next"], "next": None, "is_ready": True, "transaction": None}

    operations = {
        ("GET", "SoftLayer_Account/getNetworkVlans"): list_networks,
        ("GET", "SoftLayer_Account/getPrivateBlockDeviceTemplateGroups"): list_images,
        ("GET", "SoftLayer_Account/getSshKeys"): list_keys,
        ("GET", "SoftLayer_Account/getVirtualGuests"): list_guests,
        ("POST", "SoftLayer_Security_Ssh_Key/createObject"): add_key,
        ("POST", "SoftLayer_Virtual_Guest/createObject"): create,
        ("DELETE", "SoftLayer_Virtual_Guest/deleteObject"): destroy,
        ("GET", "SoftLayer_Virtual_Guest/deleteObject"): destroy,
        ("POST", "SoftLayer_Virtual_Guest/editObject"): edit,
        ("GET", "SoftLayer_Virtual_Guest/getCreateObjectOptions"): options,
        ("GET", "SoftLayer_Virtual_Guest/getObject"): show,
        ("GET", "SoftLayer_Virtual_Guest/getPowerState"): power_state,
        ("GET", "SoftLayer_Virtual_Guest/pause"): change(["RUNNING"], "PAUSED"),
        ("GET", "SoftLayer_Virtual_Guest/powerOff"): change(["RUNNING", "HALTED"], "HALTED"),
        ("GET", "SoftLayer_Virtual_Guest/powerOffSoft"): change(["RUNNING"], "HALTED", is_soft=True),
        ("GET", "SoftLayer_Virtual_Guest/powerOn"): change(["RUNNING", "HALTED"], "RUNNING"),
        ("GET", "SoftLayer_Virtual_Guest/rebootDefault"): change(["RUNNING"], "RUNNING"),
        ("GET", "SoftLayer_Virtual_Guest/resume"): change(["PAUSED"], "RUNNING"),
    }


def vlan(number, space, tag, place):
    own = {"name": "inner"} if number == 33 else {}
    return {"id": number, "networkSpace": space, "vlanNumber": tag, "datacenter": {"name": place}, **own}


KEY = ("id", "label", "key", "fingerprint", "notes", "createDate")


def shown(guest):
    """What the vendor shows of a machine, before a mask."""
    number = guest["id"]
    cpus, memory, _ = guest["flavor"].split("_")[1].split("X")
    whole = {
        "id": number, "hostname": guest["hostname"], "domain": guest["domain"],
        "fullyQualifiedDomainName": f"{guest['hostname']}.{guest['domain']}", "createDate": CREATED,
        "globalIdentifier": f"1a2b3c-{number}", "maxCpu": int(cpus), "maxMemory": int(memory) * 1024,
        "status": {"keyName": "ACTIVE", "name": "Active"}, "hourlyBillingFlag": True, "notes": "",
        "powerState": {"keyName": guest["power"], "name": guest["power"].capitalize()},
        "datacenter": {"id": 50, "name": guest["datacenter"], "longName": guest["datacenter"].upper()},
        "billingItem": {"id": number * 7, "orderItem": {"preset": {"keyName": guest["flavor"]}}},
        "userData": guest["userData"],
    }
    if guest["transaction"]:
        status = {"name": guest["transaction"], "friendlyName": guest["transaction"].capitalize().replace("_", " ")}
        whole["activeTransaction"] = {"id": number * 11, "transactionStatus": status}
    if guest["own"]:
        whole["blockDeviceTemplateGroup"] = guest["own"]
    if guest["is_ready"]:
        system = guest["system"] or SYSTEMS[0]
        software = {"referenceCode": system, "name": system.split("_")[0], "version": "1"}
        whole |= {
            "provisionDate": CREATED,
            "operatingSystem": {"softwareLicense": {"softwareDescription": software}},
            # Of loopback: whoever looks for a login there stays on this computer.
            "primaryIpAddress": f"127.113.1.{number // 4 % 250 + 1}",
            "primaryBackendIpAddress": f"10.45.19.{number // 4 % 250 + 1}",
        }
    return whole
