import Foundation
import MistClient
import MistCommands
import MistModel
import MistOutput
import MistShell
import MistWire

/// Which service the shell talks to at its start: the embedded one, unless a flag or the config file names another.
struct Setup {
  let start: ServicePlace
  let places: ServicePlaces
  let accounts: AccountBook

  /// - Parameters:
  ///   - notices: told what the service wants a person to know.
  ///   - recorder: told of the requests; for a prompt.
  init(_ options: ProgramOptions, world: World, notices: Notices, recorder: Recorder?) async throws {
    if let url = options.url, options.endpointsFile != nil {
      throw MistError(
        .usage, "--endpoints is for the embedded service, and --url \(url) names another", hint: "leave one of them out"
      )
    }
    if let url = options.url, options.stateFolder != nil {
      throw MistError(
        .usage, "--state is for the embedded service, and --url \(url) names another", hint: "leave one of them out")
    }
    let embedded = EmbeddedService(
      stateFolder: Self.stateFolder(options, world: world),
      passphrase: try options.passphrase?.reveal(in: world, question: "Passphrase of the store: "),
      endpointsFile: options.endpointsFile.map { world.resolved($0) })
    let places = ServicePlaces(embedded: embedded, world: world, notices: notices, recorder: recorder)
    self.places = places
    accounts = Self.accounts(of: places, world: world)
    if let account = options.account {
      start = try await accounts.place(of: account)
      return
    }
    let config = try Self.config(options, world: world)
    // A store that was named on the command line wins over the service of the config file.
    if let url = options.url ?? (options.stateFolder == nil ? config.uri : nil) {
      start = try Self.place(at: url, options, config, places, world: world)
    } else if options.token != nil || options.authorities != nil {
      throw MistError(.usage, "--token and --ca are for a service elsewhere", hint: "name it with --url")
    } else {
      start = try await accounts.place(of: ServiceAccount.local)
    }
  }

  /// Their sessions are sealed with the key of the store of the embedded service, which is opened only for that.
  private static func accounts(of places: ServicePlaces, world: World) -> AccountBook {
    let embedded = places.embedded
    return AccountBook(
      files: RealAccountFiles(folder: embedded.stateFolder + "/accounts"),
      seal: Seal(
        seal: { try await embedded.service().seal($0, of: $1, for: $2) },
        open: { try await embedded.service().open($0, of: $1, for: $2) }),
      world: world,
      local: { places.local() },
      connect: { connection in
        try places.elsewhere(
          account: connection.account, url: connection.url, who: .named(connection.email ?? connection.account),
          authorities: connection.authorities, login: connection.login)
      })
  }

  /// A service that was named by its address: who logs in there stands on the command line or in the config file.
  private static func place(
    at url: String, _ options: ProgramOptions, _ config: ConfigFile, _ places: ServicePlaces, world: World
  ) throws -> ServicePlace {
    let (login, who): (Login, ServicePlaces.Holder)
    if let token = try options.token?.reveal(in: world, question: "Token for \(url): ") {
      (login, who) = (.withToken(token, at: url), .token(token))
    } else {
      (login, who) = try ConfiguredLogin(config.meant(forServiceAt: url), url: url, world: world).login()
    }
    return try places.elsewhere(
      account: nil, url: url, who: who,
      authorities: try options.authorities.map { try world.readFile(world.resolved($0)) }, login: login)
  }

  private static func stateFolder(_ options: ProgramOptions, world: World) -> String {
    if let folder = options.stateFolder { return folder }
    let data = world.environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (data ?? world.homeFolder + "/.local/share") + "/mist-shell"
  }

  /// `~/.mist` may be absent; a file that was named may not.
  private static func config(_ options: ProgramOptions, world: World) throws -> ConfigFile {
    let path = options.configFile ?? world.homeFolder + "/.mist"
    var status = stat()
    guard options.configFile != nil || stat(path, &status) == 0 else { return ConfigFile() }
    let config = try ConfigFile(try world.readFile(path), path: path)
    if stat(path, &status) == 0, let note = config.note(path: path, mode: status.st_mode & 0o777) {
      world.write(.errors, Array((note + "\n").utf8))
    }
    return config
  }
}
