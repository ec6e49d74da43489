import Foundation
import MistClient
import MistModel
import Testing

/// Against real sshd's, one set for the suite.
@Suite(.enabled(if: Machines.missing == nil, "needs a real sshd"), .serialized)
struct MachinesTests {
  @Test(arguments: Way.allCases) func threeMachinesFromKeyToCommand(_ way: Way) async throws {
    let machines = try Machines(3)
    defer { machines.stop() }
    try await Place.with(way) { place in
      let client = place.client
      try await client.addKey("fleet", privateKey: machines.privateKey)
      for machine in machines.machines {
        try await add(machine, named: machine.name, of: machines, to: client)
      }
      let listing = try await client.machines()
      #expect(listing.machines.map(\.name) == machines.machines.map(\.name))
      #expect(listing.machines.allSatisfy { $0.state == .running })
      #expect(listing.troubles.isEmpty)

      let first = try #require(listing.machines.first)
      try await client.tag(first.reference, with: Tag("dev"))
      try await client.tag(first.reference, with: Tag("env=prod"))
      #expect(try await client.machines().machines[0].tags == [Tag("dev"), Tag("env=prod")])
      try await client.untag(first.reference, from: Tag("dev"))
      #expect(try await client.machines().machines[0].tags == [Tag("env=prod")])
      await expect(.notFound) { try await client.untag(first.reference, from: Tag("dev")) }

      let probe = try await client.probe(first.reference)
      #expect(probe.system?.cores ?? 0 > 0, "\(String(describing: probe.trouble))")
      #expect(probe.system?.load.count == 3)

      let results = try await run("echo out && echo err >&2 && exit 3", on: listing.machines, client)
      for machine in listing.machines {
        let result = try #require(results[machine.reference])
        #expect(result.output == "out\n")
        #expect(result.errors == "err\n")
        #expect(result.result?.exitStatus == 3)
      }
      let key = try #require(try await client.keys().first)
      #expect(key.associations.count == 3)
      #expect(key.associations.allSatisfy { $0.user == machines.user })
    }
  }

  @Test(arguments: Way.allCases) func aDeadMachineIsNamedAndFailsNothingElse(_ way: Way) async throws {
    let machines = try Machines(2)
    defer { machines.stop() }
    try await Place.with(way) { place in
      let client = place.client
      try await client.addKey("fleet", privateKey: machines.privateKey)
      try await add(machines.machines[0], named: "alive", of: machines, to: client)
      let dead = try await client.addBackend(
        title: "dead", provider: "bare_metal",
        parameters: ["machine_ip": "127.0.0.1", "machine_port": 1, "machine_key": "fleet"])
      #expect(dead?.notice != nil, "a machine that does not answer is added, and said so")
      let listing = try await client.machines()
      #expect(listing.machines.map(\.state) == [.running, .stopped])
      let results = try await run("true", on: listing.machines, client)
      #expect(results[listing.machines[0].reference]?.result?.succeeded == true)
      #expect(results[listing.machines[1].reference]?.result?.error?.code == .unreachable)
    }
  }

  @Test(arguments: Way.allCases) func wrongCredentialsAreNotKept(_ way: Way) async throws {
    let machines = try Machines(1)
    defer { machines.stop() }
    try await Place.with(way) { place in
      let client = place.client
      try await client.addKey("stranger", privateKey: try await client.generateKey())
      await expect(.credentialsRejected) {
        try await add(machines.machines[0], named: "web", of: machines, to: client, key: "stranger")
      }
      #expect(try await client.backends().isEmpty)
    }
  }

  @Test(arguments: Way.allCases) func aNewKeyIsPutOnAMachineAndTakenOff(_ way: Way) async throws {
    try await withOneMachine(way) { client, machine in
      try await client.addKey("second", privateKey: try await client.generateKey())
      // The peer's authorized_keys is a file of its own, which these commands do not reach: the key is deployed to
      // the user's home and must then be found not to open the machine.
      await expect(.failed) { try await client.associate("second", with: machine.reference, host: "127.0.0.1") }
      try await client.associate("second", with: machine.reference)
      #expect(try await client.keys().first { $0.id == "second" }?.associations.count == 1)
      try await client.disassociate("second", from: machine.reference)
      #expect(try await client.keys().first { $0.id == "second" }?.associations.isEmpty == true)
      await expect(.notFound) { try await client.disassociate("second", from: machine.reference) }
    }
  }

  @Test(arguments: Way.allCases) func aScriptRunsAsAJob(_ way: Way) async throws {
    try await withOneMachine(way) { client, machine in
      let script = try await client.addScript(name: "hello", text: "#!/bin/sh\necho \"hello $1\"\nexit 4\n")
      #expect(try await client.scripts().map(\.name) == ["hello"])
      let id = try await client.runScript(script.id, on: machine.reference, parameters: "world")
      let job = try await finished(id, client)
      #expect(job.logs.map(\.action) == ["script_started", "script_finished"])
      #expect(job.logs.last?.result?["output"]?.string == "hello world\n")
      #expect(job.logs.last?.result?["exit_status"] == 4)
      #expect(job.summary["script"]?.error == 1)
      #expect(job.error != nil)
      try await client.removeScript(script.id)
      #expect(try await client.scripts().isEmpty)
    }
  }

