import MistModel
import MistWire
import Testing

@testable import MistCommands

@Suite struct CreateMachineTests {
  private static let offers: [String: WireAnswer] = SmallCloud.answers(and: [
    "GET /backends/b1/images": .json(
      #"[{"id":"img-1","name":"Fedora 20"},{"id":"img-2","name":"Debian 12"},{"id":"img-3","name":"Debian 13"}]"#),
    "GET /backends/b1/sizes": .json(#"[{"id":"66","name":"small"},{"id":"67","name":"large"}]"#),
    "GET /backends/b1/locations": .json(#"[{"id":"","name":"default"}]"#),
    "GET /backends/b1/networks": .json(#"{"public":[{"id":"n1","name":"outside"}],"private":[]}"#),
    "GET /scripts": .json(#"[{"script_id":"s1","name":"setup"}]"#),
    "POST /backends/b1/machines": .json(#"{"id":"m9","name":"web","job_id":"j1"}"#),
  ])

  private func body(_ shell: TestShell) throws -> JSONValue {
    let request = try #require(shell.changes.last)
    return try WireJSON.value(JSONValue.self, from: Array(request.drop { $0 != "{" }.utf8))
  }

  @Test func namesAreResolvedInTheBackend() async throws {
    let shell = TestShell(Self.offers)
    let text = try await shell.run(
      "create-machine --backend Juno --name web --image Fed --size small --location default --key prod "
        + "--network outside --floating-ip --script-id setup --script-params -v")
    #expect(text == "Created machine web\n")
    #expect(shell.notes == ["describe-job j1 shows how it goes"])
    #expect(shell.resolutions.contains(.init(option: "--image", typed: "Fed", meant: "Fedora 20")))
    let body = try body(shell)
    #expect(body["image"] == "img-1" && body["size"] == "66" && body["location"] == "" && body["key"] == "prod")
    #expect(body["networks"] == ["n1"] && body["associate_floating_ip"] == true)
    #expect(body["script_id"] == "s1" && body["script_params"] == "-v")
    #expect(body["quantity"] == 1 && body["async"] == false && body["monitoring"] == false && body["script"] == "")
  }

  @Test func idsAreTakenAsTheyAre() async throws {
    let shell = TestShell(Self.offers)
    try await shell.run(
      "create-machine --backend-id b1 --machine-name web --image-id ami-9 --size-id t1 --location-id us-east")
    #expect(shell.requests.dropLast() == ["GET /backends"])
    let body = try body(shell)
    #expect(body["image"] == "ami-9" && body["size"] == "t1" && body["location"] == "us-east" && body["key"] == "")
  }

  /// As in the original's document: `--location 0`.
  @Test(arguments: ["--location", "--location-id"]) func aLocationIsNamedByItsPlaceInTheList(option: String)
    async throws
  {
    var answers = Self.offers
    answers["GET /backends/b1/locations"] = .json(#"[{"id":"7","name":"north"},{"id":"1","name":"south"}]"#)
    let shell = TestShell(answers)
    try await shell.run("create-machine --backend Juno --name web --image-id i --size-id s \(option) 0")
    #expect(try body(shell)["location"] == "7")
    #expect(shell.resolutions.contains(.init(option: "--location", typed: "0", meant: "north")))
    // An id is an id.
    try await shell.run("create-machine --backend Juno --name web --image-id i --size-id s \(option) 1")
    #expect(try body(shell)["location"] == "1")
    let error = await shell.error("create-machine --backend Juno --name web --image-id i --size-id s \(option) 2")
    #expect(error?.summary == "no location 2 in Juno: it has 2, counted from 0")
  }

  @Test func anImageThatIsNowhereListedIsTakenAsAnID() async throws {
    var answers = Self.offers
    answers["GET /backends/b1/images"] = .json("[]")
    let shell = TestShell(answers)
    try await shell.run("create-machine --backend Juno --name web --image nginx:1.27")
    #expect(shell.requests.contains(#"GET /backends/b1/images {"search_term":"nginx:1.27"}"#))
    #expect(try body(shell)["image"] == "nginx:1.27")
  }

  @Test(arguments: [
    ("--image Debian", MistError.Code.ambiguous, "'Debian' fits 2 images: Debian 12, Debian 13"),
    ("--image Fedora --size tiny", .notFound, "no size 'tiny' in Juno"),
    ("--image Fedora --key nosuch", .notFound, "no key 'nosuch'"), ("", .usage, "--image is missing"),
    ("--image Fedora --image-id x", .usage, "'Fedora' and 'x' both name the image"),
    ("--image Fedora --script-params x", .usage, "--script-params is said without a script"),
    ("--image Fedora --script a --script-id setup", .usage, "--script and --script-id both say what to run"),
  ])
  func whatIsNotClearOrdersNothing(options: String, code: MistError.Code, summary: String) async {
    let shell = TestShell(Self.offers)
    let error = await shell.error("create-machine --backend Juno --name web \(options)")
    #expect(error?.code == code && error?.summary == summary)
    #expect(shell.changes.isEmpty)
  }

  @Test func severalAreNamedAndAScriptComesFromAFile() async throws {
    let shell = TestShell(Self.offers, files: ["/home/ada/setup.sh": "echo hello\n"])
    let text = try await shell.run(
      "create-machine --backend Juno --name web --image-id i --quantity 2 --script @file:~/setup.sh --async")
    #expect(text == "Ordered machine web-1\nOrdered machine web-2\n")
    let body = try body(shell)
    #expect(body["quantity"] == 2 && body["script"] == "echo hello\n" && body["async"] == true)
  }

  @Test func waitingFollowsTheJobAndHasItsEnd() async throws {
    var answers = Self.offers
    let logs = #"""
      [{"action":"machine_creation_finished","machine_id":"m9","backend_id":"b1","result":{"name":"web"}},
       {"action":"script_finished","machine_id":"m9","backend_id":"b1","error":"status 7",
        "result":{"output":"one\ntwo\n","errors":"\u001b[2J"}}]
      """#
    answers["GET /jobs/j1"] = .json(#"{"finished_at":5,"error":false,"logs":\#(logs)}"#)
    let shell = TestShell(answers)
    let text = try await shell.run("create-machine --backend Juno --name web --image-id i --wait")
    #expect(text == "Created machine web\n")
    #expect(
      shell.notes == [
        "web: machine creation finished", "web: script finished: status 7", "web: one", "web: two", #"web: \e[2J"#,
      ])
    answers["GET /jobs/j1"] = .json(#"{"finished_at":5,"error":"the script ended with status 7","logs":\#(logs)}"#)
    let failing = TestShell(answers)
    let error = await failing.error("create-machine --backend Juno --name web --image-id i --wait")
    #expect(error?.code == .failed && error?.summary == "job j1 went wrong: the script ended with status 7")
    #expect(failing.written == "Created machine web\n")
  }
}
