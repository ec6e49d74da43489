import MistModel

/// A change that Azure carries out over some time: how to ask how far it is.
struct AzureOperation: Sendable {
  /// Leads to its state, or, when there is no such place, to where its outcome will be.
  private let link: String
  private let tellsState: Bool

  /// - Returns: `nil` when the answer tells of nothing to wait for.
  init?(begunBy answer: ProviderAnswer) {
    if let link = answer.headers["azure-asyncoperation"] {
      (self.link, tellsState) = (link, true)
    } else if answer.status == 202, let link = answer.headers["location"] {
      (self.link, tellsState) = (link, false)
    } else {
      return nil
    }
  }

  private struct State: Decodable {
    /// `Succeeded`, `Failed` and `Canceled` are the last ones; whatever else means that it goes on.
    var status: String
    var error: AzureRefusal.Reason?
  }

  /// Waits until it has ended.
  ///
  /// - Parameter what: for messages: `'restart' of machine db1`.
  /// - Returns: `false` when it still goes on after that time.
  func hasEnded(in api: AzureAPI, title: String, what: String, within limit: Duration) async throws -> Bool {
    let request = try api.following(link)
    var pauses = Pauses(within: limit)
    while true {
      let answer = try await api.success(request)
      if tellsState {
        let state: State = try api.read(from: answer, to: request)
        switch state.status {
        case "Succeeded": return true
        case "Failed", "Canceled":
          let reason = state.error.map { ": " + printable($0.words) } ?? ""
          throw MistError(.failed, "\(title): \(what) ended with an error\(reason)")
        default: break
        }
      } else if answer.status != 202 {
        return true
      }
      guard try await pauses.next(answer.retryAfter.map { .seconds($0) }) else { return false }
    }
  }
}

extension AzureDriver {
  /// Sends a change and waits for its end. What takes longer than the limit goes on by itself.
  ///
  /// - Returns: whether it has ended.
  @discardableResult
  func carryOut(
    _ request: ProviderRequest, what: String, within limit: Duration = changePatience
  ) async throws -> Bool {
    let answer = try await api.success(request)
    guard let operation = AzureOperation(begunBy: answer) else { return true }
    return try await operation.hasEnded(in: api, title: account.title, what: what, within: limit)
  }
}
