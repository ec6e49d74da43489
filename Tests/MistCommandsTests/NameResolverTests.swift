import MistModel
import Testing

@testable import MistCommands

@Suite struct NameResolverTests {
  private func resolver(
    _ candidates: [(id: String, name: String, place: String?)], place: String? = nil, isStrict: Bool = false
  ) -> NameResolver<String> {
    NameResolver(
      noun: "machine",
      candidates: candidates.map {
        Candidate(id: $0.id, name: $0.name, places: $0.place.map { [$0] } ?? [], subject: $0.id)
      }, place: place, isStrict: isStrict)
  }

  private func error(_ resolver: NameResolver<String>, _ naming: Naming) -> MistError? {
    #expect(throws: MistError.self) { try resolver.resolve(naming) }
  }

  private let fleet: [(id: String, name: String, place: String?)] = [
    ("m1", "db1", "Juno"), ("m2", "db10", "Juno"), ("m3", "web", "Juno"), ("v1", "db1", "Vega"), ("v2", "mail", "Vega"),
  ]

  @Test func anEmptyNameMeansNothing() {
    for text in ["", " ", "\t\n"] {
      for isStrict in [true, false] {
        #expect(error(resolver([("m1", "db1", "Juno")], isStrict: isStrict), Naming(text))?.code == .usage)
      }
    }
  }

  @Test func aPlaceWithoutANameMeansNothing() {
    let one = resolver([("m1", "my db", "Juno")])
    #expect(error(one, Naming("Juno/"))?.code == .notFound)
    #expect(error(one, Naming("Juno/ "))?.code == .notFound)
  }

  @Test func anExactIDGoesBeforeAName() throws {
    let mixed = resolver([("db1", "web", "Juno"), ("m2", "db1", "Juno")])
    #expect(try mixed.resolve(Naming("db1")).subject == "db1")
  }

  @Test func anExactNameGoesBeforeABeginning() throws {
    let match = try resolver([("m2", "db10", "Juno"), ("m1", "db1", "Juno")]).resolve(Naming("db1"))
    #expect(match.subject == "m1")
    #expect(match.isExact)
  }

  @Test func aBeginningGoesBeforeAPart() throws {
    let match = try resolver([("m1", "my-db", "Juno"), ("m2", "db-2", "Juno")]).resolve(Naming("db"))
    #expect(match.subject == "m2")
    #expect(!match.isExact)
    #expect(try resolver([("m1", "my-db", "Juno"), ("m3", "web", "Juno")]).resolve(Naming("db")).subject == "m1")
  }

  @Test func aPartOfAnIDMeansNothing() {
    #expect(error(resolver([("3fdb9c", "web", "Juno")]), Naming("db9"))?.code == .notFound)
    #expect(error(resolver([("3fdb9c", "web", "Juno")]), Naming("3f"))?.code == .notFound)
  }

  @Test func twoThatFitAreToldApartByTheirPlace() {
    let error = error(resolver(fleet), Naming("db1"))
    #expect(error?.code == .ambiguous)
    #expect(error?.summary == "'db1' is the name of 2 machines: Juno/db1, Vega/db1")
    #expect(error?.hint == "say BACKEND/NAME or --id ID")
    #expect(self.error(resolver(fleet), Naming("db"))?.summary == "'db' fits 3 machines: Juno/db1, Juno/db10, Vega/db1")
  }

  @Test func twoOfANameInOneBackendAreToldApartByTheirIDs() {
    let error = error(resolver([("m1", "db", "Juno"), ("m2", "db", "Juno")]), Naming("Juno/db"))
    #expect(error?.summary == "'Juno/db' is the name of 2 machines: Juno/db (id m1), Juno/db (id m2)")
  }

  @Test func aLongListOfWhatFitsIsCut() {
    let many = (1...14).map { (id: "m\($0)", name: "db\($0 + 100)", place: Optional("Juno")) }
    #expect(error(resolver(many), Naming("db"))?.summary.hasSuffix("Juno/db110 and 4 more") == true)
  }

  @Test func thePlaceChooses() throws {
    let match = try resolver(fleet).resolve(Naming("Vega/db1"))
    #expect(match.subject == "v1")
    #expect(match.isQualified)
    #expect(try resolver(fleet).resolve(Naming("Vega/m")).subject == "v2")
    #expect(try resolver(fleet).resolve(Naming("Vega/v1")).subject == "v1")
  }

  @Test func placesAndNamesMayHoldASlash() throws {
    let slashes = resolver([("a", "x/y", "Juno"), ("b", "y", "Juno/x2"), ("c", "db/1", "rack/2")])
    #expect(try slashes.resolve(Naming("x/y")).subject == "a")
    #expect(try slashes.resolve(Naming("Juno/x/y")).subject == "a")
    #expect(try slashes.resolve(Naming("Juno/x2/y")).subject == "b")
    #expect(try slashes.resolve(Naming("rack/2/db/1")).subject == "c")
  }

