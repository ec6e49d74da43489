import CLibSSH
import Glibc
import MistModel

/// What every new session needs to know.
struct SessionPlan {
  var login: SSHLogin
  /// The parsed key of the login's identity.
  var key: ParsedIdentity?
  var configuration: SSHConfiguration
  var hostKeys: HostKeyCheck
}

extension Session {
  /// Connects, checks the host key and logs in, all within `connectTimeout`. Throws `Trouble`.
  static func open(_ plan: SessionPlan, _ attention: Attention) throws -> Session {
    let limit = plan.configuration.connectTimeout
    let deadline = ContinuousClock.now.advanced(by: limit)
    let address = plan.login.address
    guard let handle = ssh_new() else {
      let what = libssh_is_there() ? "no memory for a session" : "the library libssh is not installed here"
      throw Trouble(code: .failed, phase: .reach, place: address.description, what: what)
    }
    let session = Session(handle: handle, place: plan.login.description)
    var phase = Trouble.Phase.reach
    do {
      let known = try plan.hostKeys.recorded(for: address)
      let setup = try SessionSetup(handle: handle, plan: plan, known: known)
      try session.connect(setup, plan, until: deadline, attention)
      try plan.hostKeys.accept(try HostKey(of: handle, at: address), of: address, known: known)
      phase = .logIn
      try session.logIn(plan, until: deadline, attention)
      return session
    } catch let halt as Halt {
      throw Trouble.halted(halt, phase, at: address.description, after: limit)
    }
  }

  private func connect(
    _ setup: SessionSetup, _ plan: SessionPlan, until deadline: ContinuousClock.Instant, _ attention: Attention
  ) throws {
    if !setup.hasProxyCommand {
      var descriptor = try SocketConnect.connect(
        host: setup.host, port: setup.port, until: deadline, keepAlive: plan.configuration.keepAlive, attention)
      ssh_options_set(handle, SSH_OPTIONS_FD, &descriptor)
    }
    ssh_set_blocking(handle, 0)
    var isFirst = true
    let result = try finish(attention, until: deadline) {
      let result = ssh_connect(handle)
      // From now on the socket is libssh's; while the option stands, it would not close it at the end.
      if isFirst, result != SSH_ERROR { ssh_options_set(handle, SSH_OPTIONS_FD, nil) }
      isFirst = false
      return result
    }
    guard result == SSH_OK else { throw handshakeTrouble(plan.login.address) }
  }

  private func handshakeTrouble(_ address: SSHAddress) -> Trouble {
    let why = reason
    var trouble = Trouble(code: .unreachable, phase: .reach, place: address.description, what: why)
    if why.contains("identification banner") {
      trouble.what = "what answers there is not an ssh server"
      trouble.hint = "check the port"
    } else if why.contains("no match for method") {
      trouble.code = .notSupported
      trouble.what = "no algorithm in common: \(why)"
    } else {
      trouble.what = "the connection was closed before the log in: \(why)"
      trouble.hint = "the machine may be starting up or refuse more connections; try again"
    }
    return trouble
  }

  private func logIn(
    _ plan: SessionPlan, until deadline: ContinuousClock.Instant, _ attention: Attention
  ) throws {
    let again = SSH_AUTH_AGAIN.rawValue
    var result = SSH_AUTH_DENIED.rawValue
    if let key = plan.key {
      result = try finish(attention, until: deadline, again: again) { ssh_userauth_publickey(handle, nil, key.key) }
    } else if plan.configuration.readsUserConfig {
      result = try finish(attention, until: deadline, again: again) { ssh_userauth_publickey_auto(handle, nil, nil) }
    } else if plan.configuration.useAgent, getenv("SSH_AUTH_SOCK") != nil {
      result = try finish(attention, until: deadline, again: again) { ssh_userauth_agent(handle, nil) }
    } else {
      throw Trouble(
        code: .credentialsRejected, phase: .logIn, place: place, what: "no key to log in with",
        hint: "associate a key with this machine")
    }
    if result == SSH_AUTH_SUCCESS.rawValue { return }
    guard result != SSH_AUTH_ERROR.rawValue else {
      throw Trouble(
        code: isBroken ? .unreachable : .credentialsRejected, phase: .logIn, place: place,
        what: "the log in broke off: \(reason)")
    }
    let isPartial = result == SSH_AUTH_PARTIAL.rawValue
    throw Trouble(
      code: .credentialsRejected, phase: .logIn, place: place,
      what: isPartial
        ? "the key is accepted, but \(methods) is asked for as well" : "permission denied (\(methods))",
      hint: "associate-key with a key that \(plan.login.user) accepts there, or another user")
  }

  /// `publickey,password`: what the server would accept.
  private var methods: String {
    let accepted = ssh_userauth_list(handle, nil)
    let names: [(Int32, String)] = [
      (SSH_AUTH_METHOD_PUBLICKEY, "publickey"), (SSH_AUTH_METHOD_PASSWORD, "password"),
      (SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive"), (SSH_AUTH_METHOD_HOSTBASED, "hostbased"),
      (SSH_AUTH_METHOD_GSSAPI_MIC, "gssapi-with-mic"),
    ].map { (Int32($0.0), $0.1) }
    let offered = names.filter { accepted & $0.0 != 0 }.map(\.1)
    return offered.isEmpty ? "publickey" : offered.joined(separator: ",")
  }
}
