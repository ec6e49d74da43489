"""google-api-python-client at the double: gce_client.py URL PARAMETERS PUBLIC_KEY."""
import json
import sys
import time
import uuid

from google.oauth2.service_account import Credentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from recorder import Recorder

url, parameters, key = sys.argv[1:4]
parameters = json.loads(parameters)
project, zone = parameters["project_id"], "europe-west1-b"
PUBLISHERS = [
    "almalinux-cloud", "centos-cloud", "cos-cloud", "debian-cloud", "fedora-coreos-cloud", "opensuse-cloud",
    "rhel-cloud", "rocky-linux-cloud", "suse-cloud", "ubuntu-os-cloud",
]
MACHINE = ("id,name,status,zone,machineType,creationTimestamp,networkInterfaces(network,networkIP,ipv6Address,"
           "accessConfigs/natIP,ipv6AccessConfigs/externalIpv6),metadata/items,tags/items,labels,deletionProtection")
recorder = Recorder(url)
credentials = Credentials.from_service_account_info(
    {"client_email": parameters["email"], "private_key": parameters["private_key"], "token_uri": url + "/token"},
    scopes=["https://www.googleapis.com/auth/compute"])
compute = build(
    "compute", "v1", credentials=credentials, static_discovery=True,
    client_options={"api_endpoint": url + "/compute/v1/"})
machines = compute.instances()


def listed(resource, request, count=None):
    """Reads all pages."""
    found = []
    while request is not None:
        answer = request.execute()
        items = answer.get("items", [])
        if isinstance(items, dict):
            items = [machine for scope in items.values() for machine in scope.get("instances", [])]
        found += items
        following = getattr(resource, "list_next", None) or resource.aggregatedList_next
        request = following(request, answer) if "nextPageToken" in answer else None
    assert count is None or len(found) == count, found
    return found


def done(word, operation):
    """Waits for the end of an operation; the looking counts as an operation of its own."""
    recorder.did(word)
    for _ in range(100):
        operation = compute.zoneOperations().get(
            project=project, zone=zone, operation=operation["name"],
            fields="name,status,error/errors(code,message)").execute()
        if operation["status"] == "DONE":
            recorder.did("operation")
            assert "error" not in operation, operation
            return
        recorder.ask("requests")
        time.sleep(0.01)
    sys.exit(f"{word} does not end")


# The token is fetched with the first request.
machines.aggregatedList(project=project, maxResults=1, fields="kind").execute()
asked = recorder.ask("requests")
recorder.recorded["log in"] = asked[:1]
machines.aggregatedList(project=project, maxResults=1, fields="kind").execute()
recorder.did("verify")
listed(machines, machines.aggregatedList(
    project=project, maxResults=500, fields=f"items/*/instances({MACHINE}),items/*/warning/code,nextPageToken"), 0)
recorder.did("machines")

images = compute.images()
IMAGE = "items(name,family,status,deprecated/state),nextPageToken"
listed(images, images.list(project=project, maxResults=500, fields=IMAGE), 2)
for publisher in PUBLISHERS:
    try:
        listed(images, images.list(
            project=publisher, maxResults=500, fields=IMAGE, orderBy="creationTimestamp desc"))
    except HttpError as error:
        assert error.status_code == 403, error
recorder.did("images")
zones, types, networks = compute.zones(), compute.machineTypes(), compute.networks()
open_zones = [found["name"] for found in listed(zones, zones.list(
    project=project, maxResults=500, fields="items(name,status,deprecated/state),nextPageToken"), 4)
    if found["status"] == "UP"]
recorder.did("locations")
for name in open_zones:
    listed(types, types.list(
        project=project, zone=name, maxResults=500, fields="items(name,memoryMb,deprecated/state),nextPageToken"))
recorder.did("sizes")
listed(networks, networks.list(project=project, maxResults=500, fields="items(name),nextPageToken"), 3)
recorder.did("networks")


def order(name, image, interfaces, **more):
    return {
        "name": name, "machineType": f"zones/{zone}/machineTypes/e2-medium", "networkInterfaces": interfaces,
        "disks": [{"boot": True, "autoDelete": True, "initializeParams": {"sourceImage": image}}], **more}


def insert(number, body):
    request = str(uuid.uuid5(uuid.NAMESPACE_URL, "mist-shell:order:" + number))
    return machines.insert(project=project, zone=zone, requestId=request, body=body).execute()


access = [{"type": "ONE_TO_ONE_NAT", "name": "External NAT"}]
operation = insert("golden-1", order(
    "golden", "projects/debian-cloud/global/images/family/debian-13",
    [{"network": "global/networks/default", "accessConfigs": access}],
    metadata={"items": [{"key": "ssh-keys", "value": "user:" + key}]}))
done("create", operation)
where = {"project": project, "zone": zone, "instance": operation["targetId"]}
done("reboot", machines.reset(**where).execute())
done("stop", machines.stop(**where).execute())
done("resize", machines.setMachineType(
    **where, body={"machineType": f"zones/{zone}/machineTypes/e2-standard-2"}).execute())
machines.get(**where, fields="name,status").execute()
done("rename", machines.setName(**where, body={"name": "golden2", "currentName": "golden"}).execute())
done("start", machines.start(**where).execute())
done("destroy", machines.delete(**where).execute())
networks.get(project=project, network="inner", fields="name,subnetworks").execute()
operation = insert("golden-3", order(
    "golden3", f"projects/{project}/global/images/golden-image",
    [{"network": "global/networks/inner", "subnetwork": "regions/europe-west1/subnetworks/inner",
      "accessConfigs": access}]))
done("create in a network", operation)
recorder.finish()
