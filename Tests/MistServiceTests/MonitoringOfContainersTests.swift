import Foundation
import MistModel
import MistMonitoring
import Testing

@testable import MistService

/// Containers of a real dockerd, measured through it: what they show is theirs, however busy the computer is.
@Suite(.enabled(if: EngineOfContainers.isThere, "no dockerd could be started; Tests/Peers/dockerd says why"))
struct MonitoringOfContainersTests {
  @Test(.timeLimit(.minutes(5))) func aContainerShowsWhatItUsesOfWhatItMay() async throws {
    let engine = try EngineOfContainers.started.get()
    let services = try Services(stateFolder: newFolder(), passphrase: nil, usesOwnersSSH: false, world: .real)
    let new = try NewBackend([
      "title": "Dock", "provider": "docker", "docker_host": "127.0.0.1", "docker_port": .integer(engine.port),
    ])
    let backend = try await services.backends.add(new, by: .owner).0.backendID
    try engine.run("busy", "while :; do :; done", #""CpuPeriod": 100000, "CpuQuota": 20000, "Memory": 67108864"#)
    try engine.run("idle", "while :; do sleep 5; done", #""Memory": 134217728"#)
    let machines = try await services.machines.list(backend).machines.filter { ["busy", "idle"].contains($0.name) }
    try #require(machines.count == 2)
    for machine in machines {
      await services.jobs.finish(try await services.monitoring.enable(machine.reference, by: .owner))
    }
    for machine in machines {
      let values = try await values(of: machine, in: services)
      let told = "\(machine.name): \(values)"
      let memory = ["used", "free", "cached", "buffered", "slab_recl", "slab_unrecl"]
        .reduce(0) { $0 + (values["memory.\($1)"] ?? 0) }
      let cpu = try #require(values["cpu.total.nonidle"], "\(told)")
      let load = try #require(values["load.shortterm"], "\(told)")
      if machine.name == "busy" {
        #expect(abs(memory - 67_108_864) < 8192, "\(told)")
        #expect(cpu > 40 && cpu <= 100, "\(told)")
        #expect(load > 0.4 && load < 3, "\(told)")
      } else {
        #expect(abs(memory - 134_217_728) < 8192, "\(told)")
        #expect(cpu < 20, "\(told)")
        #expect(load < 0.5, "\(told)")
      }
      #expect(
        values["df.root.percent_bytes.used"] != nil && values.keys.allSatisfy { !$0.hasPrefix("df.etc") }, "\(told)")
      try await services.monitoring.disable(machine.reference, touchesMachine: true, by: .owner)
    }
  }

  /// The newest values of all metrics, once the processor's are there: they take two intervals.
  private func values(of machine: Machine, in services: Services) async throws -> [String: Double] {
    let metrics: [JSONValue] = ["cpu.total.nonidle", "load", "memory", "df.root.percent_bytes.used", "df.etc"]
    for _ in 0..<60 {
      let order = try StatsOrder(
        Fields(["start": "-2min", "step": 10, "metrics": .array(metrics)]), now: ServiceWorld.real.now())
      let found = try await StatsService(metrics: services.metrics).stats(of: machine, order)
      let newest = found.compactMap { values -> (String, Double)? in
        let buckets = values.buckets
        return (0..<buckets.count).reversed().lazy.compactMap { buckets.mean($0) }.first
          .map { (values.description.id, $0) }
      }
      let values = Dictionary(newest) { first, _ in first }
      if values["cpu.total.nonidle"] != nil { return values }
      try await Task.sleep(for: .seconds(1))
    }
    throw MistError(.failed, "no values of \(machine.name) came in a minute")
  }
}

/// A dockerd of these tests alone.
private struct EngineOfContainers: Sendable {
  let folder: String
  let port: Int

  static let started = PeerScript("dockerd").start().flatMap {
    folder -> Result<EngineOfContainers, PeerScript.Missing> in
    let lines = (try? String(contentsOfFile: folder + "/started", encoding: .utf8)) ?? ""
    let words = lines.split(separator: "\n").first { $0.hasPrefix("dockerd ") }?.split(separator: " ") ?? []
    guard words.count == 3, let port = Int(words[1]) else { return .failure(.init(description: "no port in \(lines)")) }
    return .success(EngineOfContainers(folder: folder, port: port))
  }

  static var isThere: Bool { (try? started.get()) != nil }

  /// A container with limits, which `create-machine` does not set.
  func run(_ name: String, _ command: String, _ limits: String) throws {
    let body = """
      {"Image": "local/busybox:1", "Cmd": ["/bin/sh", "-c", "\(command)"],
       "HostConfig": {"NetworkMode": "none", \(limits)}}
      """
    for (path, body) in [("containers/create?name=\(name)", body), ("containers/\(name)/start", "")] {
      let answer = MistServiceTests.run(
        "/usr/bin/curl",
        [
          "-s", "--fail-with-body", "--unix-socket", folder + "/docker.sock", "-X", "POST", "-H",
          "Content-Type: application/json", "-d", body, "http://d/\(path)",
        ])
      guard answer.status == 0 else { throw MistError(.failed, "\(path): \(answer.output)") }
    }
  }
}