  @Test func aNameThatLooksLikeAPlaceAndANameIsAmbiguous() {
    let twins = resolver([("a", "db1", "Juno"), ("b", "Juno/db1", "Vega")])
    #expect(error(twins, Naming("Juno/db1"))?.summary.contains("Juno/db1, Vega/Juno/db1") == true)
  }

  @Test func whatDestroysTakesWholeNamesOnly() throws {
    let strict = resolver(fleet, isStrict: true)
    #expect(try strict.resolve(Naming("mail")).subject == "v2")
    #expect(try strict.resolve(Naming("v2")).subject == "v2")
    #expect(try strict.resolve(Naming("Juno/db1")).subject == "m1")
    for part in ["mai", "ail", "Juno/we", "MAIL", "v"] {
      #expect(error(strict, Naming(part))?.code == .notFound, "\(part)")
    }
    #expect(error(strict, Naming("mai"))?.hint == "did you mean Vega/mail?")
  }

  @Test func whatDestroysIsNotTrickedByAnIDThatIsANameToo() {
    let mixed = resolver([("db1", "web", "Juno"), ("m2", "db1", "Juno")], isStrict: true)
    #expect(error(mixed, Naming("db1"))?.code == .ambiguous)
  }

  @Test func oneThingWhoseIDIsItsNameIsOneThing() throws {
    #expect(try resolver([("db1", "db1", "Juno")], isStrict: true).resolve(Naming("db1")).subject == "db1")
  }

  @Test func twoSpellingsOfACharacterAreTheSameUnlessItDestroys() throws {
    let composed = "caf\u{E9}"
    let decomposed = "cafe\u{301}"
    #expect(try resolver([("m1", composed, "Juno")]).resolve(Naming(decomposed)).subject == "m1")
    let error = error(resolver([("m1", composed, "Juno")], isStrict: true), Naming(decomposed))
    #expect(error?.hint?.contains("other code points; say --id m1") == true)
    let both: [(id: String, name: String, place: String?)] = [("m1", composed, "Juno"), ("m2", decomposed, "Juno")]
    #expect(self.error(resolver(both), Naming(composed))?.code == .ambiguous)
    #expect(try resolver(both, isStrict: true).resolve(Naming(decomposed)).subject == "m2")
  }

  @Test func anIDOrANameIsTakenAtItsWord() throws {
    let mixed = resolver([("db1", "web", "Juno"), ("m2", "db1", "Juno")])
    #expect(try mixed.resolve(Naming("db1", .id)).subject == "db1")
    #expect(try mixed.resolve(Naming("db1", .name)).subject == "m2")
    #expect(error(mixed, Naming("db", .name))?.code == .notFound)
    for isStrict in [false, true] {
      let named = error(resolver([("m2", "web", "Juno")], isStrict: isStrict), Naming("web", .id))
      #expect(named?.code == .notFound)
      #expect(named?.hint == "that is the name of Juno/web; say --id m2")
    }
  }

  @Test func whatIsNotFoundSaysWhereAndWhatIsNear() {
    let near = error(resolver(fleet.filter { $0.place == "Juno" }, place: "Juno"), Naming("db9"))
    #expect(near?.code == .notFound)
    #expect(near?.summary == "no machine 'db9' in Juno")
    #expect(near?.hint == "did you mean db1?" || near?.hint == "did you mean db1 or db10?")
    #expect(error(resolver(fleet), Naming("nothing-like-it"))?.hint == "list-machines shows them")
    var there = resolver(fleet)
    there.place = "my cloud"
    #expect(error(there, Naming("nothing-like-it"))?.hint == "list-machines --backend 'my cloud' shows them")
  }

  @Test func namesFromElsewhereCannotSteerTheTerminal() {
    let evil = resolver([("a", "db\u{1B}[2J", "Juno"), ("b", "db\u{1B}[2J", "Vega")])
    #expect(error(evil, Naming("db"))?.description.contains("\u{1B}") == false)
    #expect(error(evil, Naming("no\u{1B}"))?.description.contains("\u{1B}") == false)
  }

  @Test func aNameIsGivenOnce() throws {
    #expect(throws: MistError.self) { try Naming.only([Naming("a"), Naming("b", .id)], noun: "machine") }
    #expect(try Naming.only([nil, nil], noun: "machine") == nil)
    #expect(try Naming.only([nil, Naming("b", .id)], noun: "machine") == Naming("b", .id))
  }
}
