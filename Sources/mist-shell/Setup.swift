import Foundation
import MistClient
import MistCommands
import MistModel
import MistOutput
import MistShell
import MistWire

/// Which service the shell talks to: the embedded one, unless a flag or the config file names another.
struct Setup {
  let client: MistClient
  /// `nil` when the service is elsewhere.
  let embedded: EmbeddedService?
  /// The shell's own files: names and past lines of one service are not offered at another.
  let stateFiles: FolderStateFiles

  /// - Parameters:
  ///   - notices: told what the service wants a person to know.
  ///   - recorder: told of the requests.
  ///   - seen: told of the listings that pass by.
  init(
    _ options: ProgramOptions, world: World, notices: Notices, recorder: Recorder?,
    seen: @escaping @Sendable (Seen) -> Void
  ) throws {
    let config = try Self.config(options, world: world)
    func recorded(_ transport: any Transport) -> any Transport {
      recorder.map { RecordingTransport(transport, recorder: $0) } ?? transport
    }
    if let url = options.url, options.stateFolder != nil {
      throw MistError(
        .usage, "--state is for the embedded service, and --url \(url) names another", hint: "leave one of them out")
    }
    // A store that was named on the command line wins over the service of the config file.
    if let url = options.url ?? (options.stateFolder == nil ? config.uri : nil) {
      client = MistClient(
        transport: recorded(try HTTPTransport(url: url)),
        credentials: try Self.credentials(config, url: url, world: world), notice: notices.tell, seen: seen)
      embedded = nil
      let folders = ["shell", Self.folderName(url), Self.folderName(config.email ?? "_")]
      stateFiles = FolderStateFiles(
        folder: ([Self.stateFolder(options, world: world)] + folders).joined(separator: "/"))
      return
    }
    let embedded = EmbeddedService(
      stateFolder: Self.stateFolder(options, world: world),
      passphrase: try options.passphrase?.reveal(in: world, question: "Passphrase of the store: "))
    client = MistClient(transport: recorded(embedded), notice: notices.tell, seen: seen)
    self.embedded = embedded
    stateFiles = FolderStateFiles(folder: embedded.stateFolder + "/shell")
  }

  /// An address or an account as the name of a folder, another one for each.
  private static func folderName(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = (byte < 0x80 && Unicode.Scalar(byte).properties.isAlphabetic) || "0123456789@-".utf8.contains(byte)
      return isPlain ? String(Unicode.Scalar(byte)) : "_" + String(byte, radix: 16)
    }.joined()
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

  /// From the config file; what it lacks is asked for where a person can answer.
  private static func credentials(_ config: ConfigFile, url: String, world: World) throws -> Credentials {
    let missing = MistError(
      .notLoggedIn, "\(url) needs a login, and ~/.mist has none",
      hint: "write email and password under [mist.credentials] in ~/.mist, mode 600")
    var email = config.email
    var password = config.password
    if world.inputIsTerminal {
      email = email ?? world.ask("Email: ")
      password = password ?? world.askSecret("Password: ")
    }
    guard let email, let password, !email.isEmpty, !password.isEmpty else { throw missing }
    return Credentials(email: email, password: password)
  }
}
