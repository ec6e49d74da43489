import Foundation
import GRDB
import MistModel
import MistWire
import Testing

@testable import MistService

struct AccountsTests {
  private let test: TestService
  private var accounts: AccountsService { test.service.services.accounts }

  init() async throws {
    test = try TestService()
    try await accounts.add(email: "Anna@Example.com", password: "pass word+1", by: .owner)
  }

  private func failure(_ work: () async throws -> Void) async -> MistError? {
    do {
      try await work()
      return nil
    } catch {
      return error as? MistError
    }
  }

  private func logIn(
    _ email: String = "anna@example.com", _ password: String = "pass word+1", from address: String? = nil
  ) async throws -> String {
    try await accounts.logIn(email: email, password: password, from: address).token
  }

  @Test func aLoginAnswersWhatTheOriginalsClientsRead() async throws {
    let answer = try await test.asked(.post, "/auth", ["email": "ANNA@example.com", "password": "pass word+1"])
    let token = try #require(answer["mist_api_token"]?.string)
    #expect(token.wholeMatch(of: /[0-9a-f]{64}/) != nil)
    #expect(answer["token"]?.string == token)
    #expect(answer["email"] == "anna@example.com")
    #expect(answer["current_plan"]?["started"] == .integer(1_400_000_000))
    #expect(answer["current_plan"]?["expiration"] == .integer(4_102_444_800))
    #expect(answer["current_plan"]?["title"] == "unlimited")
    #expect(answer["user_details"]?["name"] == "anna@example.com")
  }

  @Test func aLoginMayStandInTheQuery() async throws {
    let answer = try await test.asked(.post, "/auth?email=anna%40example.com&password=pass+word%2B1")
    #expect(answer["token"]?.string != nil)
    #expect(try await test.ask(.post, "/auth").text == "Required parameter not provided: email")
    #expect(try await test.ask(.post, "/auth?email=a").text == "Required parameter not provided: password")
    #expect(try await test.ask(.post, "/auth", ["email": "a"]).status == 400)
  }

  @Test func aTokenIsAcceptedInBothFormsAndInNoOther() async throws {
    let token = try await logIn()
    for header in [
      "mist_1 anna@example.com:TOKEN", "mist_1 ANNA@Example.COM:TOKEN", "TOKEN", "MIST_1 anna@example.com:TOKEN",
    ] {
      let caller = try await accounts.caller(authorization: header.replacing("TOKEN", with: token))
      #expect(caller == .account(email: "anna@example.com"), "\(header)")
    }
    for header in [
      nil, "", " ", "mist_1 ", "mist_1 anna@example.com:", "mist_1 anna@example.com:None",
      "mist_1 bob@example.com:TOKEN", "mist_1 :TOKEN", "mist_1 TOKEN", "xTOKEN", "TOKENx", "Bearer TOKEN",
    ] {
      let error = await failure {
        _ = try await accounts.caller(authorization: header?.replacing("TOKEN", with: token))
      }
      #expect(error?.code == .notLoggedIn, "\(header ?? "none")")
    }
  }

  @Test func aWrongPasswordIsAnAnswerOf401() async throws {
    let wrong = try await test.ask(.post, "/auth", ["email": "anna@example.com", "password": "Pass word+1"])
    let unknown = try await test.ask(.post, "/auth", ["email": "bob@example.com", "password": "x"])
    #expect(wrong.status == 401 && unknown.status == 401)
    #expect(wrong.text == "User not authenticated: the e-mail address or the password is wrong")
    #expect(unknown.text == wrong.text)
    #expect(try await test.ask(.post, "/auth", ["email": "anna@example.com", "password": ""]).status == 401)
  }