  @Test(arguments: Way.allCases) func leavingTheStreamStopsTheCommand(_ way: Way) async throws {
    try await withOneMachine(way) { client, machine in
      let sleep = "sleep 7\(Int.random(in: 10_000...99_999))"
      do {
        let events = try await client.run("echo go; \(sleep)", on: [machine.reference])
        for try await event in events {
          if case .wrote = event { break }
        }
        #expect(try await eventually { Self.runs(sleep) })
      }
      #expect(try await eventually { !Self.runs(sleep) }, "the command goes on after its reader left")
    }
  }

  /// The original's ids tell a lone server by its name alone, so the second `web` has the id of the first.
  @Test(arguments: Way.allCases) func aBackendOfTheSameNameIsAnotherMachine(_ way: Way) async throws {
    let machines = try Machines(2)
    defer { machines.stop() }
    try await Place.with(way) { place in
      let client = place.client
      try await client.addKey("fleet", privateKey: machines.privateKey)
      for machine in machines.machines {
        try await add(machine, named: "web", of: machines, to: client)
        let listed = try #require(try await client.machines().machines.first)
        #expect(listed.tags.isEmpty, "tags of another machine")
        let results = try await run("echo $SSH_CONNECTION", on: [listed], client)
        let port = results[listed.reference]?.output.split(whereSeparator: \.isWhitespace).last
        #expect(port.map(String.init) == "\(machine.port)")
        try await client.tag(listed.reference, with: Tag("prod"))
        try await client.deleteBackend(listed.backend)
      }
    }
  }

  @Test(arguments: Way.allCases) func aTimeoutBeyondReasonIsRefused(_ way: Way) async throws {
    try await Place.with(way) { place in
      let nowhere = MachineReference(backend: "b", machine: "m")
      for timeout in [1e300, 0, -1] {
        await expect(.invalid) { _ = try await place.client.run("true", on: [nowhere], timeout: timeout) }
      }
    }
  }

  @Test(arguments: Way.allCases) func aDisabledBackendIsLeftAlone(_ way: Way) async throws {
    try await withOneMachine(way) { client, machine in
      try await client.setBackend(machine.backend, isEnabled: false)
      #expect(try await client.machines().machines.isEmpty)
      await expect(.refused) { try await client.reboot(machine.reference) }
      let results = try await run("true", on: [machine], client)
      #expect(results[machine.reference]?.result?.error?.code == .refused)
    }
  }

  private static func runs(_ command: String) -> Bool {
    let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return pids.contains { pid in
      guard let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
      return String(decoding: line, as: UTF8.self).replacing("\0", with: " ").hasPrefix(command)
    }
  }

  private func eventually(_ holds: () -> Bool) async throws -> Bool {
    for _ in 0..<200 {
      if holds() { return true }
      try await Task.sleep(for: .milliseconds(100))
    }
    return false
  }

  /// A machine `web` that its key opens, in a service of its own.
  private func withOneMachine(_ way: Way, _ work: (MistClient, Machine) async throws -> Void) async throws {
    let machines = try Machines(1)
    defer { machines.stop() }
    try await Place.with(way) { place in
      let client = place.client
      try await client.addKey("fleet", privateKey: machines.privateKey)
      try await add(machines.machines[0], named: "web", of: machines, to: client)
      let machine = try #require(try await client.machines().machines.first)
      try await work(client, machine)
    }
  }

  private func add(
    _ machine: Machines.Machine, named name: String, of machines: Machines, to client: MistClient, key: String = "fleet"
  ) async throws {
    try await client.addBackend(
      title: name, provider: "bare_metal",
      parameters: [
        "machine_ip": "127.0.0.1", "machine_port": .integer(machine.port), "machine_user": .string(machines.user),
        "machine_key": .string(key),
      ])
  }

  private struct Gathered {
    var output = ""
    var errors = ""
    var result: RunResult?
  }

  private func run(
    _ command: String, on machines: [Machine], _ client: MistClient
  ) async throws -> [MachineReference: Gathered] {
    var gathered: [MachineReference: Gathered] = [:]
    for try await event in try await client.run(command, on: machines.map(\.reference)) {
      switch event {
      case .started: break
      case .wrote(let machine, .output, let bytes):
        gathered[machine, default: .init()].output += String(decoding: bytes, as: UTF8.self)
      case .wrote(let machine, .errors, let bytes):
        gathered[machine, default: .init()].errors += String(decoding: bytes, as: UTF8.self)
      case .finished(let machine, let result):
        #expect(gathered[machine]?.result == nil, "one end a machine")
        gathered[machine, default: .init()].result = result
      }
    }
    return gathered
  }

  private func finished(_ id: JobID, _ client: MistClient) async throws -> Job {
    for _ in 0..<200 {
      let job = try await client.job(id)
      if job.finishedAt != nil { return job }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw MistError(.timedOut, "job \(id) did not end")
  }
}
