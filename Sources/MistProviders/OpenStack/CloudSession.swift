import MistModel

/// What a login gives: a token, and what else belongs to it.
protocol SessionAccess: Sendable {
  /// Secret.
  var token: String { get }
}

/// The token of one account, fetched when it is first needed and again when it was refused. All that ask meanwhile wait
/// for the same one.
actor CloudSession<Access: SessionAccess> {
  private let recall: @Sendable () async -> Access?
  private let logIn: @Sendable () async throws -> Access
  private var access: Access?
  private var isLoggingIn = false
  private var waiting: [Int: CheckedContinuation<Access, any Error>] = [:]
  private var lastTicket = 0

  /// - Parameter recall: an access that an earlier process left behind. It may have ended since.
  init(
    recall: @escaping @Sendable () async -> Access? = { nil }, logIn: @escaping @Sendable () async throws -> Access
  ) {
    self.recall = recall
    self.logIn = logIn
  }

  /// - Parameter refused: a token that the cloud does not accept any more.
  /// - Throws: what logging in threw; `.interrupted` for who is cancelled, while the others go on waiting.
  func access(insteadOf refused: String? = nil) async throws -> Access {
    if let access, access.token != refused { return access }
    lastTicket += 1
    let ticket = lastTicket
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        waiting[ticket] = continuation
        guard !Task.isCancelled else { return leave(ticket) }
        guard !isLoggingIn else { return }
        isLoggingIn = true
        Task { await self.renew(insteadOf: refused) }
      }
    } onCancel: {
      Task { await self.leave(ticket) }
    }
  }

  private func renew(insteadOf refused: String?) async {
    let outcome: Result<Access, any Error>
    if access == nil, let recalled = await recall(), recalled.token != refused {
      outcome = .success(recalled)
    } else {
      do {
        outcome = .success(try await logIn())
      } catch {
        outcome = .failure(error)
      }
    }
    access = try? outcome.get()
    isLoggingIn = false
    let told = waiting.values
    waiting = [:]
    for continuation in told { continuation.resume(with: outcome) }
  }

  private func leave(_ ticket: Int) {
    waiting.removeValue(forKey: ticket)?.resume(throwing: MistError(.interrupted, "interrupted"))
  }
}
