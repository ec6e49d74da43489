import Foundation
import MistClient
import MistCommands
import MistModel
import MistWire
import Synchronization
import Testing

@testable import MistShell

@Suite struct AccountBookTests {
  private final class MemoryAccounts: AccountFiles {
    let files = Mutex<[String: [UInt8]]>([:])

    func names() -> [String] { files.withLock { Array($0.keys) } }
    func read(_ name: String) -> [UInt8]? { files.withLock { $0[name] } }
    func replace(_ name: String, with bytes: [UInt8]) throws { files.withLock { $0[name] = bytes } }
    func remove(_ name: String) throws { _ = files.withLock { $0.removeValue(forKey: name) } }
  }

  private struct Unanswered: Transport {
    let place: String
    func send(_ request: WireRequest) async throws -> WireAnswer { throw MistError(.serviceUnreachable, "not here") }
    func stream(_ request: WireRequest) async throws -> WireStream { throw MistError(.serviceUnreachable, "not here") }
  }

  private let files = MemoryAccounts()
  private let url = "https://mist.example"

  /// What is sealed says where it belongs, turned around so that nothing of it can be read by chance.
  private static let seal = Seal(
    seal: { bytes, account, url in Array((Array("\(account)|\(url)|".utf8) + bytes).reversed()) },
    open: { bytes, account, url in
      let front = Array("\(account)|\(url)|".utf8)
      guard Array(bytes.reversed().prefix(front.count)) == front else { throw MistError(.storage, "it does not open") }
      return Array(bytes.reversed().dropFirst(front.count))
    })

  /// - Parameter typed: what a person types when asked for a password; `nil` where there is no terminal.
  private func book(
    typed: String? = nil, questions: Questions = Questions(),
    connected: @escaping @Sendable (AccountBook.Connection) -> Void = { _ in }
  ) -> AccountBook {
    let world = World(
      now: { 0 }, environment: [:], homeFolder: "/home/ada", inputIsTerminal: typed != nil, outputIsTerminal: false,
      terminalWidth: { 80 }, write: { _, _ in }, ask: { _ in nil },
      askSecret: { question in
        questions.asked.withLock { $0.append(question) }
        return typed
      }, readFile: { _ in throw MistError(.storage, "none") }, openSSH: { _ in 0 })
    @Sendable func place(_ name: String, _ url: String) -> ServicePlace {
      ServicePlace(
        account: name, client: MistClient(transport: Unanswered(place: url)), marks: BackendMarks(files: nil))
    }
    return AccountBook(
      files: files, seal: Self.seal, world: world, local: { place("local", "the embedded service") },
      connect: { connection in
        connected(connection)
        return place(connection.account, connection.url)
      })
  }

  private final class Questions: Sendable {
    let asked = Mutex<[String]>([])
  }

  private func keep(_ name: String, email: String? = "ann@example.org", token: String = "a token") async throws {
    let sealed = Data(try await Self.seal.seal(Array(token.utf8), name, url)).base64EncodedString()
    let record = AccountRecord(url: url, email: email, dialect: "today", session: sealed)
    try files.replace(name, with: try WireJSON.bytes(record))
  }

  private func connection(_ name: String, _ typed: String? = nil, _ questions: Questions = Questions()) async throws
    -> AccountBook.Connection
  {
    let box = Box()
    let book = book(typed: typed, questions: questions) { connection in box.value.withLock { $0 = connection } }
    _ = try await book.place(of: name)
    return try #require(box.value.withLock { $0 })
  }

  private final class Box: Sendable {
    let value = Mutex<AccountBook.Connection?>(nil)
  }

  @Test func aKeptSessionOpensForItsOwnAddressOnly() async throws {
    try await keep("work")
    let connection = try await connection("work")
    #expect(connection.login.kept == KeptSession(authorization: "a token", dialect: .today))
    let text = String(decoding: files.read("work") ?? [], as: UTF8.self)
    #expect(!text.contains("a token"))
    try files.replace("work", with: Array(text.replacing("mist.example", with: "evil.example").utf8))
    let error = await #expect(throws: MistError.self) { try await self.connection("work") }
    #expect(error?.code == .notLoggedIn && error?.hint == "login --name work")
  }

