import Foundation
import MistModel
import MistMonitoring
import MistWire
import Testing

@testable import MistService

/// The whole way at a real sshd: the sampler on the machine, the pull over SSH, the store, the answer.
///
/// collectd is not installed here: the machine is the one that runs the tests.
@Suite(withPeer)
struct MonitoringOverSSHTests {
  private struct SamplersOnly: CollectorMaking {
    let collectors: HostCollectors

    func collector(of machine: MachineReference) async throws -> any Collector {
      SamplerOnly(collector: try await collectors.collector(of: machine))
    }
  }

  private struct SamplerOnly: Collector {
    let collector: any Collector

    func startSampler() async throws { try await collector.startSampler() }
    func installCollectd(report: @escaping @Sendable (String) -> Void) async throws -> MonitoringMethod { .sampler }
    func pull(since cursor: PullCursor?) async throws -> Pulled { try await collector.pull(since: cursor) }
    func remove() async throws { try await collector.remove() }
    func loadPlugin(_ plugin: String) async throws { try await collector.loadPlugin(plugin) }
    func deploy(_ plugin: CustomPlugin) async throws { try await collector.deploy(plugin) }
    func removePlugin(_ id: String) async throws { try await collector.removePlugin(id) }
  }

  @Test(.timeLimit(.minutes(3))) func realLoadComesOverSSH() async throws {
    let peer = try Peer.get()
    let services = try Services(
      stateFolder: newFolder(), passphrase: nil, usesOwnersSSH: false, world: .real,
      makeCollectors: { places, entrances in
        SamplersOnly(
          collectors: HostCollectors(places: places, entrances: entrances, now: ServiceWorld.real.now))
      })
    _ = try await services.keys.add(name: "fleet", privateKey: try peer.text("fleet_key"), passphrase: nil, by: .owner)
    let new = try NewBackend([
      "title": "web", "provider": "bare_metal", "machine_ip": "127.0.0.1", "machine_port": .integer(peer.ports[0]),
      "machine_user": .string(peer.user), "machine_key": "fleet", "remove_on_error": false,
    ])
    let backend = try await services.backends.add(new, by: .owner).0.backendID
    let listed = try await services.machines.list(backend).machines
    let machine = try #require(listed.first)
    await services.jobs.finish(try await services.monitoring.enable(machine.reference, by: .owner))
    do {
      let newest = try await newestOfLoad(on: machine, in: services)
      #expect(abs(newest.time - ServiceWorld.real.now()) < 60 && newest.value >= 0)
      let record = try #require(try await services.monitoring.list().first)
      #expect(record.pull?.method == .sampler && record.record.state == .succeeded)
    } catch {
      try await services.monitoring.disable(machine.reference, touchesMachine: true, by: .owner)
      throw error
    }
    try await services.monitoring.disable(machine.reference, touchesMachine: true, by: .owner)
    await services.logins.engine.close()
  }

  /// The first value takes two intervals.
  private func newestOfLoad(on machine: Machine, in services: Services) async throws -> (time: Double, value: Double) {
    for _ in 0..<30 {
      let order = try StatsOrder(
        Fields(["start": "-2min", "step": 10, "metrics": ["load", "cpu"]]), now: ServiceWorld.real.now())
      let values = try await StatsService(metrics: services.metrics).stats(of: machine, order)
      if let load = values.first(where: { $0.description.id == "load.shortterm" }),
        let last = (0..<load.buckets.count).last(where: { load.buckets.mean($0) != nil }),
        let value = load.buckets.mean(last)
      {
        return (Double(load.buckets.start + last * load.buckets.step), value)
      }
      try await Task.sleep(for: .seconds(2))
    }
    throw MistError(.failed, "no load came in a minute")
  }
}
