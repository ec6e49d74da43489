import MistModel

/// Work that VMware Cloud Director has begun, which is asked after until it ends.
struct VCloudTask: Sendable {
  enum Outcome: Sendable {
    case done, underWay
    /// With its words.
    case failed(String)
  }

  let id: String
  let outcome: Outcome

  /// - Returns: `nil` for an element without an id.
  init?(_ element: XMLElement) {
    guard let id = element.entityID else { return nil }
    self.id = id
    switch element.attribute("status") {
    case "success": outcome = .done
    case "error", "aborted", "canceled":
      let words = element["Error"]?.attribute("message") ?? ""
      outcome = .failed(printable(words.isEmpty ? "it was \(element.attribute("status") ?? "ended")" : words))
    default: outcome = .underWay
    }
  }
}

extension VCloudAPI {
  /// Orders what is done over time.
  func begin(_ call: Call) async throws -> VCloudTask { try await task(call) }

  /// Asks after a task until it has ended, or for so long.
  func outcome(of task: VCloudTask, within limit: Duration) async throws -> VCloudTask.Outcome {
    var (task, pauses) = (task, Pauses(from: firstPause, upTo: .seconds(4), within: limit))
    while case .underWay = task.outcome, try await pauses.next() {
      task = try await self.task(Call(.get, "task", task.id))
    }
    return task.outcome
  }

  private func task(_ call: Call) async throws -> VCloudTask {
    let element = try await element(call, named: "Task")
    if let task = VCloudTask(element) { return task }
    throw MistError(.failed, "\(title): vCloud begins a task without an id")
  }
}
