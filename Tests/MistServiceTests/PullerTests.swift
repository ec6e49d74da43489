import Foundation
import MistModel
import MistMonitoring
import Testing

@testable import MistService

/// Many machines are pulled again and again, and none holds up the others.
@Suite struct PullerTests {
  private let folder = newFolder()
  private let collectors = StandInCollectors()

  private func machines(_ count: Int) -> [MachineReference] {
    (0..<count).map { MachineReference(backend: "b", machine: MachineID("m\($0)")) }
  }

  private func puller(_ pace: PullTimes.Pace, _ machines: [MachineReference]) throws -> (Puller, Services) {
    let services = try Services(
      stateFolder: folder, passphrase: nil, usesOwnersSSH: false, world: .real,
      makeCollectors: { [collectors] _, _ in collectors })
    return (
      Puller(pulls: services.monitoring.pulls, world: .real, pace: pace) { machines }, services
    )
  }

  /// Longer than `eventually`: the processors may be busy with all the other tests.
  private func inTime(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<6_000 {
      if condition() { return true }
      try await Task.sleep(for: .milliseconds(20))
    }
    return false
  }

  private func pulls(of machine: MachineReference) -> Int {
    collectors.calls(of: machine).filter { $0 == "pull" }.count
  }

  @Test(.timeLimit(.minutes(5))) func threeHundredMachinesAndSlowOnes() async throws {
    let machines = machines(300)
    for slow in machines.prefix(10) { collectors.change(slow) { $0.hangs = true } }
    let (puller, _) = try puller(PullTimes.Pace(background: 1, watched: 0.5, attention: 5), machines)
    await puller.start()
    let isDone = try await inTime { machines.dropFirst(10).allSatisfy { pulls(of: $0) >= 2 } }
    #expect(isDone)
    #expect(machines.prefix(10).allSatisfy { pulls(of: $0) == 1 })
    await puller.stop()
  }

  @Test func aLookMakesItComeSooner() async throws {
    let machines = machines(1)
    let (puller, _) = try puller(PullTimes.Pace(background: 3600, watched: 0.1, attention: 600), machines)
    await puller.start()
    #expect(try await inTime { pulls(of: machines[0]) == 1 })
    try await Task.sleep(for: .milliseconds(300))
    #expect(pulls(of: machines[0]) == 1)
    await puller.look(at: machines[0])
    #expect(try await inTime { pulls(of: machines[0]) >= 3 })
    await puller.stop()
  }

  @Test func oneThatIsUnderWayIsNotBegunAgain() async throws {
    let machine = machines(1)[0]
    collectors.change(machine) { $0.hangs = true }
    let (puller, _) = try puller(PullTimes.Pace(), [machine])
    _ = await puller.pull(machine, unlessWithin: 0)
    _ = await puller.pull(machine, unlessWithin: 0)
    #expect(try await inTime { pulls(of: machine) == 1 })
    await puller.stop()
    #expect(pulls(of: machine) == 1)
  }

  /// Two processes, as it were, on one state folder.
  @Test func whatOthersPullIsLeftToThem() async throws {
    let machine = machines(1)[0]
    let (first, services) = try puller(PullTimes.Pace(), [machine])
    let (second, _) = try puller(PullTimes.Pace(), [machine])
    guard case .pulled = await first.pull(machine, unlessWithin: 86_400).value else {
      throw MistError(.failed, "not pulled")
    }
    guard case .leftToOthers = await second.pull(machine, unlessWithin: 86_400).value else {
      throw MistError(.failed, "pulled twice")
    }
    let record = try await services.monitoring.series.read { try PullRecord.fetch(machine, $0) }
    #expect(record?.cursor?.text == "1399999990" && pulls(of: machine) == 1)
  }

  @Test func failuresAreTriedLessAndLessOften() {
    var times = PullTimes()
    let machine = machines(1)[0]
    times.set([machine], at: 0)
    #expect(times.due(at: 0) == [machine])
    times.begin(machine)
    #expect(times.due(at: 0).isEmpty && times.pause(at: 0) == nil)
    let expected: [(failures: Int, pause: Double)] = [(0, 60), (1, 60), (2, 60), (3, 120), (4, 240), (9, 600)]
    for (failures, pause) in expected {
      times.end(machine, failures: failures, at: 1000)
      #expect(times.pause(at: 1000) == pause, "\(failures)")
    }
    times.end(machine, failures: 0, at: 1000)
    times.look(at: machine, at: 1000)
    #expect(times.pause(at: 1000) == 10)
    times.end(machine, failures: 0, at: 1010)
    #expect(times.pause(at: 1010) == 10)
    times.end(machine, failures: 0, at: 1100)
    #expect(times.pause(at: 1100) == 60)
    times.set([], at: 1100)
    #expect(times.pause(at: 1100) == nil)
  }

  @Test func foldersAreNamedApart() {
    let names = [("b", "m/1"), ("b", "m_2f1"), ("b.m", "1"), ("b", "m.1"), ("b", "../x"), ("b", "ü")].map {
      MachineReference(backend: BackendID($0.0), machine: MachineID($0.1)).folderName
    }
    #expect(names[0] == "b.m_2f1" && names[1] == "b.m_5f2f1")
    #expect(names.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9._]+/) != nil })
  }
}
