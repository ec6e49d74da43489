import Foundation
import Logging
import MistClient
import MistModel
import MistService
import Synchronization

/// The service that a task is about: that of its options, else that of `~/.mist`, else the embedded one.
final class ServiceAtHand: Sendable {
  let client: MistClient
  private let embedded: MistService?
  private let told: Told
  /// How long one answer may take. Nobody sits before a play, and a request that was given up may be carried out all the
  /// same: some clouds take minutes to order a machine.
  private static let patience = Duration.seconds(300)

  init(_ options: OptionValues) throws {
    let told = Told()
    self.told = told
    let home = ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()
    let path = home + "/.mist"
    let config = try FileManager.default.contents(atPath: path).map { try ConfigFile(Array($0), path: path) }
    var status = stat()
    if stat(path, &status) == 0, let note = config?.note(path: path, mode: status.st_mode & 0o777) { told.add(note) }
    let ownURI = try options.name("mist_uri")
    // A store that the task names wins over the service of the config file, as it does in mist-shell.
    let uri = ownURI ?? (options.text("mist_state") == nil ? config?.uri : nil)
    guard let uri else {
      if let idle = ["mist_email", "mist_token"].first(where: { options.text($0) != nil }) {
        told.add("\(idle) is for a service elsewhere; none is named, so the embedded one was used")
      }
      var logger = Logger(label: "mist-ansible", factory: { StreamLogHandler.standardError(label: $0) })
      logger.logLevel = .error
      let service = try MistService(
        stateFolder: options.text("mist_state") ?? Self.stateFolder(home), passphrase: options.text("mist_passphrase"),
        usesOwnersSSH: true, eras: [.backends], logger: logger)
      embedded = service
      client = MistClient(transport: service.transport, credentials: nil, notice: told.add)
      return
    }
    guard options.text("mist_state") == nil else {
      throw MistError(.usage, "mist_state is for the embedded service, and mist_uri names another")
    }
    embedded = nil
    let authorities = try options.text("mist_ca").map { Array(try LocalFiles.bytes(of: $0)) }
    client = MistClient(
      transport: try HTTPTransport(url: uri, authorities: authorities, timeout: Self.patience),
      login: try Self.login(at: uri, options, config), notice: told.add)
  }

  private static func login(at uri: String, _ options: OptionValues, _ config: ConfigFile?) throws -> Login {
    if let token = try options.name("mist_token") { return .withToken(token, at: uri) }
    let config = config?.meant(forServiceAt: uri)
    let own = (email: options.text("mist_email"), password: options.text("mist_password"))
    let token = own.email == nil && own.password == nil ? config?.token : nil
    guard let email = own.email ?? config?.email, let password = own.password ?? config?.password else {
      if let token { return .withToken(token, at: uri) }
      throw MistError(
        .notLoggedIn, "\(uri) needs a login, and neither the task nor ~/.mist has one for it",
        hint: "say mist_email and mist_password, or write them under [mist.credentials] in ~/.mist, mode 600")
    }
    let credentials = Credentials(email: email, password: password)
    return Login(kept: KeptSession(authorization: token), credentials: { _ in credentials })
  }

  /// What the service wanted a person to know.
  var warnings: [String] { told.all }

  /// Jobs of the embedded service end with this process, so they are waited for.
  ///
  /// - Returns: how they ended.
  func finish() async -> [Job] {
    guard let embedded else { return [] }
    let jobs = await embedded.finishJobs()
    await embedded.close()
    return jobs
  }

  private static func stateFolder(_ home: String) -> String {
    let data = ProcessInfo.processInfo.environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (data ?? home + "/.local/share") + "/mist-shell"
  }
}

private final class Told: Sendable {
  private let lines = Mutex<[String]>([])

  @Sendable func add(_ line: String) { lines.withLock { $0.append(line) } }
  var all: [String] { lines.withLock { $0 } }
}
