"""A module of ours beside one in Python that does the same, in one run of ansible-playbook: a key that is there already is
asked for, over HTTP with a token. The tasks take turns, so that a busy machine is busy for both.

What Ansible spends on any task is told by a module that does nothing; a module's cost is what comes on top.
"""
import json, os, re, statistics, subprocess, sys
from pathlib import Path
from urllib.request import Request, urlopen

PEER = Path(__file__).resolve().parents[1] / "Peers/ansible"
KEY, OURS, THEIRS, NOTHING = "fleet", "mist_keys", "python_keys", "nothing"

PYTHON_MODULE = '''#!/usr/bin/python
"""mist_keys in Python: a key is listed, added or removed."""
import json
from urllib.request import Request, urlopen

from ansible.module_utils.basic import AnsibleModule


def ask(module, path, method="GET", body=None):
    request = Request(module.params["mist_uri"] + path, None if body is None else json.dumps(body).encode(),
                      {"Authorization": module.params["mist_token"], "Content-Type": "application/json"}, method=method)
    with urlopen(request, timeout=60) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def main():
    module = AnsibleModule(
        argument_spec={
            "mist_uri": {"type": "str", "required": True}, "mist_token": {"type": "str", "no_log": True},
            "name": {"type": "str"}, "key": {"type": "path"}, "state": {"type": "str", "choices": ["present", "absent"]},
        }, supports_check_mode=True)
    name, state = module.params["name"], module.params["state"]
    keys = ask(module, "/keys")
    found = [key for key in keys if key["id"] == name]
    changed = state is not None and (state == "present") != bool(found)
    if changed and not module.check_mode:
        if state == "absent":
            ask(module, "/keys/" + name, "DELETE")
        else:
            with open(module.params["key"], encoding="ascii") as file:
                ask(module, "/keys/" + name, "PUT", {"priv": file.read()})
    if name is None:
        module.exit_json(changed=False, keys=[key["id"] for key in keys])
    public = ask(module, f"/keys/{name}/public") if found and state != "absent" else ""
    module.exit_json(changed=changed, info=found[0] if found else "", public=public)


main()
'''
NOTHING_MODULE = "#!/bin/sh\n# WANT_JSON\necho '{\"changed\": false}'\n"
# Says how long each task took.
CALLBACK = '''
import time
from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "seconds"

    def v2_playbook_on_task_start(self, task, is_conditional):
        self.action, self.begun = task.action, time.perf_counter()

    def v2_runner_on_ok(self, result):
        self._display.display(f"SECONDS {self.action} {time.perf_counter() - self.begun}")
'''


def measure(row, spent, shell, program, place, quick):
    print("ansible", file=sys.stderr)
    peer = subprocess.run([PEER, "check"], stdout=subprocess.PIPE, text=True)
    if peer.returncode:
        row("task in Ansible", None, "ms", note="no ansible-core; Tests/Peers/ansible install")
        return
    folder = place / "ansible"
    folder.mkdir()
    env = environment(folder, peer.stdout.strip(), program)
    url, end = serve(shell, folder, env)
    try:
        options = {"mist_uri": url, "mist_token": log_in(url, env), "name": KEY, "state": "present"}
        tasks_in_one_run(row, spent, folder, env, options, 5 if quick else 20)
        processes_alone(row, spent, folder, env, program, options, 5 if quick else 20)
    finally:
        end()


def environment(folder, programs, program):
    library, plugins = folder / "library", folder / "plugins"
    for made in (library, plugins, folder / "home"):
        made.mkdir()
    modules = subprocess.run([program, "install", folder / "collections"], check=True, stdout=subprocess.PIPE, text=True)
    (library / f"{THEIRS}.py").write_text(PYTHON_MODULE, encoding="ascii")
    (library / NOTHING).write_text(NOTHING_MODULE, encoding="ascii")
    (plugins / "seconds.py").write_text(CALLBACK, encoding="ascii")
    return {
        "HOME": str(folder / "home"), "PATH": f"{programs}:{os.environ['PATH']}", "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_LIBRARY": f"{modules.stdout.strip()}:{library}", "ANSIBLE_CALLBACK_PLUGINS": str(plugins),
        "ANSIBLE_CALLBACKS_ENABLED": "seconds", "ANSIBLE_REMOTE_TEMP": str(folder / "remote"),
        "ANSIBLE_LOCALHOST_WARNING": "0", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0", "MIST_PASSWORD": "pass word+1",
        "ANSIBLE_PYTHON_INTERPRETER": f"{programs}/python3"}


