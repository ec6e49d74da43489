import MistModel
import MistOutput
import MistWire
import Testing

@Suite struct BackendCommandsTests {
  @Test func backendsAreListedAsTheOriginalDid() async throws {
    let shell = TestShell(SmallCloud.answers)
    let juno = "Juno".padded(40) + " " + "b1".padded(40) + " " + "openstack".padded(30) + " online\n"
    let vega = "Vega".padded(40) + " " + "b2".padded(40) + " " + "digitalocean".padded(30) + " online\n"
    #expect(try await shell.run("list-backends") == juno + vega)
    #expect(shell.requests == ["GET /backends"])
  }

  @Test func noBackendsIsASentence() async throws {
    let shell = TestShell(["GET /backends": .json("[]")])
    #expect(try await shell.run("list-backends") == "No backends found\n")
  }

  @Test func aDisabledBackendIsOffline() async throws {
    let answers = ["GET /backends": WireAnswer.json(#"[{"id":"b","title":"T","provider":"gce","enabled":false}]"#)]
    #expect(try await TestShell(answers).run("list-backends").hasSuffix(" offline\n"))
  }

  @Test func providersHaveOneLineARegion() async throws {
    let answers = [
      "GET /providers": WireAnswer.json(
        """
        {"supported_providers":[{"title":"Docker","provider":"docker","regions":[]},
        {"title":"EC2","provider":"ec2","regions":[{"location":"Ireland","id":"ec2_eu_west"}]}]}
        """)
    ]
    let ec2 = "EC2".padded(30) + " " + "ec2".padded(20) + " " + "Ireland".padded(20) + " ec2_eu_west\n"
    #expect(try await TestShell(answers).run("list-providers") == "Docker".padded(30) + " docker\n" + ec2)
    let pretty = TestShell(answers)
    pretty.settings.format = .pretty
    let drawn = try await pretty.run("list-providers")
    #expect(drawn.contains("| Provider | Provider ID |  Region | "))
    #expect(drawn.contains("|    -    |"))
  }

  @Test(arguments: [
    "describe-backend Juno", "describe-backend b1", "describe-backend --id b1", "describe-backend --name Juno",
    "describe-backend Ju",
  ])
  func aBackendIsDescribedHoweverItIsNamed(line: String) async throws {
    let shell = TestShell(SmallCloud.answers)
    let text = try await shell.run(line)
    #expect(text.contains("| Title | ID |  Provider | State  |"))
    #expect(text.contains("\n\nMachines:\n"))
    #expect(text.contains("10.0.0.2 -- 10.0.0.3"))
    #expect(shell.requests == ["GET /backends", "GET /backends/b1/machines"])
  }

  @Test func whatCanBeDoneAtABackendIsShown() async throws {
    let backend = #"[{"id":"b1","title":"Juno","provider":"docker","abilities":["teleport","create","stop"]}]"#
    let shell = TestShell(["GET /backends": .json(backend), "GET /backends/b1/machines": .json("[]")])
    let text = try await shell.run("describe-backend Juno")
    #expect(text.contains("| stop, create |"), "\(text)")
    #expect(text.contains("Abilities"))
  }

  @Test func providersAreListedWithWhatCanBeDoneThere() async throws {
    let answer = """
      {"supported_providers":[{"title":"Docker","provider":"docker","regions":[],"abilities":["create","stop"]},
      {"title":"Azure","provider":"azure","regions":[],"abilities":[]},{"title":"X","provider":"x","regions":[]}]}
      """
    let shell = TestShell(["GET /providers": .json(answer)])
    shell.settings.format = .json
    let text = try await shell.run("list-providers --abilities").filter { !$0.isWhitespace }
    #expect(text.contains(#""abilities":["stop","create"]"#))
    #expect(text.contains(#""abilities":[]"#) && text.contains(#""abilities":null"#))
  }

  @Test func aBackendIsRenamed() async throws {
    let shell = TestShell(SmallCloud.answers(and: ["PUT /backends/b1": .done]))
    #expect(try await shell.run("rename-backend Juno --new-name Kilo") == "Renamed backend to Kilo\n")
    #expect(shell.changes == [#"PUT /backends/b1 {"new_name":"Kilo"}"#])
    #expect(await shell.error("rename-backend Icehouse --new-name Kilo")?.code == .notFound)
    await #expect(throws: MistError.self) { try await shell.run(["rename-backend", "Juno", "--new-name", " "]) }
  }

  @Test func aBackendIsEnabledAndDisabled() async throws {
    let shell = TestShell(SmallCloud.answers(and: ["POST /backends/b1": .done]))
    #expect(try await shell.run("disable-backend Juno") == "Disabled backend Juno\n")
    try await shell.run("enable-backend Juno")
    #expect(
      shell.changes == [#"POST /backends/b1 {"new_state":"0"}"#, #"POST /backends/b1 {"new_state":"1"}"#])
  }

  @Test func aBackendIsDeletedByItsWholeNameOnly() async throws {
    let shell = TestShell(SmallCloud.answers(and: ["DELETE /backends/b1": .done]))
    #expect(await shell.error("delete-backend Jun --yes")?.hint == "did you mean Juno?")
    #expect(shell.changes == [])
    #expect(try await shell.run("delete-backend Juno --yes") == "Deleted backend Juno\n")
  }

  @Test func whatABackendOffersIsListed() async throws {
    let shell = TestShell(
      SmallCloud.answers(and: [
        "GET /backends/b1/sizes": .json(#"[{"id":"2","name":"m1.small"}]"#),
        "GET /backends/b1/locations": .json(#"[{"id":"0","name":"default"}]"#),
        "GET /backends/b1/networks": .json(
          #"{"public":[{"id":"n1","name":"ext","status":"ACTIVE"}],"private":[{"id":"n2","name":"int"}]}"#),
      ]))
    #expect(try await shell.run("list-sizes --backend Juno") == "m1.small".padded(20) + " 2\n")
    #expect(try await shell.run("list-locations --backend-id b1").hasSuffix("default".padded(20) + " 0\n"))
    let networks = "ext".padded(20) + " " + "n1".padded(40) + " ACTIVE\n" + "int".padded(20) + " n2\n"
    #expect(try await shell.run("list-networks --backend-name Juno").hasSuffix(networks))
    #expect(await shell.error("list-sizes")?.code == .usage)
    shell.context.push(.backend("b1", title: "Juno"))
    try await shell.run("list-sizes")
  }

  @Test func imagesAreTheStarredOnesUnlessSearchedFor() async throws {
    let images = #"[{"id":"1","name":"Debian","star":true},{"id":"2","name":"Gentoo","star":false}]"#
    let answers = SmallCloud.answers(and: ["GET /backends/b2/images": .json(images)])
    #expect(try await TestShell(answers).run("list-images --backend Vega") == "Debian".padded(40) + " 1\n")
    let shell = TestShell(answers)
    #expect(try await shell.run("list-images --backend Vega --search all").contains("Gentoo"))
    #expect(shell.requests.last == #"GET /backends/b2/images {"search_term":"all"}"#)
  }

  @Test(arguments: [
    ("", "no image of Vega is starred: --search all shows every one"), (" --search all", "Vega has no images"),
    (" --search beos", "no image of Vega fits 'beos'"),
  ])
  func whyThereAreNoImagesIsSaidBesideTheResult(option: String, note: String) async throws {
    let shell = TestShell(SmallCloud.answers(and: ["GET /backends/b2/images": .json("[]")]))
    #expect(try await shell.run("list-images --backend Vega" + option).isEmpty)
    #expect(shell.notes == [note])
  }

  @Test func anImageIsGivenAStarOnce() async throws {
    let images = #"[{"id":"deb/12","name":"Debian","star":true},{"id":"2","name":"Gentoo","star":false}]"#
    func shell(answering answer: String) -> TestShell {
      TestShell(
        SmallCloud.answers(and: [
          "GET /backends/b2/images": .json(images), "POST /backends/b2/images/2": .json(answer),
          "POST /backends/b2/images/deb%2F12": .json(answer),
        ]))
    }
    let starring = shell(answering: "true")
    #expect(try await starring.run("star-image Gentoo --backend Vega") == "Starred image Gentoo\n")
    #expect(
      starring.requests.suffix(2) == [
        #"GET /backends/b2/images {"search_term":"Gentoo"}"#, "POST /backends/b2/images/2",
      ])
    #expect(try await starring.run("star-image Deb --backend Vega").hasSuffix("Image Debian is starred already\n"))
    #expect(starring.changes == ["POST /backends/b2/images/2"])
    let unstarring = shell(answering: "false")
    #expect(try await unstarring.run("unstar-image --id deb/12 --backend Vega") == "Unstarred image Debian\n")
    #expect(try await unstarring.run("unstar-image Gentoo --backend Vega").hasSuffix("Image Gentoo is not starred\n"))
    #expect(await unstarring.error("star-image Gentoo --backend Vega")?.code == .conflict)
    #expect(await unstarring.error("star-image --backend Vega")?.code == .usage)
    #expect(await unstarring.error("star-image nothing --backend Vega")?.code == .notFound)
  }
}

extension String {
  func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
