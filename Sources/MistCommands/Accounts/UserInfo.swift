import ArgumentParser
import MistModel
import MistOutput

struct UserInfo: Command {
  static let configuration = CommandConfiguration(
    shellCommand: "user-info", abstract: "Show who is logged in, and the plan.")
  static let risk = Risk.reads
  static let examples = ["user-info"]

  func run(in shell: any Shell) async throws -> Output {
    let account = try await shell.client.account()
    let parts = [("User Details:", account.userDetails), ("Current Plan:", account.currentPlan)]
    // A service may tell nothing of one or the other; a table without columns would say less than no table.
    let told = parts.filter { !$0.1.isEmpty }
    guard !told.isEmpty else { return .sentence("Logged in as \(escaped(account.email))") }
    return .several(told.map { heading, details in .table(table(of: details, under: heading)) })
  }

  /// One row; which columns there are is up to the service.
  private func table(of details: [String: JSONValue], under heading: String) -> Table {
    let sorted = details.sorted { $0.key < $1.key }
    return Table(
      sorted.map { .init($0.key, $0.key, width: 20) },
      rows: [sorted.map { Self.times.contains($0.key) ? Value(time: $0.value) : Value($0.value) }],
      isAlwaysPretty: true, heading: heading)
  }

  private static let times: Set = ["started", "expiration"]
}

extension Value {
  /// Seconds since 1970 as people read them; anything else as it came.
  fileprivate init(time value: JSONValue) {
    switch value {
    case .integer(let seconds): self = .text(calendarTime(Double(seconds)))
    case .number(let seconds): self = .text(calendarTime(seconds))
    default: self.init(value)
    }
  }

  fileprivate init(_ value: JSONValue) {
    switch value {
    case .null: self = .none
    case .bool(let flag): self = .flag(flag)
    case .integer(let number): self = .integer(number)
    case .number(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .array(let items): self = .list(items.map { $0.string ?? "\(Value($0))" }, separator: ", ")
    case .object(let members): self = .list(members.keys.sorted(), separator: ", ")
    }
  }
}
