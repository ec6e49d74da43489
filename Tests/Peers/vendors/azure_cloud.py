"""A small Azure: its Resource Manager, and the login of Microsoft Entra before it.

A page holds one thing, unless a test says otherwise.
"""
import base64
import hashlib
import json
import re
import secrets
import time
import uuid
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlencode

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from vendor import Refusal, Vendor

CREATED = "2026-11-01T12:00:00.0000000+00:00"
SCOPE = "https://management.azure.com/.default"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LOCATIONS = [
    ("westeurope", "West Europe", "Physical", "Europe"), ("eastus", "East US", "Physical", "United States"),
    ("closed", "Closed To Us", "Physical", "Nowhere"), ("europe", "Europe", "Logical", None),
]
# By location: name, cores, memory and temporary disk in MiB.
SIZES = {
    "westeurope": [("Standard_B1s", 1, 1024, 4096), ("Standard_B2s", 2, 4096, 8192)],
    "eastus": [("Standard_B1s", 1, 1024, 4096), ("Standard_D2s_v5", 2, 8192, 0)],
}
MARKET = {
    "Debian": {"debian-12": ["12", "12-gen2"], "debian-13": ["13-gen2"]},
    "Canonical": {"ubuntu-24_04-lts": ["server", "minimal"]},
    "someone": {"debian-for-you": ["odd"]},
}
# How often a thing is looked at until what was begun has ended.
STEPS = 2
COMPUTE, NETWORK = "Microsoft.Compute", "Microsoft.Network"


