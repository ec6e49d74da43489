import MistCommands
import MistModel
import MistOutput

/// What an account's file stands for: whose login at which service.
struct AccountIdentity: Hashable, Sendable {
  var url: String
  var email: String?
  var authorities: String?
  /// Sealed; only where nothing else tells whose it is.
  var token: String?
}

extension AccountRecord {
  var identity: AccountIdentity {
    AccountIdentity(url: url, email: email, authorities: authorities, token: email == nil ? session : nil)
  }
}

extension MistShell {
  /// Goes to where the account in use leads by now, if another shell logged in anew under its name, or out: the prompt
  /// says that name, and no line must go anywhere else. It is told with the line that does not run for it.
  ///
  /// - Parameter line: was typed before anybody could know; it was meant for the other service.
  /// - Returns: whether the shell is elsewhere now.
  func followAccount(insteadOf line: String? = nil) async -> Bool {
    guard let accountBook, let name = accountName, accountBook.leadsElsewhere(service) else { return false }
    // A recording is of one service alone.
    guard recorder?.isOn != true else {
      if !state.isLeftBehind {
        note(
          "another shell logged in or out as account \(escaped(name)); this one stays at \(client.place)\n"
            + "  until the recording ends: record off")
      }
      state.isLeftBehind = true
      return false
    }
    let before = client.place
    do {
      _ = try await accountBook.place(of: name)
      note("another shell logged in anew as account \(escaped(name))")
      try await go(toAccount: name)
    } catch {
      let error = mistError(error)
      note(error.code == .notFound ? "another shell logged out of account \(escaped(name))" : "\(error)")
      // The embedded service is always there.
      try? await go(toAccount: ServiceAccount.local)
    }
    if let line {
      note("not run, since it was meant for \(before): \(masked(line))")
    }
    return true
  }
}
