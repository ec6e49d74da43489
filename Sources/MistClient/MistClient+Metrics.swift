import MistModel
import MistWire

extension MistClient {
  /// The metrics of a machine: those that are measured, and those that could be. `GET /backends/B/machines/M/metrics`.
  public func availableMetrics(of machine: MachineReference) async throws -> [Metric] {
    let path = try await dialect().metricsPath(of: machine)
    let answer = try await request(.get, path, answer: [String: MetricBody].self)
    return saw(answer.sorted { $0.key < $1.key }.map { $1.metric($0) }) { .metrics($0, of: machine) }
  }

  /// Shows a metric with the machine's others; one that is not measured yet is measured from then on.
  /// `PUT /backends/B/machines/M/metrics`.
  public func addMetric(_ id: String, to machine: MachineReference) async throws {
    _ = try await request(
      .put, "/backends/\(machine.backend)/machines/\(machine.machine)/metrics", body: MetricIDBody(id))
  }

  /// Shows a metric no longer. `DELETE /backends/B/machines/M/metrics`.
  public func removeMetric(_ id: String, from machine: MachineReference) async throws {
    _ = try await request(
      .delete, "/backends/\(machine.backend)/machines/\(machine.machine)/metrics", body: MetricIDBody(id))
  }

  /// Gives a metric of a machine another name or unit; what is `nil` stays. `PUT /metrics/ID`.
  public func updateMetric(
    _ id: String, of machine: MachineReference, name: String? = nil, unit: String? = nil
  ) async throws {
    _ = try await request(.put, "/metrics/\(id)", body: MetricNameBody(name: name, unit: unit, machine: machine))
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
    let id = try Self.pluginID(name)
    let answer = try await request(
      .post, "/backends/\(machine.backend)/machines/\(machine.id)/plugins/\(id)",
      body: PluginBody(name: name, unit: unit, kind: kind, text: text, host: try machine.address))
    return try? WireJSON.value(PluginAnswer.self, from: answer.body).metric_id
  }

  /// Ends what `addPythonPlugin` began. `DELETE /backends/B/machines/M/plugins/P`.
  ///
  /// - Parameter metric: its id, `mist.python.P`, or the name it was made with.
  public func removePythonPlugin(_ metric: String, from machine: Machine) async throws {
    let id = metric.hasPrefix(Self.pluginFront) ? String(metric.dropFirst(Self.pluginFront.count)) : metric
    _ = try await request(
      .delete, "/backends/\(machine.backend)/machines/\(machine.id)/plugins/\(try Self.pluginID(id))",
      body: RemovePluginBody(host: try machine.address))
  }

  /// What the ids of all such metrics begin with.
  private static let pluginFront = "mist.python."

  /// Lower case; whatever is no letter, digit or `_` is a `_`; never two of them, and none at the ends.
  static func pluginID(_ name: String) throws -> String {
    let words = name.lowercased().split { character in
      !(character.isASCII && (character.isLetter || character.isNumber))
    }
    guard !words.isEmpty else { throw MistError(.invalid, "'\(name)' has no letter or digit to make an id of") }
    return words.joined(separator: "_")
  }
}
