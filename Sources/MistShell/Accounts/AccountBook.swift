import Foundation
import MistClient
import MistCommands
import MistModel
import MistOutput
import MistWire
import Synchronization

/// The accounts of a person: kept sessions, and the ways to the services they are for.
public final class AccountBook: Sendable {
  /// What it takes to reach the service of an account.
  public struct Connection: Sendable {
    public var account: String
    public var url: String
    public var email: String?
    /// PEM text of the authorities it is trusted by; `nil` for the system's.
    public var authorities: [UInt8]?
    public var login: Login
  }

  private let files: any AccountFiles
  private let seal: Seal
  private let world: World
  private let local: @Sendable () throws -> ServicePlace
  private let connect: @Sendable (Connection) throws -> ServicePlace
  /// Places that the shell has been at: their sessions and names go on where they were left, as long as the account is
  /// still that of the same login at the same service.
  private let open = Mutex<[String: ServicePlace]>([:])

  /// - Parameters:
  ///   - world: its terminal asks for a password when a session has ended.
  ///   - local: the embedded service.
  ///   - connect: a service elsewhere.
  public init(
    files: any AccountFiles, seal: Seal, world: World, local: @escaping @Sendable () throws -> ServicePlace,
    connect: @escaping @Sendable (Connection) throws -> ServicePlace
  ) {
    self.files = files
    self.seal = seal
    self.world = world
    self.local = local
    self.connect = connect
  }

  /// The service of an account. No request is made yet.
  public func place(of name: String) async throws -> ServicePlace {
    let known = open.withLock { $0[name] }
    if name == ServiceAccount.local {
      let place = try known ?? local()
      open.withLock { $0[name] = place }
      return place
    }
    let record = try record(name)
    if let known, known.identity == record.identity { return known }
    var place = try connect(try await connection(name, record))
    place.identity = record.identity
    open.withLock { [place] in $0[name] = place }
    return place
  }

  /// Whether a shell that is at this place would come to another one under the name of its account: another shell logged
  /// in anew, or out.
  func leadsElsewhere(_ place: ServicePlace) -> Bool {
    guard let name = place.account, let identity = place.identity else { return false }
    do throws(MistError) {
      return try record(name).identity != identity
    } catch {
      // A file that cannot be read says nothing of the session, which goes on.
      return error.code == .notFound
    }
  }

  private func connection(_ name: String, _ record: AccountRecord) async throws -> Connection {
    var kept = KeptSession(dialect: record.dialect.flatMap { Dialect(rawValue: $0) })
    if let sealed = record.session { kept.authorization = try await authorization(sealed, of: name, at: record.url) }
    return Connection(
      account: name, url: record.url, email: record.email, authorities: record.authorities.map { Array($0.utf8) },
      login: login(name, record, kept: kept))
  }

  private func authorization(_ sealed: String, of name: String, at url: String) async throws -> String {
    do {
      let bytes = Data(base64Encoded: sealed).map { Array($0) } ?? []
      return String(decoding: try await seal.open(bytes, name, url), as: UTF8.self)
    } catch let error as MistError where error.code == .storage {
      throw MistError(
        .notLoggedIn, "the kept session of account \(name) does not open with the key of this store",
        hint: "login --name \(name)")
    }
  }

  /// The kept session as long as it is accepted; then the password is asked for, where a person is there to answer.
  private func login(_ name: String, _ record: AccountRecord, kept: KeptSession) -> Login {
    Login(
      kept: kept,
      credentials: { [world] attendance in
        let ended = MistError(
          .notLoggedIn, "\(record.url) does not accept the session of account \(name) any more",
          hint: "login --name \(name)" + (record.email == nil ? " --token @prompt" : ""))
        guard let email = record.email, world.inputIsTerminal, attendance == .attended else { throw ended }
        guard let password = world.askSecret("Password of \(email) at \(record.url): "), !password.isEmpty else {
          throw ended
        }
        return Credentials(email: email, password: password)
      },
      keep: { session in
        do {
          try await self.keep(session, for: name, as: record)
        } catch {
          let reason = (error as? MistError)?.summary ?? "its file cannot be written"
          self.world.write(.errors, Array("the session of account \(name) is not kept: \(reason)\n".utf8))
        }
      })
  }

