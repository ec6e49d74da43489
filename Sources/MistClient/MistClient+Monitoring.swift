import MistModel
import MistWire

extension MistClient {
  /// `POST /backends/B/machines/M/monitoring`.
  public func setMonitoring(of machine: Machine, isEnabled: Bool) async throws {
    _ = try await request(
      .post, "/backends/\(machine.backend)/machines/\(machine.id)/monitoring",
      body: MonitoringBody(isEnabled: isEnabled, machine: machine))
  }

  /// What was measured between two times. `GET /backends/B/machines/M/stats`, the question in its body.
  ///
  /// - Parameters:
  ///   - start: seconds since 1970; `stop` likewise.
  ///   - step: seconds that one value stands for.
  public func stats(of machine: MachineReference, from start: Int, to stop: Int, step: Int = 10) async throws
    -> [Series]
  {
    let path: WirePath = "/backends/\(machine.backend)/machines/\(machine.machine)/stats"
    let body = StatsBody(start: start, stop: stop, step: step)
    // `request_id` stands among the metrics, and is none.
    let answer = try await request(.get, path, body: body, answer: [String: MetricBody?].self)
    return answer.sorted { $0.key < $1.key }.compactMap { id, body in body?.series(id) }
  }

  /// The metrics that can be had of a machine. `GET /backends/B/machines/M/metrics`.
  public func availableMetrics(of machine: MachineReference) async throws -> [Metric] {
    let path: WirePath = "/backends/\(machine.backend)/machines/\(machine.machine)/metrics"
    let answer = try await request(.get, path, answer: [String: MetricBody].self)
    return saw(answer.sorted { $0.key < $1.key }.map { $1.metric($0) }) { .metrics($0, of: machine) }
  }

  /// `PUT /backends/B/machines/M/metrics`.
  public func addMetric(_ id: String, to machine: MachineReference) async throws {
    _ = try await request(
      .put, "/backends/\(machine.backend)/machines/\(machine.machine)/metrics", body: MetricIDBody(id))
  }

  /// `DELETE /backends/B/machines/M/metrics`.
  public func removeMetric(_ id: String, from machine: MachineReference) async throws {
    _ = try await request(
      .delete, "/backends/\(machine.backend)/machines/\(machine.machine)/metrics", body: MetricIDBody(id))
  }

  /// Measures something of one's own on a machine. `POST /backends/B/machines/M/plugins/P`.
  ///
  /// - Parameters:
  ///   - name: what people call it; its id is made of it.
  ///   - text: a Python file with a `read()` that gives a number.
  /// - Returns: the new metric's id; `nil` from a service that answers without it.
  @discardableResult
  public func addPythonPlugin(
    _ name: String, text: String, kind: MetricKind = .gauge, unit: String? = nil, to machine: Machine
  ) async throws -> String? {
    guard let host = machine.publicIPs.first else {
      throw MistError(.invalid, "\(machine.name) has no address to put a plugin on")
    }
    let id = try Self.pluginID(name)
    let answer = try await request(
      .post, "/backends/\(machine.backend)/machines/\(machine.id)/plugins/\(id)",
      body: PluginBody(name: name, unit: unit, kind: kind, text: text, host: host))
    return try? WireJSON.value(PluginAnswer.self, from: answer.body).metric_id
  }

  /// Lower case; whatever is no letter, digit or `_` is a `_`; never two of them, and none at the ends.
  static func pluginID(_ name: String) throws -> String {
    let words = name.lowercased().split { character in
      !(character.isASCII && (character.isLetter || character.isNumber))
    }
    guard !words.isEmpty else { throw MistError(.invalid, "'\(name)' has no letter or digit to make an id of") }
    return words.joined(separator: "_")
  }
}