  @Test func neitherPasswordsNorTokensAreInTheStore() async throws {
    let token = try await logIn()
    for name in try FileManager.default.contentsOfDirectory(atPath: test.folder) {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: test.folder + "/" + name))
      #expect(bytes.range(of: Data(token.utf8)) == nil, "\(name)")
      #expect(bytes.range(of: Data("pass word".utf8)) == nil, "\(name)")
    }
  }

  @Test func theSameEmailAgainChangesThePasswordAndEndsTheTokens() async throws {
    let token = try await logIn()
    try await accounts.add(email: "anna@example.com", password: "new", by: .owner)
    #expect(await failure { _ = try await accounts.caller(authorization: token) }?.code == .notLoggedIn)
    #expect(await failure { _ = try await logIn() }?.code == .notLoggedIn)
    #expect(try await !logIn("anna@example.com", "new").isEmpty)
  }

  @Test func whatIsNoEmailIsRefused() async throws {
    let tooLong = String(repeating: "a", count: 260) + "@c"
    for email in ["", "anna", "@example.com", "anna@", "a@b@c", "a b@c", "a\u{0}@c", "a\n@c", tooLong] {
      let answer = try await test.ask(.put, "/accounts", ["email": .string(email), "password": "x"])
      #expect(answer.status == 400, "\(email)")
    }
  }

  @Test func onlyTheOwnerMakesLogins() async throws {
    #expect(try await test.ask(.put, "/accounts", ["email": "bob@example.com", "password": ""]).status == 400)
    let error = await failure {
      try await accounts.add(email: "bob@example.com", password: "x", by: .account(email: "anna@example.com"))
    }
    #expect(error?.code == .refused)
  }

  @Test func fiveFailuresThenTheWaitDoubles() async throws {
    for _ in 1...5 {
      #expect(await failure { _ = try await logIn("anna@example.com", "no") }?.code == .notLoggedIn)
    }
    var waits: [String] = []
    for wait in [1.0, 2, 4, 8] {
      let error = await failure { _ = try await logIn() }
      #expect(error?.code == .tooMany)
      waits.append(error?.summary ?? "")
      test.clock.advance(by: wait)
      _ = await failure { _ = try await logIn("anna@example.com", "no") }
    }
    #expect(waits == [1, 2, 4, 8].map { "too many failed logins: wait \($0) \($0 == 1 ? "second" : "seconds")" })
    test.clock.advance(by: 16)
    #expect(try await !logIn().isEmpty)
    #expect(await failure { _ = try await logIn("anna@example.com", "no") }?.code == .notLoggedIn)
  }

  @Test func anAddressIsLimitedWhateverEmailItTries() async throws {
    for number in 1...5 {
      _ = await failure { _ = try await logIn("user\(number)@example.com", "no", from: "192.0.2.9") }
    }
    #expect(await failure { _ = try await logIn(from: "192.0.2.9") }?.code == .tooMany)
    #expect(try await !logIn(from: "192.0.2.10").isEmpty)
    let answer = try await test.ask(.post, "/auth", ["email": "anna@example.com", "password": "pass word+1"])
    #expect(answer.status == 200)
  }

  @Test func manyGuessesAtOnceAreWorthNoMore() async throws {
    let errors = await withTaskGroup(of: MistError?.self) { group in
      for _ in 1...40 {
        group.addTask { await failure { _ = try await logIn("anna@example.com", "no") } }
      }
      return await group.reduce(into: []) { $0.append($1?.code) }
    }
    #expect(errors.count { $0 == .notLoggedIn } <= 6)
    #expect(errors.count { $0 == .tooMany } >= 34)
  }

  @Test func manyRightLoginsAtOnceAllWork() async throws {
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 1...20 { group.addTask { try await logIn(from: "192.0.2.1") } }
      let tokens = try await group.reduce(into: Set()) { $0.insert($1) }
      #expect(tokens.count == 20)
    }
  }

  @Test func aTokenThatIsUsedLivesAndOneThatIsNotDies() async throws {
    let (used, unused) = (try await logIn(), try await logIn())
    for _ in 1...40 {
      test.clock.advance(by: 86_400)
      _ = try await accounts.caller(authorization: used)
    }
    #expect(await failure { _ = try await accounts.caller(authorization: unused) }?.code == .notLoggedIn)
  }

  @Test func useIsWrittenDownAtMostOnceAnHour() async throws {
    let token = try await logIn()
    func lastUsed() async throws -> Double? {
      try await accounts.store.read { db in try Double.fetchOne(db, sql: "SELECT lastUsedAt FROM token") }
    }
    let first = try await lastUsed()
    test.clock.advance(by: 3_000)
    _ = try await accounts.caller(authorization: token)
    #expect(try await lastUsed() == first)
    test.clock.advance(by: 3_000)
    _ = try await accounts.caller(authorization: token)
    #expect(try await lastUsed() == test.clock.now)
  }

  @Test func aTokenCostsNoPasswordHashing() async throws {
    let token = try await logIn()
    // Without a hash that could be compared it still works: nothing is compared.
    try await accounts.store.write { db in try db.execute(sql: "UPDATE account SET passwordHash = x''") }
    #expect(try await accounts.caller(authorization: token) == .account(email: "anna@example.com"))
    #expect(await failure { _ = try await logIn() }?.code == .notLoggedIn)
  }

  @Test func whoAmI() async throws {
    let owner = try await test.asked(.get, "/whoami")
    #expect(owner["email"] == "" && owner["user_details"]?["name"] == "owner")
    let account = try await accounts.account(of: .account(email: "anna@example.com"))
    #expect(account.email == "anna@example.com")
  }

  @Test func onlySoManyTokensOfOneLoginAreKept() async throws {
    try await accounts.store.write { db in
      for number in 0..<1_100 {
        try TokenRecord(
          hash: TokenRecord.hash(of: "\(number)"), email: "anna@example.com", createdAt: 0, lastUsedAt: 1_400_000_000,
          id: "\(number)"
        ).insert(db)
      }
    }
    let token = try await logIn()
    #expect(try await accounts.store.read { db in try TokenRecord.fetchCount(db) } == TokenRecord.mostPerAccount)
    _ = try await accounts.caller(authorization: token)
  }
}