  /// Nothing is kept of an account that another shell logged out of meanwhile, or logged in anew elsewhere: a token must
  /// not go to another service under the same name.
  private func keep(_ session: KeptSession, for name: String, as known: AccountRecord) async throws {
    guard var record = try? record(name), record.url == known.url, record.email == known.email else { return }
    try await record.take(session, of: name, seal)
    try write(record, name)
  }

  private func record(_ name: String) throws(MistError) -> AccountRecord {
    guard let bytes = files.read(name) else {
      if files.names().contains(name) { throw damaged(name, "cannot be read") }
      let near = nearest(name, among: [ServiceAccount.local] + files.names())
      throw MistError(
        .notFound, "no account '\(escaped(name))'",
        hint: near.isEmpty ? "accounts lists them; login makes one" : "did you mean \(near.joined(separator: ", "))?")
    }
    guard let record = try? WireJSON.value(AccountRecord.self, from: bytes) else {
      throw damaged(name, "is damaged")
    }
    return record
  }

  private func damaged(_ name: String, _ fault: String) -> MistError {
    MistError(
      .storage, "the file of account \(escaped(name)) \(fault)",
      hint: "login --url URL --name \(escaped(name)) makes it anew, logout \(escaped(name)) takes it away")
  }

  private func write(_ record: AccountRecord, _ name: String) throws {
    try files.replace(name, with: try WireJSON.bytes(record))
  }
}

extension AccountBook: ServiceAccounts {
  public func list() -> (accounts: [ServiceAccount], damaged: [MistError]) {
    var accounts = [ServiceAccount(name: ServiceAccount.local, url: nil, email: nil, dialect: nil)]
    var damaged: [MistError] = []
    for name in files.names().sorted() {
      do throws(MistError) {
        let record = try record(name)
        accounts.append(ServiceAccount(name: name, url: record.url, email: record.email, dialect: record.dialect))
      } catch {
        // Otherwise another shell logged out of it just now.
        if error.code == .storage { damaged.append(error) }
      }
    }
    return (accounts, damaged)
  }

  public func add(_ new: NewLogin) async throws -> ServiceAccount {
    var record = AccountRecord(url: new.url)
    if let path = new.authorities {
      record.authorities = String(decoding: try world.readFile(path), as: UTF8.self)
    } else if let known = try? self.record(new.name), known.url == new.url {
      record.authorities = known.authorities
    }
    let transport = try HTTPTransport(url: new.url, authorities: record.authorities.map { Array($0.utf8) })
    let session = Mutex(KeptSession())
    let client = MistClient(transport: transport, login: new.login { kept in session.withLock { $0 = kept } })
    let dialect = try await client.dialect()
    switch new.proof {
    case .password(let email, _):
      record.email = email
    case .token(let token):
      session.withLock { $0 = KeptSession(authorization: token, dialect: dialect) }
      // Not every service tells whose a token is.
      record.email = try? await client.account().email
    }
    if record.email?.isEmpty == true { record.email = nil }
    try await record.take(session.withLock { $0 }, of: new.name, seal)
    try write(record, new.name)
    open.withLock { $0[new.name] = nil }
    return ServiceAccount(name: new.name, url: new.url, email: record.email, dialect: record.dialect)
  }

  public func remove(_ name: String) throws {
    // A damaged one can be taken away too.
    if !files.names().contains(name) { _ = try record(name) }
    try files.remove(name)
    open.withLock { $0[name] = nil }
  }
}

extension AccountRecord {
  fileprivate mutating func take(_ session: KeptSession, of name: String, _ seal: Seal) async throws {
    dialect = session.dialect?.rawValue ?? dialect
    guard let authorization = session.authorization else { return }
    self.session = Data(try await seal.seal(Array(authorization.utf8), name, url)).base64EncodedString()
  }
}

extension NewLogin {
  fileprivate func login(keep: @escaping @Sendable (KeptSession) async -> Void) -> Login {
    switch proof {
    case .password(let email, let password):
      return Login(
        credentials: { _ in Credentials(email: email, password: password) }, keep: keep)
    case .token(let token):
      return Login.withToken(token, at: url)
    }
  }
}
