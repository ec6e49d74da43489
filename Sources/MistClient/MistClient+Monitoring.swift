import MistModel
import MistWire

extension MistClient {
  /// Begins or ends to measure a machine. `POST /backends/B/machines/M/monitoring`.
  ///
  /// - Returns: the job that goes on behind it; `nil` where there is none, or none is told of.
  @discardableResult
  public func setMonitoring(of machine: Machine, isEnabled: Bool) async throws -> JobID? {
    let answer = try await request(
      .post, "/backends/\(machine.backend)/machines/\(machine.id)/monitoring",
      body: MonitoringBody(isEnabled: isEnabled, machine: machine))
    // Some services say OK only.
    return try? WireJSON.value(MonitoringStartedAnswer.self, from: answer.body).job_id
  }

  /// Ends to measure a machine that its provider lists no longer: it is only forgotten, with its rules.
  public func forgetMonitoring(of machine: MonitoredMachine) async throws {
    let (backend, id) = (machine.reference.backend, machine.reference.machine)
    var body = MonitoringBody(
      isEnabled: false, machine: Machine(id: id, backend: backend, name: machine.name ?? "", state: .unknown))
    body.no_ssh = true
    _ = try await request(.post, "/backends/\(backend)/machines/\(id)/monitoring", body: body)
  }

  /// Which machines are measured, by what, and how new the values are. `GET /monitoring`.
  public func monitoring() async throws -> Monitoring {
    try await request(.get, "/monitoring", answer: MonitoringListing.self).monitoring
  }

  /// What was measured between two times. `GET /backends/B/machines/M/stats`, the question both in the query, where
  /// the original's service reads it, and in the body, where its client wrote it.
  ///
  /// - Parameters:
  ///   - metrics: ids; none for those that were chosen for the machine.
  ///   - start: seconds since 1970; `stop` likewise.
  ///   - step: seconds that one value stands for.
  public func stats(
    of machine: MachineReference, _ metrics: [String] = [], from start: Int, to stop: Int, step: Int = 10
  ) async throws -> [Series] {
    let path: WirePath = "/backends/\(machine.backend)/machines/\(machine.machine)/stats"
    let body = StatsBody(start: start, stop: stop, step: step, metrics: metrics)
    // `request_id` stands among the metrics, and is none.
    let answer = try await request(.get, path.with(query: body.query), body: body, answer: [String: MetricBody?].self)
    return answer.sorted { $0.key < $1.key }.compactMap { id, body in body?.series(id) }
  }

  /// The same for several machines, asked at the same time; one that fails is told beside the others and fails nothing
  /// else.
  public func stats(
    of machines: [MachineReference], _ metrics: [String] = [], from start: Int, to stop: Int, step: Int = 10
  ) async throws -> [MachineReference: Result<[Series], MistError>] {
    try await withThrowingTaskGroup(of: (MachineReference, Result<[Series], MistError>).self) { group in
      var waiting = machines.makeIterator()
      func askNext() {
        guard let machine = waiting.next() else { return }
        group.addTask {
          do {
            return (machine, .success(try await stats(of: machine, metrics, from: start, to: stop, step: step)))
          } catch let error as MistError where !error.concernsTheWholeService {
            return (machine, .failure(error))
          }
        }
      }
      for _ in 0..<Self.mostAskedAtOnce { askNext() }
      var all: [MachineReference: Result<[Series], MistError>] = [:]
      for try await (machine, result) in group {
        all[machine] = result
        askNext()
      }
      return all
    }
  }
}
