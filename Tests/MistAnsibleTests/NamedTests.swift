import MistModel
import Testing

@testable import mist_ansible

@Suite struct NamedTests {
  private let machines = Named(
    things: [("1", "prod"), ("2", "prod-old"), ("3", "twin"), ("4", "twin"), ("prod", "other")], id: { $0.0 },
    name: { $0.1 }, noun: "machine in Juno")

  private func code(_ work: () throws -> Void) -> MistError.Code? {
    #expect(throws: MistError.self, performing: work)?.code
  }

  @Test func whatIsChangedGoesByItsWholeName() throws {
    #expect(try machines.exact("prod-o") == nil)
    #expect(try machines.required("prod-old").0 == "2")
    #expect(code { _ = try machines.required("old") } == .notFound)
  }

  @Test func anIDComesBeforeANameThatReadsTheSame() throws {
    #expect(try machines.exact("prod")?.0 == "prod")
  }

  @Test func whatSeveralAreCalledIsNoneOfThem() {
    #expect(code { _ = try machines.exact("twin") } == .ambiguous)
    #expect(code { _ = try machines.loose("PRO") } == .ambiguous)
  }

  @Test func aPartIsEnoughToLookAtTheOnlyOne() throws {
    #expect(try machines.loose("OLD").0 == "2")
    #expect(code { _ = try machines.loose("") } == .notFound)
  }

  @Test func aMissingNameIsToldBesideThoseThatThereAre() throws {
    let error = try #require(throws: MistError.self) { try machines.required("db") }
    #expect(error.summary == "no machine in Juno 'db'" && error.hint == "there is prod, prod-old, twin, twin, other")
  }
}
