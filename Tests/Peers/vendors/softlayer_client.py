"""SoftLayer's Python client at the double: softlayer_client.py URL CREDENTIALS PUBLIC_KEY."""
import json
import sys
import time

import SoftLayer

from recorder import Recorder

url, credentials, key = sys.argv[1:]
login = json.loads(credentials)
recorder = Recorder(url)
client = SoftLayer.Client(
    username=login["username"], api_key=login["api_key"],
    transport=SoftLayer.RestTransport(endpoint_url=url + "/rest/v3.1", timeout=30))
machines, keys, guest = SoftLayer.VSManager(client), SoftLayer.SshKeyManager(client), client["Virtual_Guest"]
# What a listing shows is for its caller to say; all else of the request is the client's.
MASK = ("mask[id,hostname,domain,createDate,provisionDate,powerState[keyName],"
        "activeTransaction[transactionStatus[name,friendlyName]],datacenter[name],primaryIpAddress,"
        "primaryBackendIpAddress,maxCpu,maxMemory,"
        "operatingSystem[softwareLicense[softwareDescription[referenceCode]]],"
        "blockDeviceTemplateGroup[globalIdentifier],billingItem[orderItem[preset[keyName]]],userData[value],notes]")


def wait(number, power):
    """Every look at the double is a step."""
    for _ in range(100):
        state = machines.get_instance(number, mask="mask[provisionDate,powerState[keyName]]")
        if state["powerState"]["keyName"] == power and "provisionDate" in state:
            return recorder.ask("requests")
        time.sleep(0.01)
    sys.exit(f"the machine is {state}, not {power}")


def without_null(value):
    """The client writes null for whatever its caller left out."""
    if isinstance(value, list):
        return [without_null(element) for element in value]
    if not isinstance(value, dict):
        return value
    return {name: without_null(member) for name, member in value.items() if member is not None}


sorted_by_id = {"virtualGuests": {"id": SoftLayer.utils.query_filter_orderby()}}
client.call("Account", "getVirtualGuests", mask="mask[id,hostname]", filter=sorted_by_id, limit=1)
recorder.did("verify")
assert list(machines.list_instances(mask=MASK)) == []
recorder.did("machines")
options = guest.getCreateObjectOptions()
recorder.did("offers")
assert len(list(SoftLayer.ImageManager(client).list_private_images(mask="mask[id,globalIdentifier,name,parentId]"))) == 3
recorder.did("own images")
assert len(SoftLayer.NetworkManager(client).list_vlans(
    mask="mask[id,name,vlanNumber,networkSpace,datacenter[name]]")) == 3
recorder.did("networks")
client["Account"].getSshKeys(mask="mask[id,key,fingerprint]")
recorder.did("keys")
made_key = keys.add_key(key, "fleet")
recorder.did("import key")

made = machines.create_instance(
    hostname="golden", domain="example.com", flavor=options["flavors"][0]["flavor"]["keyName"], datacenter="dal05",
    os_code="DEBIAN_7_64", hourly=True, local_disk=True, ssh_keys=[made_key["id"]],
    userdata="#cloud-config\n# mist order order-1\n")
recorder.did("create")
number = made["id"]
wait(number, "RUNNING")
guest.rebootDefault(id=number)
recorder.did("reboot")
wait(number, "RUNNING")
guest.pause(id=number)
recorder.did("pause")
wait(number, "PAUSED")
guest.resume(id=number)
recorder.did("unpause")
wait(number, "RUNNING")
guest.powerOffSoft(id=number)
recorder.did("stop")
guest.getPowerState(id=number)
recorder.did("look")
wait(number, "HALTED")
guest.powerOn(id=number)
recorder.did("start")
wait(number, "RUNNING")
machines.edit(number, hostname="golden2")
recorder.did("rename")
machines.cancel_instance(number)
recorder.did("destroy")
made = machines.create_instance(
    hostname="golden3", domain="example.org", flavor=options["flavors"][0]["flavor"]["keyName"], datacenter="dal05",
    image_id="E6DBD73B-1651-4B28-BCBA-A11DF7C9D79E", public_vlan=31, private_vlan=32, hourly=True, local_disk=True,
    userdata="#cloud-config\n# mist order order-3\n")
recorder.did("create from an own image in networks")
wait(made["id"], "RUNNING")
machines.cancel_instance(made["id"])
recorder.recorded = without_null(recorder.recorded)
recorder.finish()