def serve(shell, folder, env):
    """The service's address, and what ends it."""
    base = [shell, "--state", folder / "state"]
    full = {**os.environ, **env}
    for words in (["add-account", "ann@example.org", "--password", "@env:MIST_PASSWORD"],
                  ["add-key", "--name", KEY, "--auto-generate"]):
        subprocess.run([*base, *words], check=True, env=full, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([*base, "serve", "--listen", "127.0.0.1:0"], env=full, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    address = re.search(r"127\.0\.0\.1:\d+", server.stdout.readline()).group()

    def end():
        server.terminate()
        server.communicate()

    return f"http://{address}", end


def log_in(url, env):
    login = json.dumps({"email": "ann@example.org", "password": env["MIST_PASSWORD"]}).encode()
    with urlopen(Request(f"{url}/auth", login), timeout=60) as answer:
        return json.load(answer)["token"]


def tasks_in_one_run(row, spent, folder, env, options, times):
    tasks = [{module: options if module != NOTHING else {}} for _ in range(times) for module in (OURS, THEIRS, NOTHING)]
    play = folder / "play.yml"
    play.write_text(
        json.dumps([{"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}]), encoding="ascii")
    _, _, output = spent(["ansible-playbook", play], env=env)
    seconds = {module: [] for module in (OURS, THEIRS, NOTHING)}
    for module, text in re.findall(r"SECONDS (\w+) ([\d.]+)", output):
        seconds[module].append(float(text) * 1e3)
    ours, theirs, nothing = (statistics.median(seconds[module]) for module in (OURS, THEIRS, NOTHING))
    row(f"task of {OURS} in Ansible", ours, "ms", note=f"one run, {times} tasks of each, taking turns")
    row("  beside: the same in Python", theirs, "ms")
    row("  beside: a module that does nothing", nothing, "ms", note="what Ansible spends itself")
    row(f"  {OURS} on top of that", ours - nothing, "ms", round((theirs - nothing) / 4, 1), "budget: a quarter of Python's")
    row("  Python on top of that", theirs - nothing, "ms")


def processes_alone(row, spent, folder, env, program, options, times):
    arguments = folder / "arguments.json"
    arguments.write_text(json.dumps(options), encoding="ascii")
    # As Ansible leaves it: one file with its own library in it.
    kept = {**env, "ANSIBLE_KEEP_REMOTE_FILES": "1"}
    spent(["ansible", "localhost", "-m", THEIRS, "-a", json.dumps(options)], env=kept)
    payload, = (folder / "remote").glob(f"*/AnsiballZ_{THEIRS}.py")
    runs = {"ours": [], "theirs": []}
    for _ in range(times):
        runs["ours"].append(spent([program, OURS, arguments], env=env))
        runs["theirs"].append(spent([env["ANSIBLE_PYTHON_INTERPRETER"], payload], env=env))
    for _, _, output in runs["ours"] + runs["theirs"]:
        assert json.loads(output)["changed"] is False, output
    (wall, cpu), (python_wall, python_cpu) = (
        [statistics.median(run[part] for run in runs[who]) * 1e3 for part in (0, 1)] for who in runs)
    row(f"process of {OURS} alone, wall", wall, "ms", round(python_wall / 4, 1), "budget: a quarter of Python's")
    row("  beside: the same in Python, wall", python_wall, "ms", note="as Ansible starts it")
    row(f"process of {OURS} alone, CPU", cpu, "ms", round(python_cpu / 4, 1), "budget: a quarter of Python's")
    row("  beside: the same in Python, CPU", python_cpu, "ms")