  @Test func thePasswordIsAskedForWhereSomebodyIsThere() async throws {
    try await keep("work")
    try await keep("robot", email: nil)
    let questions = Questions()
    let work = try await connection("work", "a secret", questions).login
    #expect(try await work.credentials(.attended) == Credentials(email: "ann@example.org", password: "a secret"))
    #expect(questions.asked.withLock { $0 } == ["Password of ann@example.org at https://mist.example: "])
    for (login, attendance) in [
      (work, Login.Attendance.unattended), (try await connection("work").login, .attended),
      (try await connection("robot", "a secret").login, .attended),
    ] {
      let error = await #expect(throws: MistError.self) { try await login.credentials(attendance) }
      #expect(error?.code == .notLoggedIn && error?.hint?.hasPrefix("login --name ") == true)
    }
    #expect(questions.asked.withLock { $0.count } == 1)
  }

  @Test func aNewSessionIsKeptUnlessOneLoggedOut() async throws {
    try await keep("work")
    let login = try await connection("work").login
    await login.keep(KeptSession(authorization: "a newer token", dialect: .clouds))
    let kept = try await connection("work").login.kept
    #expect(kept == KeptSession(authorization: "a newer token", dialect: .clouds))
    try book().remove("work")
    await login.keep(KeptSession(authorization: "too late"))
    #expect(files.names().isEmpty)
  }

  @Test func aSessionIsNeverKeptForAnotherServiceOrPerson() async throws {
    try await keep("work")
    let login = try await connection("work").login
    for other in [
      AccountRecord(url: "https://other.example", email: "ann@example.org"),
      AccountRecord(url: url, email: "bob@example.org"),
    ] {
      // Another shell logs in anew under the same name, while this one renews what it had.
      try files.replace("work", with: try WireJSON.bytes(other))
      await login.keep(KeptSession(authorization: "of the first service"))
      #expect(try await connection("work").login.kept.authorization == nil)
    }
  }

  @Test func theyAreListedWithTheEmbeddedOneFirst() async throws {
    try await keep("work")
    try await keep("home")
    #expect(book().list().accounts.map(\.name) == ["local", "home", "work"])
    let error = await #expect(throws: MistError.self) { try await book().place(of: "wrok") }
    #expect(error?.code == .notFound && error?.hint == "did you mean work?")
  }

