"""pydo at the double: digitalocean_client.py URL TOKEN PUBLIC_KEY HTTPS_URL CERTIFICATE."""
import sys
import time

from pydo import Client

from recorder import Recorder

url, token, key, secure, authority = sys.argv[1:]
recorder = Recorder(url)
client = Client(token, endpoint=secure, connection_verify=authority, retry_total=0)


def done(operation, answer):
    """Waits for the end of an action; the looking counts as an operation of its own."""
    recorder.did(operation)
    action = answer["action"]
    for _ in range(100):
        action = client.actions.get(action["id"])["action"]
        if action["status"] == "completed":
            recorder.did("action")
            return
        recorder.ask("requests")
        time.sleep(0.01)
    sys.exit(f"{operation} does not end")


def listed(answer, name, count, operation):
    assert len(answer[name]) == count, answer
    recorder.did(operation)


listed(client.droplets.list(per_page=1), "droplets", 0, "verify")
listed(client.droplets.list(per_page=200), "droplets", 0, "machines")
listed(client.images.list(type="distribution", per_page=200), "images", 3, "images")
listed(client.images.list(private=True, per_page=200), "images", 1, "own images")
listed(client.images.list(per_page=200), "images", 5, "search")
listed(client.sizes.list(per_page=200), "sizes", 4, "sizes")
listed(client.regions.list(per_page=200), "regions", 4, "locations")
listed(client.vpcs.list(per_page=200), "vpcs", 1, "networks")
listed(client.ssh_keys.list(per_page=200), "ssh_keys", 0, "keys")
fingerprint = client.ssh_keys.create(body={"name": "fleet", "public_key": key})["ssh_key"]["fingerprint"]
recorder.did("new key")
machine = client.droplets.create(body={
    "name": "golden", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "debian-13-x64", "ssh_keys": [fingerprint],
})["droplet"]
recorder.did("create")
while client.droplets.get(machine["id"])["droplet"]["status"] != "active":
    client.droplets.list()
    time.sleep(0.01)
recorder.ask("requests")


def act(**order):
    return client.droplet_actions.post(machine["id"], body=order)


done("reboot", act(type="reboot"))
done("stop", act(type="shutdown"))
done("resize", act(type="resize", size="s-1vcpu-2gb", disk=False))
done("start", act(type="power_on"))
done("power off", act(type="power_off"))
done("rename", act(type="rename", name="golden2"))
client.droplets.destroy(machine["id"])
recorder.did("destroy")
client.droplets.create(body={
    "name": "golden3", "size": "s-1vcpu-1gb", "image": 7003, "ssh_keys": [],
    "vpc_uuid": "5a4981aa-9653-4bd1-bef5-d6bff52042e4",
})
recorder.did("create in a network")
recorder.finish()
