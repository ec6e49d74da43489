"""The driver of apache-libcloud 3.6.0, the last that had one, at the double: nephoscale_client.py URL CREDENTIALS KEY."""
import json
import os
import sys
import time
from urllib.parse import urlsplit

sys.path.insert(0, os.path.join(sys.prefix, "older"))

import libcloud
from libcloud.compute.drivers.nephoscale import NephoscaleConnection, NephoscaleNodeDriver

from recorder import Recorder

assert libcloud.__version__ == "3.6.0", libcloud.__version__
# It speaks TLS alone.
NephoscaleConnection.allow_insecure = True
url, credentials, key = sys.argv[1:]
login, place = json.loads(credentials), urlsplit(url)
recorder = Recorder(url)
driver = NephoscaleNodeDriver(
    login["username"], login["password"], secure=False, host=place.hostname, port=place.port)


def wait(name, power):
    """Every look at the double is a step."""
    for _ in range(100):
        nodes = [node for node in driver.list_nodes() if node.name == name]
        if [node.state for node in nodes] == power:
            recorder.ask("requests")
            return nodes[0] if nodes else None
        time.sleep(0.01)
    sys.exit(f"{name} is {nodes}, not {power}")


assert driver.list_nodes() == []
recorder.did("machines")
assert len(driver.list_images()) == 4
recorder.did("images")
sizes = driver.list_sizes()
assert len(sizes) == 3
recorder.did("sizes")
zones = driver.list_locations()
assert len(zones) == 2
recorder.did("locations")
assert driver.ex_list_keypairs(ssh=True) == []
recorder.did("keys")
server_key = driver.ex_create_keypair("fleet", public_key=key)
recorder.did("import key")
assert driver.ex_list_keypairs(password=True) == []
recorder.did("console keys")
console_key = driver.ex_create_keypair("mist-console", key_group=4)
recorder.did("make console key")
driver.create_node(
    name="golden", size=next(size for size in sizes if size.id == "5"),
    image=next(image for image in driver.list_images() if image.id == "177"), server_key=server_key,
    console_key=console_key, zone=zones[0].id)
recorder.recorded["create"] = [request for request in recorder.ask("requests") if request["method"] == "POST"]
node = wait("golden", ["running"])
assert driver.reboot_node(node)
recorder.did("reboot")
wait("golden", ["running"])
assert driver.stop_node(node)
recorder.did("stop")
# A machine that is off is in no state that this driver knows.
wait("golden", ["unknown"])
assert driver.start_node(node)
recorder.did("start")
wait("golden", ["running"])
assert driver.rename_node(node, "golden2")
recorder.did("rename")
assert driver.destroy_node(node)
recorder.did("destroy")
wait("golden2", [])
recorder.finish()