  @Test func aDamagedOneIsToldOfAndKeepsNobodyFromTheOthers() async throws {
    try await keep("work")
    try files.replace("home", with: Array("no JSON".utf8))
    let place = try await book().place(of: "work")
    let log = Log()
    let shell = MistShell(client: place.client, world: world(log), commands: .all)
    shell.service = place
    shell.accountBook = book()
    #expect(await shell.run(words: ["accounts"]) == .failed)
    let lines = log.text.withLock { $0.split(separator: "\n").map(String.init) }
    #expect(lines.count == 4 && lines[0].hasPrefix("local ") && lines[1].hasPrefix("work "))
    #expect(
      lines.suffix(2) == [
        "mist-shell: the file of account home is damaged",
        "  login --url URL --name home makes it anew, logout home takes it away",
      ])
    #expect(await shell.run(words: ["use", "account", "local"]) == .success)
    #expect(await shell.run(words: ["use", "account", "home"]) == .failed)
    #expect(await shell.run(words: ["logout", "home"]) == .success)
    #expect(await shell.run(words: ["accounts"]) == .success)
  }

  @Test func theShellGoesThereAndLeavesItsContext() async throws {
    try await keep("work")
    let place = try await book().place(of: "local")
    let log = Log()
    let shell = MistShell(at: place, world: world(log), commands: .all)
    shell.accountBook = book()
    shell.context.push(.backend("b1", title: "Juno"))
    #expect(await shell.run(lines: ["use account work; context"]) == .success)
    #expect(shell.client.place == url && shell.accountName == "work" && shell.context.isEmpty)
    #expect(log.text.withLock { $0.hasPrefix("work: https://mist.example; left Juno\n") })
    #expect(PromptText(of: shell.context, account: shell.accountName).plain == "mist@work> ")
    #expect(await shell.run(lines: ["use account nosuch"]) == .failed)
    #expect(shell.accountName == "work")
  }

  @Test func aContextDoesNotComeBackAtAnotherService() async throws {
    try await keep("work")
    let place = try await book().place(of: "local")
    let shell = MistShell(at: place, world: world(Log()), commands: .all)
    shell.accountBook = book()
    shell.context.push(.backend("b1", title: "Juno"))
    #expect(await shell.run(lines: ["with tag dev: use account work"]) == .success)
    #expect(shell.accountName == "work" && shell.context.isEmpty)
  }

  @Test func aShellFollowsWhenAnotherLogsInAnew() async throws {
    try await keep("work")
    let (shell, log, source) = try await shellAtWork { files in
      let other = AccountRecord(url: "https://other.example", email: "ann@example.org")
      try? files.replace("work", with: WireJSON.bytes(other))
    }
    _ = await shell.run(promptingOn: source)
    #expect(shell.client.place == "https://other.example" && shell.accountName == "work" && shell.context.isEmpty)
    let text = log.text.withLock { $0 }
    #expect(
      text == """
        another shell logged in anew as account work
        work: https://other.example; left Juno
        not run, since it was meant for https://mist.example: set read-only on
        mist@work !>\u{20}
        """)
    #expect(!shell.settings.isReadOnly)
  }

  @Test func aShellGoesToTheEmbeddedServiceWhenAnotherLogsOut() async throws {
    try await keep("work")
    let (shell, log, source) = try await shellAtWork { try? $0.remove("work") }
    _ = await shell.run(promptingOn: source)
    #expect(shell.accountName == "local")
    #expect(log.text.withLock { $0.hasPrefix("another shell logged out of account work\nlocal: ") })
    #expect(!shell.settings.isReadOnly)
  }

  @Test func aRecordingStaysAtItsServiceAndSaysSo() async throws {
    try await keep("work")
    let (shell, log, source) = try await shellAtWork { try? $0.remove("work") }
    let recorder = Recorder(world: world(log))
    recorder.start(after: [])
    shell.recorder = recorder
    _ = await shell.run(promptingOn: source)
    #expect(shell.settings.isReadOnly && shell.client.place == url && !shell.context.isEmpty)
    let said = "another shell logged in or out as account work; this one stays at https://mist.example\n"
    #expect(log.text.withLock { $0.components(separatedBy: said).count } == 2)
  }

  @Test(arguments: [true, false]) func aNewSessionOfTheSameLoginChangesNothing(isDamaged: Bool) async throws {
    try await keep("work")
    let (shell, log, source) = try await shellAtWork { files in
      let same = AccountRecord(url: "https://mist.example", email: "ann@example.org", session: "bmV3")
      try? files.replace("work", with: isDamaged ? [] : WireJSON.bytes(same))
    }
    _ = await shell.run(promptingOn: source)
    #expect(shell.settings.isReadOnly && shell.client.place == url && !shell.context.isEmpty)
    #expect(log.text.withLock { !$0.contains("another shell") })
  }

  @Test func anAccountThatWasLeftIsFoundWhereItIsNow() async throws {
    try await keep("work")
    let book = book()
    #expect(try await book.place(of: "work").client.place == url)
    let other = AccountRecord(url: "https://other.example", email: "ann@example.org")
    try files.replace("work", with: try WireJSON.bytes(other))
    #expect(try await book.place(of: "work").client.place == "https://other.example")
    try files.remove("work")
    await #expect(throws: MistError.self) { try await book.place(of: "work") }
  }

  /// A shell at the account, in the context Juno; while its prompt is shown, something happens to the accounts, and then
  /// `set read-only on` is typed.
  private func shellAtWork(
    _ meanwhile: @escaping @Sendable (MemoryAccounts) -> Void
  ) async throws -> (MistShell, Log, PlainLines) {
    let book = book()
    let place = try await book.place(of: "work")
    let log = Log()
    let shell = MistShell(client: place.client, world: world(log), commands: .all)
    shell.service = place
    shell.accountBook = book
    shell.context.push(.backend("b1", title: "Juno"))
    let typed = Mutex(["set read-only on"])
    let source = PlainLines(
      write: { prompt in log.text.withLock { $0 += typed.withLock(\.isEmpty) ? prompt : "" } },
      readLine: { [files] in
        meanwhile(files)
        return typed.withLock { $0.popLast() }
      })
    return (shell, log, source)
  }

  private func world(_ log: Log) -> World {
    World(
      now: { 0 }, environment: [:], homeFolder: "/home/ada", inputIsTerminal: false, outputIsTerminal: false,
      terminalWidth: { 80 }, write: { _, bytes in log.text.withLock { $0 += String(decoding: bytes, as: UTF8.self) } },
      ask: { _ in nil }, askSecret: { _ in nil }, readFile: { _ in [] }, openSSH: { _ in 0 })
  }

  private final class Log: Sendable {
    let text = Mutex("")
  }
}
