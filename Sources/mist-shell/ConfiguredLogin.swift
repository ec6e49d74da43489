import MistClient
import MistCommands
import MistModel

/// Who logs in at a service elsewhere, as `~/.mist` has it: its token as long as the service accepts it, then e-mail and
/// password; what it lacks is asked for where a person can answer.
struct ConfiguredLogin {
  private let config: ConfigFile
  private let url: String
  private let world: World

  /// - Parameter config: as it counts at this address.
  init(_ config: ConfigFile, url: String, world: World) {
    self.config = config
    self.url = url
    self.world = world
  }

  /// The way in, and whose names and past lines they are there.
  func login() throws -> (Login, who: ServicePlaces.Holder) {
    guard let token = config.token else {
      let credentials = try credentials()
      return (Login(credentials), .named(credentials.email))
    }
    let login = Login(
      kept: KeptSession(authorization: token), credentials: { try credentials(insteadOfToken: true, $0) })
    return (login, config.email.map { .named($0) } ?? .token(token))
  }

  private func credentials(
    insteadOfToken: Bool = false, _ attendance: Login.Attendance = .attended
  ) throws -> Credentials {
    var (email, password) = (config.email, config.password)
    let lacks = insteadOfToken ? "does not accept the token of ~/.mist" : "needs a login, and ~/.mist has none for it"
    if email == nil || password == nil, world.inputIsTerminal, attendance == .attended {
      if insteadOfToken { world.write(.errors, Array("\(url) \(lacks)\n".utf8)) }
      email = email ?? world.ask("Email: ")
      password = password ?? world.askSecret("Password: ")
    }
    guard let email, let password, !email.isEmpty, !password.isEmpty else {
      throw MistError(
        .notLoggedIn, "\(url) \(lacks)",
        hint: "write email and password or api_token under [mist.credentials] in ~/.mist, mode 600, or see help login")
    }
    return Credentials(email: email, password: password)
  }
}