class Cloud(Vendor):
    unauthorized = "The access token is missing, expired or no token of this directory."

    def __init__(self):
        self.page_size, self.number, self.next_refusal, self.only_new = 1, 0, None, False
        self.subscription, self.tenant, self.client = (str(uuid.uuid4()) for _ in range(3))
        self.secret, self.tokens, self.used = secrets.token_urlsafe(30), set(), set()
        self.certificate, self.certificate_bytes, self.public_key = make_certificate()
        self.begin()

    def begin(self):
        """A subscription that is used already: by the id in small letters, its groups and what is in them."""
        self.groups, self.things, self.operations_begun = {}, {}, {}
        self.put_group("legacy", "westeurope")
        self.network = self.put("legacy", NETWORK, "virtualNetworks", "office", {
            "location": "westeurope", "properties": {
                "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}, "subnets": [
                    {"name": "front", "properties": {"addressPrefix": "10.1.1.0/24"}},
                    {"name": "back", "properties": {"addressPrefix": "10.1.2.0/24"}}]}})
        self.put("legacy", NETWORK, "virtualNetworks", "bare", {
            "location": "eastus", "properties": {"addressSpace": {"addressPrefixes": ["10.2.0.0/16"]}, "subnets": []}})
        self.put("legacy", COMPUTE, "images", "golden-debian", {"location": "westeurope"})
        for thing in self.things.values():
            finish(thing)

    def parameters(self):
        return {"subscription_id": self.subscription, "tenant_id": self.tenant, "client_id": self.client,
                "client_secret": self.secret, "certificate": self.certificate}

    def set(self, page_size=None, machines=0, forgets=False, revokes=False, refuses=None):
        """`forgets` begins anew; `revokes` ends every token; `refuses` names the kind whose next order is refused."""
        if forgets:
            self.begin()
        self.page_size = page_size or self.page_size
        self.next_refusal = refuses
        if revokes:
            self.tokens.clear()
        for _ in range(machines):
            name = f"old{sum(thing['kind'] == 'virtualMachines' for thing in self.things.values())}"
            address = self.put("legacy", NETWORK, "publicIPAddresses", name + "-ip", {
                "location": "westeurope", "sku": {"name": "Standard"},
                "properties": {"publicIPAllocationMethod": "Static"}})
            card = self.put("legacy", NETWORK, "networkInterfaces", name + "-nic", {
                "location": "westeurope", "properties": {"ipConfigurations": [{"name": "one", "properties": {
                    "subnet": {"id": self.network["id"] + "/subnets/front"},
                    "publicIPAddress": {"id": address["id"]}}}]}})
            machine = self.put("legacy", COMPUTE, "virtualMachines", name, {
                "location": "westeurope", "properties": {
                    "hardwareProfile": {"vmSize": "Standard_B1s"},
                    "storageProfile": {
                        "imageReference": {"publisher": "Debian", "offer": "debian-12", "sku": "12-gen2",
                                           "version": "latest"},
                        "osDisk": {"createOption": "FromImage"}},
                    "networkProfile": {"networkInterfaces": [{"id": card["id"]}]}}})
            for thing in (address, card, machine):
                finish(thing)

    # The login.

    def read_body(self, headers, text):
        if headers.get("Content-Type", "").split(";")[0] == "application/x-www-form-urlencoded":
            return dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))
        return super().read_body(headers, text)

    def outside(self, request_line, headers, body):
        method, path, query = request_line
        base = f"{'https' if headers.get('X-Double-TLS') else 'http'}://{headers.get('Host')}"
        # What a client may ask first: where the login is.
        if method == "GET" and path.endswith("/v2.0/.well-known/openid-configuration"):
            tenant = path.split("/")[1]
            return 200, {"token_endpoint": f"{base}/{tenant}/oauth2/v2.0/token", "issuer": f"{base}/{tenant}/v2.0",
                         "authorization_endpoint": f"{base}/{tenant}/oauth2/v2.0/authorize"}
        if method != "POST" or not path.endswith("/oauth2/v2.0/token"):
            return None
        assert not query, "the login takes no query"
        assert isinstance(body, dict), "the login takes a form"
        try:
            assert body.get("scope") == SCOPE, f"the scope is {body.get('scope')}"
            assert body.get("grant_type") == "client_credentials", "the grant is no client's own"
            if path != f"/{self.tenant}/oauth2/v2.0/token":
                raise Refusal(400, "AADSTS90002: Tenant not found.", code="invalid_request")
            if body.get("client_id") != self.client:
                raise Refusal(400, "AADSTS700016: The application was not found.", code="unauthorized_client")
            if "client_assertion" in body:
                assert body.get("client_assertion_type") == ASSERTION, "an assertion of another type"
                assert "client_secret" not in body, "a secret beside the assertion"
                self.check_assertion(body["client_assertion"], base + path)
            elif body.get("client_secret") != self.secret:
                raise Refusal(401, "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1-2",
                              code="invalid_client")
        except Refusal as refusal:
            return refusal.status, {"error": refusal.details["code"], "error_description": refusal.words}
        token = secrets.token_urlsafe(60)
        self.tokens.add(token)
        return 200, {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token}

    def check_assertion(self, assertion, audience):
        header = jwt.get_unverified_header(assertion)
        marks = {"x5t": hashlib.sha1, "x5t#S256": hashlib.sha256}
        own = {name: b64(kind(self.certificate_bytes).digest()) for name, kind in marks.items()}
        shown = {name: header[name].rstrip("=") for name in marks if name in header}
        assert header["typ"] == "JWT" and header["alg"] in ("RS256", "PS256"), f"a header with {header}"
        assert shown, "no thumbprint in the header"
        if any(own[name] != value for name, value in shown.items()):
            raise Refusal(401, "AADSTS700027: The certificate is not registered.", code="invalid_client")
        try:
            claims = jwt.decode(
                assertion, self.public_key, algorithms=[header["alg"]], audience=audience, issuer=self.client,
                options={"require": ["aud", "exp", "iss", "jti", "sub"]})
        except jwt.InvalidSignatureError as error:
            raise Refusal(401, "AADSTS700027: The signature is another's.", code="invalid_client") from error
        except jwt.InvalidTokenError as error:
            raise AssertionError(f"an assertion that is none: {error}") from error
        assert claims["sub"] == self.client, "an assertion about another"
        assert claims["exp"] - time.time() <= 24 * 3600, "an assertion that is good for too long"
        assert claims["jti"] not in self.used, "an assertion that was used before"
        self.used.add(claims["jti"])

    def knows(self, headers):
        self.only_new = headers.get("If-None-Match") == "*"
        kind, _, token = headers.get("Authorization", "").partition(" ")
        return kind == "Bearer" and token in self.tokens

    def refusal(self, refusal):
        code = refusal.details.get("code") or {401: "AuthenticationFailed", 404: "ResourceNotFound"}[refusal.status]
        return refusal.status, {"error": {"code": code, "message": refusal.words}}

    # Things: what has an id.

    def id(self, group, space, kind, name):
        return f"/subscriptions/{self.subscription}/resourceGroups/{group}/providers/{space}/{kind}/{name}"

    def own(self, request):
        if request.values["subscriptionId"] != self.subscription:
            raise Refusal(404, "The subscription could not be found.", code="SubscriptionNotFound")

    def put_group(self, name, location):
        self.groups[name.lower()] = {
            "id": f"/subscriptions/{self.subscription}/resourceGroups/{name}", "name": name, "location": location,
            "type": "Microsoft.Resources/resourceGroups", "properties": {"provisioningState": "Succeeded"}}
        return self.groups[name.lower()]

    def put(self, group, space, kind, name, body):
        number = self.id(group, space, kind, name)
        thing = {"id": number, "name": name, "space": space, "kind": kind, "body": body, "steps": 0,
                 "state": "Creating" if space == COMPUTE else "Updating", "next": "Succeeded"}
        if kind == "virtualMachines":
            thing |= {"uuid": str(uuid.uuid4()), "power": "starting", "next_power": "running"}
        if kind in ("publicIPAddresses", "networkInterfaces"):
            self.number += 1
            # Of loopback: whoever looks for a login there stays on this computer.
            thing["address"] = f"127.113.{0 if kind == 'publicIPAddresses' else 128}.{self.number % 250 + 1}"
        self.things[number.lower()] = thing
        return thing

    def find(self, number, kind=None):
        thing = self.things.get(number.lower())
        return thing if thing and kind in (None, thing["kind"]) else None

    def settle(self, thing):
        """One step further with what is being done to a thing."""
        thing["steps"] += 1
        if thing["steps"] >= STEPS and (thing["next"] or thing.get("next_power")):
            if thing["next"] == "Gone":
                self.remove(thing)
            finish(thing)

    def remove(self, thing):
        """With what says that it goes along."""
        self.things.pop(thing["id"].lower(), None)
        for entry in thing["body"]["properties"].get("networkProfile", {}).get("networkInterfaces", []):
            card = self.find(entry["id"])
            if card and entry.get("properties", {}).get("deleteOption") == "Delete":
                self.remove(card)
        for configuration in thing["body"]["properties"].get("ipConfigurations", []):
            address = configuration["properties"].get("publicIPAddress", {})
            if address.get("properties", {}).get("deleteOption") == "Delete":
                self.things.pop(address["id"].lower(), None)

    def user(self, number):
        """The id of the thing that uses another one."""
        for thing in self.things.values():
            used = [e["id"] for e in thing["body"].get("properties", {}).get("networkProfile", {}).get(
                "networkInterfaces", [])]
            used += [c["properties"].get("publicIPAddress", {}).get("id", "") for c in thing["body"].get(
                "properties", {}).get("ipConfigurations", [])]
            if number.lower() in [one.lower() for one in used]:
                return thing["id"]
        return None

    def begun(self, request, thing, is_told_by_location=False):
        """Headers that tell where to ask how far it is."""
        number = str(uuid.uuid4())
        self.operations_begun[number] = thing
        location = thing["body"]["location"]
        kind = "operationResults" if is_told_by_location else "operations"
        version = request.values["api-version"]
        link = (f"{request.base}/subscriptions/{self.subscription}/providers/{thing['space']}/locations/{location}"
                f"/{kind}/{number}?api-version={version}")
        return {"Location" if is_told_by_location else "Azure-AsyncOperation": link, "Retry-After": "0"}

    # What operations are made of: functions that answer one kind of request.

    def list_of(kind, path):
        def listed(self, request):
            self.own(request)
            things = [thing for thing in list(self.things.values()) if thing["kind"] == kind]
            only_status = request.values.get("statusOnly") == "true"
            if only_status:
                for thing in things:
                    self.settle(thing)
            shown = [self.shown(thing, only_status) for thing in things]
            return self.page([one for one in shown if one["id"].lower() in self.things], request, path)
        return listed

    def page(self, elements, request, path):
        start = int(request.values.get("$skiptoken", 0))
        body = {"value": elements[start:start + self.page_size]}
        if start + self.page_size < len(elements):
            query = {name: value for name, value in request.values.items() if name in ("api-version", "statusOnly")}
            query["$skiptoken"] = start + self.page_size
            body["nextLink"] = f"{request.base}/subscriptions/{self.subscription}{path}?{urlencode(query)}"
        return 200, body

    def show(space, kind, name_key):
        def shown(self, request):
            thing = self.named(request, space, kind, name_key)
            self.settle(thing)
            return 200, self.shown(self.named(request, space, kind, name_key))
        return shown

    def named(self, request, space, kind, name_key):
        self.own(request)
        group = request.values["resourceGroupName"]
        if group.lower() not in self.groups:
            raise Refusal(404, f"Resource group '{group}' could not be found.", code="ResourceGroupNotFound")
        thing = self.find(self.id(group, space, kind, request.values[name_key]), kind)
        if thing is None:
            raise Refusal(404, f"The Resource '{space}/{kind}/{request.values[name_key]}' under resource group "
                               f"'{group}' was not found.")
        return thing

    def make(space, kind, name_key, check):
        def made(self, request):
            self.own(request)
            group, name, body = request.values["resourceGroupName"], request.values[name_key], request.body
            if group.lower() not in self.groups:
                raise Refusal(404, f"Resource group '{group}' could not be found.", code="ResourceGroupNotFound")
            known = self.find(self.id(group, space, kind, name))
            if known and self.only_new:
                raise Refusal(412, "The precondition is not met: the resource exists.", code="PreconditionFailed")
            if kind == self.next_refusal:
                self.next_refusal = None
                raise Refusal(409, "Operation could not be completed as it results in exceeding approved quota.",
                              code="OperationNotAllowed")
            if body.get("location") not in SIZES:
                raise Refusal(400, f"The provided location '{body.get('location')}' is not available.",
                              code="LocationNotAvailableForResourceType")
            check(self, body)
            if known:
                if known["body"] != body:
                    raise Refusal(409, "Changing property is not allowed.", code="PropertyChangeNotAllowed")
                return 200, self.shown(known)
            thing = self.put(group, space, kind, name, body)
            return 201, self.shown(thing), self.begun(request, thing)
        return made

    def check_network(self, body):
        if not body["properties"]["addressSpace"]["addressPrefixes"]:
            raise Refusal(400, "Address prefixes are missing.", code="InvalidRequestFormat")

    def check_guards(self, body):
        for rule in body["properties"].get("securityRules", []):
            if not 100 <= rule["properties"]["priority"] <= 4096:
                raise Refusal(400, "The priority is out of range.", code="SecurityRuleInvalidPriority")

    def check_address(self, body):
        if body.get("sku", {}).get("name") == "Standard" and (
                body["properties"].get("publicIPAllocationMethod") != "Static"):
            raise Refusal(400, "Standard sku public IPs must be static.", code="PublicIPAndSkuMismatch")

    def check_card(self, body):
        guards = body["properties"].get("networkSecurityGroup")
        if guards:
            self.whole(guards["id"], "networkSecurityGroups")
        for configuration in body["properties"]["ipConfigurations"]:
            properties = configuration["properties"]
            network, _, subnet = properties["subnet"]["id"].partition("/subnets/")
            network = self.whole(network, "virtualNetworks")
            if subnet not in [one["name"] for one in network["body"]["properties"]["subnets"]]:
                raise Refusal(400, f"Subnet {subnet} not found.", code="InvalidResourceReference")
            if network["body"]["location"] != body["location"]:
                raise Refusal(400, "The network is in another location.", code="InvalidResourceReference")
            if "publicIPAddress" in properties:
                self.whole(properties["publicIPAddress"]["id"], "publicIPAddresses")

    def whole(self, number, kind):
        thing = self.find(number, kind)
        if thing is None:
            raise Refusal(400, f"Resource {number} was not found.", code="InvalidResourceReference")
        if thing["state"] != "Succeeded":
            raise Refusal(409, f"Resource {number} is not provisioned.", code="ReferencedResourceNotProvisioned")
        return thing

    def check_machine(self, body):
        properties = body["properties"]
        if properties["hardwareProfile"]["vmSize"] not in [row[0] for row in SIZES[body["location"]]]:
            raise Refusal(409, "The requested VM size is not available in this location.", code="SkuNotAvailable")
        image = properties["storageProfile"]["imageReference"]
        if "id" in image:
            if self.find(image["id"], "images") is None:
                raise Refusal(404, "The image was not found.", code="ImageNotFound")
        elif image["sku"] not in MARKET.get(image["publisher"], {}).get(image["offer"], []):
            raise Refusal(404, "The platform image is not available.", code="PlatformImageNotFound")
        system = properties["osProfile"]
        if system["adminUsername"] in ("root", "admin", "administrator"):
            raise Refusal(400, "The Admin Username specified is not allowed.", code="InvalidParameter")
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?", system["computerName"]):
            raise Refusal(400, "The host name is not valid.", code="InvalidParameter")
        linux = system["linuxConfiguration"]
        keys = linux.get("ssh", {}).get("publicKeys", [])
        if linux["disablePasswordAuthentication"] and not keys:
            raise Refusal(400, "Authentication using SSH needs a key.", code="InvalidParameter")
        for key in keys:
            if key["path"] != f"/home/{system['adminUsername']}/.ssh/authorized_keys":
                raise Refusal(400, "Destination path for SSH public keys is limited.", code="InvalidParameter")
            if not re.match(r"(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/=]+", key["keyData"]):
                raise Refusal(400, "The value of parameter linuxConfiguration.ssh is invalid.", code="InvalidParameter")
        for card in properties["networkProfile"]["networkInterfaces"]:
            self.whole(card["id"], "networkInterfaces")
            if self.user(card["id"]):
                raise Refusal(400, "Network Interface is used by an existing VM.", code="NicInUse")

    def drop(space, kind, name_key):
        def dropped(self, request):
            try:
                thing = self.named(request, space, kind, name_key)
            except Refusal:
                return 204, None
            if user := self.user(thing["id"]):
                code = "NicInUse" if kind == "networkInterfaces" else "PublicIPAddressCannotBeDeleted"
                raise Refusal(400, f"{thing['id']} is used by {user}.", code=code)
            if kind == "virtualMachines" and thing["state"] == "Creating":
                raise Refusal(409, "Another operation is in progress.", code="OperationNotAllowed")
            thing |= {"state": "Deleting", "next": "Gone", "steps": 0}
            return 202, None, self.begun(request, thing, is_told_by_location=space == COMPUTE)
        return dropped

    def idle(self, request):
        machine = self.named(request, COMPUTE, "virtualMachines", "vmName")
        if machine["next"] or machine["next_power"]:
            raise Refusal(409, "Another operation is in progress.", code="OperationNotAllowed")
        return machine

    def power(begins, ends):
        def changed(self, request):
            machine = self.idle(request)
            machine |= {"power": begins, "next_power": ends, "steps": 0}
            return 202, None, self.begun(request, machine)
        return changed

    def change(self, request):
        machine = self.idle(request)
        size = request.body["properties"]["hardwareProfile"]["vmSize"]
        if size not in [row[0] for row in SIZES[machine["body"]["location"]]]:
            raise Refusal(400, "The requested VM size is not available in this location.", code="InvalidParameter")
        machine["body"]["properties"]["hardwareProfile"]["vmSize"] = size
        machine |= {"state": "Updating", "next": "Succeeded", "steps": 0}
        return 200, self.shown(machine), self.begun(request, machine)

    def operation(self, request):
        thing = self.operation_of(request)
        self.settle(thing)
        is_over = not thing["next"] and not thing.get("next_power")
        return 200, {"status": "Succeeded" if is_over else "InProgress", "startTime": CREATED}, {"Retry-After": "0"}

    def result(self, request):
        thing = self.operation_of(request)
        self.settle(thing)
        if not thing["next"]:
            return 204, None
        return 202, None, self.begun(request, thing, is_told_by_location=True)

    def operation_of(self, request):
        self.own(request)
        if request.values["operationId"] not in self.operations_begun:
            raise Refusal(404, "The operation is not known.", code="NotFound")
        return self.operations_begun[request.values["operationId"]]

    def show_group(self, request):
        self.own(request)
        group = self.groups.get(request.values["resourceGroupName"].lower())
        if group is None:
            raise Refusal(404, "Resource group could not be found.", code="ResourceGroupNotFound")
        return 200, group

    def make_group(self, request):
        self.own(request)
        name, location = request.values["resourceGroupName"], request.body["location"]
        known = self.groups.get(name.lower())
        if known and known["location"] != location:
            raise Refusal(409, "The resource group exists in another location.", code="InvalidResourceGroupLocation")
        return (200, known) if known else (201, self.put_group(name, location))

    def list_locations(self, request):
        self.own(request)
        return self.page([location(self.subscription, *row) for row in LOCATIONS], request, "/locations")

    def list_sizes(self, request):
        self.own(request)
        rows = SIZES.get(request.values["location"])
        if rows is None:
            raise Refusal(400, "No registered resource provider found for this location.",
                          code="NoRegisteredProviderFound")
        return 200, {"value": [
            {"name": name, "numberOfCores": cores, "memoryInMB": memory, "resourceDiskSizeInMB": disk,
             "osDiskSizeInMB": 1047552, "maxDataDiskCount": 2} for name, cores, memory, disk in rows]}

    def list_offers(self, request):
        return 200, self.market(request, self.publisher(request))

    def list_skus(self, request):
        skus = self.publisher(request).get(request.values["offer"])
        if skus is None:
            raise Refusal(404, "The offer was not found.", code="NotFound")
        return 200, self.market(request, skus)

    def publisher(self, request):
        self.own(request)
        if request.values["publisherName"] not in MARKET:
            raise Refusal(404, "The publisher was not found.", code="NotFound")
        return MARKET[request.values["publisherName"]]

    def market(self, request, names):
        place = request.values["location"]
        return [{"id": f"/Subscriptions/{self.subscription}/Providers/{COMPUTE}/Locations/{place}/{name}", "name": name,
                 "location": place} for name in names]

    # What the vendor shows of a thing.

    def shown(self, thing, with_status=False):
        body = thing["body"]
        properties = json.loads(json.dumps(body.get("properties", {}))) | {"provisioningState": thing["state"]}
        # Azure writes one and the same group in several ways.
        number = thing["id"].replace("/legacy/", "/LEGACY/") if with_status else thing["id"]
        whole = {name: body[name] for name in ("tags", "sku") if name in body} | {
            "id": number, "name": thing["name"], "type": f"{thing['space']}/{thing['kind']}",
            "location": body["location"], "properties": properties}
        if thing["kind"] == "virtualMachines":
            properties |= {"vmId": thing["uuid"].upper(), "timeCreated": CREATED}
            properties["storageProfile"]["osDisk"] |= {"osType": "Linux", "name": thing["name"] + "_OsDisk"}
            if with_status:
                properties["instanceView"] = {"statuses": [
                    {"code": f"ProvisioningState/{thing['state'].lower()}", "level": "Info"},
                    {"code": f"PowerState/{thing['power']}", "level": "Info", "displayStatus": thing["power"]}]}
        elif thing["kind"] == "networkInterfaces":
            if machine := self.user(thing["id"]):
                properties["virtualMachine"] = {"id": machine.replace("/legacy/", "/LEGACY/")}
            for configuration in properties["ipConfigurations"]:
                configuration["properties"]["privateIPAddress"] = thing["address"]
                configuration["properties"].setdefault("publicIPAddress", {}).pop("properties", None)
                if not configuration["properties"]["publicIPAddress"]:
                    del configuration["properties"]["publicIPAddress"]
        elif thing["kind"] == "publicIPAddresses":
            properties["ipAddress"] = thing["address"]
        elif thing["kind"] == "virtualNetworks":
            for subnet in properties["subnets"]:
                subnet["id"] = f"{thing['id']}/subnets/{subnet['name']}"
        return whole

    ROOT = "/subscriptions/{subscriptionId}"
    VM = ROOT + "/resourceGroups/{resourceGroupName}/providers/Microsoft.Compute/virtualMachines/{vmName}"
    NET = ROOT + "/resourceGroups/{resourceGroupName}/providers/Microsoft.Network"
    MARKET_ROOT = (ROOT + "/providers/Microsoft.Compute/locations/{location}/publishers/{publisherName}/artifacttypes"
                          "/vmimage/offers")
    operations = {
        ("GET", VM): show(COMPUTE, "virtualMachines", "vmName"),
        ("PUT", VM): make(COMPUTE, "virtualMachines", "vmName", check_machine),
        ("PATCH", VM): change,
        ("DELETE", VM): drop(COMPUTE, "virtualMachines", "vmName"),
        ("POST", VM + "/start"): power("starting", "running"),
        ("POST", VM + "/deallocate"): power("deallocating", "deallocated"),
        ("POST", VM + "/restart"): power("running", "running"),
        ("GET", ROOT + "/resourcegroups/{resourceGroupName}"): show_group,
        ("PUT", ROOT + "/resourcegroups/{resourceGroupName}"): make_group,
        ("GET", ROOT + "/locations"): list_locations,
        ("GET", ROOT + "/providers/Microsoft.Compute/locations/{location}/vmSizes"): list_sizes,
        ("GET", MARKET_ROOT): list_offers,
        ("GET", MARKET_ROOT + "/{offer}/skus"): list_skus,
        ("GET", ROOT + "/providers/Microsoft.Compute/locations/{location}/operations/{operationId}"): operation,
        ("GET", ROOT + "/providers/Microsoft.Compute/locations/{location}/operationResults/{operationId}"): result,
        ("GET", ROOT + "/providers/Microsoft.Network/locations/{location}/operations/{operationId}"): operation,
    }
    for space_, kind_, key_, check_ in [
            (NETWORK, "networkInterfaces", "networkInterfaceName", check_card),
            (NETWORK, "publicIPAddresses", "publicIpAddressName", check_address),
            (NETWORK, "virtualNetworks", "virtualNetworkName", check_network),
            (NETWORK, "networkSecurityGroups", "networkSecurityGroupName", check_guards)]:
        operations |= {
            ("GET", f"{NET}/{kind_}/{{{key_}}}"): show(space_, kind_, key_),
            ("PUT", f"{NET}/{kind_}/{{{key_}}}"): make(space_, kind_, key_, check_),
        }
    for kind_, key_ in [("networkInterfaces", "networkInterfaceName"), ("publicIPAddresses", "publicIpAddressName")]:
        operations["DELETE", f"{NET}/{kind_}/{{{key_}}}"] = drop(NETWORK, kind_, key_)
    for space_, kind_ in [(COMPUTE, "virtualMachines"), (COMPUTE, "images"), (NETWORK, "networkInterfaces"),
                          (NETWORK, "publicIPAddresses"), (NETWORK, "virtualNetworks")]:
        path_ = f"/providers/{space_}/{kind_}"
        operations["GET", ROOT + path_] = list_of(kind_, path_)


def finish(thing):
    if thing["next"] != "Gone":
        thing["state"] = thing["next"] or thing["state"]
    thing["next"] = None
    if thing.get("next_power"):
        thing |= {"power": thing["next_power"], "next_power": None}


def location(subscription, name, title, kind, geography):
    return {"id": f"/subscriptions/{subscription}/locations/{name}", "name": name, "type": "Region",
            "displayName": title, "regionalDisplayName": title,
            "metadata": {"regionType": kind, "regionCategory": "Recommended" if geography else "Other",
                         **({"geography": geography} if geography else {})}}


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def make_certificate():
    """PEM of a new certificate and its key, the certificate's bytes, and the key's public half."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mist-shell at a double")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2)).sign(key, hashes.SHA256()))
    pem = certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem.decode(), certificate.public_bytes(serialization.Encoding.DER), key.public_key()
