import MistModel
import MistWire
import Testing

@testable import MistCommands

@Suite struct MachineSearchTests {
  private let start = ["POST /backends/b1/machines/m1": WireAnswer.done, "POST /backends/b1/machines/m3": .done]

  @Test func aNameThatIsThereTwiceIsRefused() async {
    let shell = TestShell(SmallCloud.answers)
    let error = await shell.error("start db1")
    #expect(error?.code == .ambiguous)
    #expect(error?.summary == "'db1' is the name of 2 machines: Juno/db1, Vega/db1")
    #expect(shell.changes == [])
  }

  @Test func aPlaceInTheNameAsksThatBackendOnly() async throws {
    let shell = TestShell(SmallCloud.answers(and: start))
    #expect(try await shell.run("start Juno/db1") == "Started machine db1\n")
    #expect(
      shell.requests == [
        "GET /backends", "GET /backends/b1/machines", #"POST /backends/b1/machines/m1 {"action":"start"}"#,
      ])
  }

  @Test func theBackendOptionAsksThatBackendOnly() async throws {
    for option in ["--backend Juno", "--backend Ju", "--backend-id b1", "--backend-name Juno"] {
      let shell = TestShell(SmallCloud.answers(and: start))
      try await shell.run("start db1 \(option)")
      #expect(shell.requests.prefix(2) == ["GET /backends", "GET /backends/b1/machines"])
    }
    let shell = TestShell(SmallCloud.answers)
    #expect(await shell.error("start db1 --backend Pluto")?.code == .notFound)
    #expect(await shell.error("start db1 --backend Juno --backend-id b1")?.code == .usage)
  }

  @Test func theContextIsLookedIntoFirst() async throws {
    let shell = TestShell(SmallCloud.answers(and: start))
    shell.context.push(.backend("b1", title: "Juno"))
    try await shell.run("start db1")
    #expect(shell.requests.prefix(2) == ["GET /backends", "GET /backends/b1/machines"])
    #expect(shell.changes.count == 1)
  }

  @Test func whatIsNotInTheContextIsSaidWhereItIs() async {
    let shell = TestShell(SmallCloud.answers)
    shell.context.push(.backend("b1", title: "Juno"))
    let elsewhere = await shell.error("start mail")
    #expect(elsewhere?.summary == "no machine 'mail' in Juno")
    #expect(elsewhere?.hint == "there is Vega/mail")
    #expect(await shell.error("start wab")?.hint == "did you mean web?")
    #expect(shell.changes == [])
  }

  @Test func theLineWinsOverTheContext() async throws {
    let shell = TestShell(SmallCloud.answers(and: ["POST /backends/b2/machines/v1": .done]))
    shell.context.push(.backend("b1", title: "Juno"))
    try await shell.run("start Vega/db1")
    #expect(shell.changes == [#"POST /backends/b2/machines/v1 {"action":"start"}"#])
  }

  @Test func theMachineOfTheContextIsMeantByAnEmptyLine() async throws {
    let shell = TestShell(SmallCloud.answers(and: start))
    shell.context.push(.machine(.init(backend: "b1", machine: "m1"), name: "db1", backendTitle: "Juno"))
    #expect(try await shell.run("start") == "Started machine db1\n")
    #expect(await TestShell(SmallCloud.answers).error("start")?.code == .usage)
  }

  @Test func aMachineOfTheContextThatIsGoneIsSaid() async {
    let shell = TestShell(SmallCloud.answers)
    shell.context.push(.machine(.init(backend: "b1", machine: "gone"), name: "db7", backendTitle: "Juno"))
    #expect(await shell.error("start")?.summary == "machine Juno/db7 of the context is gone")
    shell.context.push(.backend("b9", title: "Pluto"))
    #expect(await shell.error("list-machines")?.summary == "backend Pluto of the context is gone")
  }

  @Test func anEmptyNameActsOnNothing() async {
    for words in [
      ["start", ""], ["destroy", "", "--yes"], ["delete-key", "", "--yes"], ["delete-backend", " ", "--yes"],
    ] {
      let shell = TestShell(SmallCloud.answers)
      await #expect(throws: MistError.self) { try await shell.run(words) }
      #expect(shell.changes == [], "\(words)")
    }
  }

  @Test func aPartIsNotGuessedAtWhenABackendIsMissing() async {
    let shell = TestShell(SmallCloud.withoutVega)
    let error = await shell.error("start we")
    #expect(error?.code == .ambiguous)
    #expect(error?.hint == "say Juno/web if it is meant")
    #expect(error?.details == ["Vega: machines could not be listed: connection refused"])
    #expect(shell.changes == [])
  }

  @Test func aWholeNameIsEnoughToChangeWhenABackendIsMissing() async throws {
    let shell = TestShell(SmallCloud.withoutVega.merging(start) { $1 })
    #expect(try await shell.run("start web") == "Started machine web\n")
    #expect(shell.notes == ["Vega: machines could not be listed: connection refused"])
  }

  @Test func toDestroyTheBackendMustBeSaidWhenOneIsMissing() async throws {
    let refusing = TestShell(SmallCloud.withoutVega)
    #expect(await refusing.error("destroy web --yes")?.code == .ambiguous)
    #expect(refusing.changes == [])
    let shell = TestShell(SmallCloud.withoutVega.merging(start) { $1 })
    #expect(try await shell.run("destroy Juno/web --yes") == "Destroyed machine web\n")
  }

  @Test func lookingGoesOnWithANoteWhenABackendIsMissing() async throws {
    let shell = TestShell(SmallCloud.withoutVega)
    #expect(try await shell.run("describe-machine we").contains("| web  |"))
    #expect(shell.notes.count == 1)
  }

  @Test func whatIsNotFoundMayBeInTheMissingBackend() async {
    let error = await TestShell(SmallCloud.withoutVega).error("start mail")
    #expect(error?.code == .notFound)
    #expect(error?.details == ["Vega: machines could not be listed: connection refused"])
  }

  @Test func aBackendThatIsMeantAndDoesNotAnswerIsTheError() async {
    let shell = TestShell(SmallCloud.withoutVega)
    let error = await shell.error("start mail --backend Vega")
    #expect(error?.code == .unreachable)
    #expect(error?.summary == "Vega: machines could not be listed: connection refused")
    #expect(await shell.error("start Vega/mail")?.code == .unreachable)
  }

  @Test func anOldListingIsUsedWithANote() async throws {
    var old = WireAnswer.json(SmallCloud.vega)
    let trouble = #"{"code":"unreachable","summary":"connection refused"}"#
    old.headers = [WireHeader.listingAge: "35", WireHeader.listingTrouble: percentEncoded(trouble)]
    let shell = TestShell(
      SmallCloud.answers(and: ["GET /backends/b2/machines": old, "POST /backends/b2/machines/v2": .done]))
    try await shell.run("start mai")
    #expect(shell.notes == ["Vega: listing is 35 s old: connection refused"])
    #expect(shell.changes.count == 1)
  }

  @Test func aDisabledBackendIsLeftAlone() async {
    let disabled = SmallCloud.backends.replacing(
      #""digitalocean","enabled":true"#, with: #""digitalocean","enabled":false"#)
    let shell = TestShell(SmallCloud.answers(and: ["GET /backends": .json(disabled)]))
    #expect(await shell.error("start mail --backend Vega")?.hint == "enable-backend Vega")
    #expect(await shell.error("start Vega/mail")?.hint == "enable-backend Vega")
    #expect(await shell.error("start mail")?.code == .notFound)
  }

  @Test func twoWaysToNameAreOneTooMany() async {
    let shell = TestShell(SmallCloud.answers)
    for line in ["start db1 --name web", "start --id m1 --name web", "start db1 --machine web", "start db1 --id m1"] {
      #expect(await shell.error(line)?.code == .usage, "\(line)")
    }
    #expect(shell.requests == [])
  }

  @Test func toDestroyAMachineCalledLikeAPlaceAndANameMustBeClear() async {
    let vega = #"[{"id":"v9","name":"Juno/web","state":"running"}]"#
    let shell = TestShell(SmallCloud.answers(and: ["GET /backends/b2/machines": .json(vega)]))
    #expect(await shell.error("destroy Juno/web --yes")?.code == .ambiguous)
    #expect(shell.changes == [])
  }
}
