import MistModel

/// A computer whose libvirt is asked through `virsh`, there or from here.
///
/// One script is one way there and back, whatever it asks of virsh. The driver's scripts stand in `VirshScript`.
struct Hypervisor: Sendable {
  /// How virsh gets to libvirt, as the original did: by SSH where there is a key, else here or over plain TCP.
  enum Way: Hashable, Sendable {
    case ssh(port: Int, user: String, key: KeyID)
    case ownComputer
    case tcp
  }

  let host: String
  let way: Way
  let title: String
  private let remote: any RemoteShell

  /// Where the original looked for a libvirtd without a key.
  private static let tcpPort = 5000
  private static let hostLetters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:".utf8)

  init(_ account: DriverAccount) throws {
    let parameters = account.parameters
    guard let host = parameters["machine_hostname"], !host.isEmpty else {
      throw MistError(.invalid, "\(account.title) has no address", hint: "add it again with --libvirt-hostname")
    }
    self.host = host
    title = account.title
    remote = account.remote
    if let key = parameters["machine_key"] {
      let port = parameters["ssh_port"].flatMap { Int($0) } ?? 22
      way = .ssh(port: port, user: parameters["machine_user"] ?? "root", key: KeyID(key))
    } else if Self.isOwnComputer(parameters) {
      way = .ownComputer
    } else {
      // It becomes a part of a URI, where some letters mean more than themselves.
      guard host.utf8.allSatisfy({ Self.hostLetters.contains($0) })
      else {
        throw MistError(.invalid, "\(account.title): '\(printable(host))' is no host", hint: "say its name or address")
      }
      way = .tcp
    }
  }

  /// Whether virsh asks the libvirt beside it: the address is this computer's, and no key says to log in.
  static func isOwnComputer(_ parameters: [String: String]) -> Bool {
    guard parameters["machine_key"] == nil, let host = parameters["machine_hostname"]?.lowercased() else {
      return false
    }
    if ["localhost", "localhost.localdomain", "::1", "0.0.0.0"].contains(host) { return true }
    // A name that only begins so, as `localhost.example.org` does, may be that of any computer.
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count > 1 && numbers[0] == 127 && !numbers.contains(nil)
  }

  /// For messages.
  var place: String {
    switch way {
    case .ssh(let port, let user, _): "\(user)@\(host):\(port)"
    case .ownComputer: "this computer"
    case .tcp: "\(bracketedHost):\(Self.tcpPort)"
    }
  }

  private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

  /// Runs a script that ends with `done`; throws what libvirt says where it went wrong.
  @discardableResult
  func answer(
    to script: VirshScript, input: [UInt8] = [], within limit: Duration = .seconds(25)
  ) async throws -> VirshAnswer {
    let text = script.text(uri: way == .tcp ? "qemu+tcp://\(bracketedHost):\(Self.tcpPort)/system" : nil)
    let place: ScriptPlace =
      switch way {
      case .ssh(let port, let user, let key): .server(host: host, port: port, user: user, key: key)
      case .ownComputer, .tcp: .ownComputer
      }
    let outcome = try await remote.run(ShellScript(text, input: input, limit: limit), at: place)
    guard outcome.status == 0 else { throw VirshFault(self).error(behind: outcome) }
    let answer = VirshAnswer(outcome.output)
    guard answer.isWhole else {
      throw MistError(.unreachable, "\(title): the answer of \(self.place) was cut off", hint: script.unknownOutcome)
    }
    return answer
  }

  /// An answer that is there, and not what was asked for.
  func notUnderstood(_ what: String) -> MistError {
    MistError(.failed, "\(title): what libvirt at \(place) says of \(printable(what)) is not understood")
  }
}
