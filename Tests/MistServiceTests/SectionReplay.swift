import MistModel
import MistWire
import Testing

@testable import MistService

/// Replays one section against a service that begins as the recorded one did: two backends with a machine each, a key
/// and a script.
final class SectionReplay {
  private let section: RecordedRequests.Section
  private let test: TestService
  private let isLastEra: Bool
  /// The recorded ids and tokens, and ours.
  private var ours: [String: String] = [:]
  /// Names that stand in recorded listings for what requests made that were left out.
  private var neverMade: Set<String> = []
  /// Names of ours that the recorded service did not know.
  private var onlyHere: Set<String> = []
  private var isDisabled = false
  private var hasWrittenTags = false
  private var isScriptRemoved = false
  private let privateKey: String
  /// Logins that were asked for: each takes its time on purpose, and the same again tells nothing new.
  private var logins: Set<String> = []
  private(set) var count = 0

  init(_ section: RecordedRequests.Section) async throws {
    self.section = section
    isLastEra = section.exchanges.contains { $0.path.hasPrefix("/api/v1") || $0.path == "/check_token" }
    let cloud = StandInCloud()
    test = try TestService(cloud: cloud, collectors: StandInCollectors())
    privateKey = try await test.service.services.keys.generate(.ed25519)
    try await seed(cloud)
  }

  func run() async throws {
    try await test.serving { port in
      for exchange in section.exchanges where leftOut(exchange) == nil {
        try await replay(exchange, port: port)
        count += 1
      }
    }
    await test.service.close()
  }

  private func replay(_ exchange: RecordedRequests.Exchange, port: Int) async throws {
    var headers = exchange.headers.filter { !$0.hasPrefix("Authorization") }
    if exchange.path != "/auth", let token = ours["tok-123"] {
      let given = exchange.headers.first { $0.hasPrefix("Authorization: ") && !$0.contains("tok-123") }
      headers.append(given ?? "Authorization: \(isLastEra ? "" : "mist_1 user@mist.io:")\(token)")
    }
    let body = exchange.body.map(inOurs) ?? (exchange.method == "GET" ? nil : "")
    try await addKeys(namedIn: exchange)
    try await monitor(machineNamedIn: exchange)
    let what = "\(section.title): \(exchange.method) \(exchange.path) \(exchange.body ?? "")"
    let (status, text) = try await RawClient.answer(
      port: port, "\(exchange.method) \(inOurs(exchange.path))", headers: headers, body: body)
    if status == 409, exchange.path.contains(/\/(?:backends|clouds|scripts)$/) {
      // The recorded service took the same account or name twice; the real one did not, and neither does this one.
      if let title = exchange.answer?["title"]?.string { neverMade.insert(title) }
      return
    }
    guard exchange.status < 400 else {
      #expect(status == exchange.status, "\(what)\n\(text)")
      if exchange.text.hasPrefix("User not authenticated") { #expect(text.hasPrefix("User not authenticated")) }
      return
    }
    #expect((200..<400).contains(status), "\(what)\n\(status) \(text)")
    if exchange.path == "/account" { #expect(text.contains("<script> var EMAIL=\"user@mist.io\"</script>")) }
    let answer = try? WireJSON.value(JSONValue.self, from: Array(text.utf8))
    learn(exchange.answer, answer)
    guard exchange.answers.allSatisfy({ $0.json != nil }) else { return }
    let candidates = exchange.answers.compactMap(\.json).map { compare($0, answer, exchange) }
    let differences = candidates.min { $0.count < $1.count } ?? []
    #expect(differences.isEmpty, "\(what)\n\(differences.joined(separator: "\n"))\n\(text.prefix(600))")
  }

  private func compare(
    _ recorded: JSONValue, _ answer: JSONValue?, _ exchange: RecordedRequests.Exchange
  ) -> [String] {
    let shape = RecordedShape.differences(recorded, answer).filter { difference in
      // Regions came with the second version of the list; what ends a script is no job.
      !(difference.hasSuffix("regions is missing") && exchange.headers.allSatisfy { !$0.hasPrefix("Api-Version") })
        && !(difference == "answer.job_id is missing" && exchange.method == "DELETE")
        // The recorded service answered an end of monitoring as a beginning.
        && !(exchange.path.hasSuffix("/monitoring") && exchange.body?.contains("disable") == true)
        // It had values at all times.
        && !difference.contains("datapoints[0][0] is null")
    }
    // The recorded service gave everything whatever was searched for.
    return exchange.body?.contains("search_term") == true ? shape : shape + meaning(recorded, answer)
  }

  /// The recorded service added metrics to machines that were not monitored.
  private func monitor(machineNamedIn exchange: RecordedRequests.Exchange) async throws {
    guard let found = inOurs(exchange.path).firstMatch(of: /([^\/]+)\/machines\/([^\/]+)\/(?:metrics|plugins|stats)/)
    else { return }
    let machine = MachineReference(backend: BackendID(String(found.1)), machine: MachineID(String(found.2)))
    let services = test.service.services
    guard try await services.monitoring.record(of: machine) == nil else { return }
    await services.jobs.finish(try await services.monitoring.enable(machine, by: .owner))
  }

  // MARK: - The recorded ids and ours

  private func inOurs(_ text: String) -> String {
    var text = text.replacing(/"priv": "[^"]*"/) { _ in #""priv": "\#(privateKey.replacing("\n", with: #"\n"#))""# }
    for (recorded, mine) in ours where recorded != "tok-123" {
      text = text.replacing("/\(recorded)/", with: "/\(mine)/").replacing("\"\(recorded)\"", with: "\"\(mine)\"")
      if text.hasSuffix("/\(recorded)") { text = text.dropLast(recorded.count) + mine }
    }
    return text
  }

  /// Ids that the service made in this answer.
  private func learn(_ recorded: JSONValue?, _ answer: JSONValue?) {
    for name in ["id", "script_id", "job_id"] {
      if let id = recorded?[name]?.string, let mine = answer?[name]?.string { ours[id] = mine }
    }
    if let mine = answer?["token"]?.string { ours["tok-123"] = mine }
  }

  // MARK: - What an answer means

  /// Listings hold the same things, and machines have the same tags.
  private func meaning(_ recorded: JSONValue, _ answer: JSONValue?) -> [String] {
    guard case .array(let items) = recorded, let answer, items.first?["name"] ?? items.first?["title"] != nil else {
      return []
    }
    let (theirs, mine) = (items.compactMap(name), answer.items.compactMap(name))
    var differences: [String] = []
    if Set(theirs).subtracting(neverMade) != Set(mine).subtracting(onlyHere) {
      differences.append("recorded \(theirs.sorted()), here \(mine.sorted())")
    }
    // The recorded service kept no tags that were written as the last era writes them.
    for item in items where item["can_tag"] != nil && !hasWrittenTags {
      guard let same = answer.items.first(where: { name($0) == name(item) }) else { continue }
      let (recordedTags, tags) = (Set(item["tags"]?.items ?? []), Set(same["tags"]?.items ?? []))
      if recordedTags != tags { differences.append("tags of \(name(item) ?? ""): \(recordedTags), here \(tags)") }
    }
    return differences
  }

  private func name(_ item: JSONValue) -> String? {
    (item["title"] ?? item["name"] ?? item["id"])?.string
  }

  // MARK: - What is left out

  /// Why an exchange is not replayed; `nil` for one that is.
  private func leftOut(_ exchange: RecordedRequests.Exchange) -> String? {
    if exchange.path.hasSuffix("/auth"), !logins.insert(exchange.path + (exchange.body ?? "")).inserted {
      return "the same login again"
    }
    let isNull = exchange.body?.contains("\"metric_id\": null") == true
    let words = "\(exchange.method) \(exchange.path)\(isNull ? " null" : "")"
    let reason = leftOut.first { words.contains($0.pattern) }?.why
    if reason != nil, let made = exchange.answer?["name"]?.string { neverMade.insert(made) }
    if let provider = Self.unknownProviders.first(where: { exchange.body?.contains("\"provider\": \"\($0)\"") == true })
    {
      if let title = exchange.answer?["title"]?.string { neverMade.insert(title) }
      return "no provider \(provider) in this version"
    }
    if exchange.path.hasSuffix("/B1"), exchange.method == "POST" {
      isDisabled = exchange.body?.contains("\"0\"") == true
    }
    if exchange.path.contains("/tags") { hasWrittenTags = true }
    if isDisabled, exchange.path.contains("/B1/") || exchange.body?.contains("\"B1\"") == true {
      return "a disabled backend is left alone here"
    }
    if let id = exchange.path.firstMatch(of: /\/(N[0-9]+)(?:\/|$)/)?.1, ours[String(id)] == nil {
      return "a backend that was left out"
    }
    if exchange.path.hasSuffix("/scripts/s1") {
      if isScriptRemoved { return "the recorded service kept a script that was removed" }
      isScriptRemoved = exchange.method == "DELETE"
    }
    return reason
  }

  private static let unknownProviders = ["coreos", "hostvirtual", "packet", "vsphere", "vultr"]

  private let leftOut: [(pattern: Regex<Substring>, why: String)] = [
    (/\/(?:stacks|templates|tunnels|logs)(?:\/|$)/, "templates, stacks, tunnels and logs are not in this version"),
    (/DELETE .*\/jobs\//, "only workflows end jobs from outside"),
    (/\/jobs\/job-1$/, "the job of a creation, which is tested by itself"),
    (/POST .*\/machines$/, "creating machines is tested by itself"),
    (/\/machines\/new-/, "a machine that such a creation made"),
    (/POST .*\/networks$|DELETE .*\/networks\//, "no driver changes networks"),
    (/\/machines\/[^\/]+\/(?:probe|keys\/)/, "needs a machine to log in to; the story of the eras has one"),
    (/PUT .*\/metrics null$/, "a metric without an id"),
    (/\/keys\/My%20Key/, "the recorded service did not decode paths"),
  ]

  // MARK: - How it begins

  private func seed(_ cloud: StandInCloud) async throws {
    let login = section.exchanges.first { $0.path.hasSuffix("/auth") && $0.status == 200 }?.body
    let password = login?.firstMatch(of: /"password": "([^"]*)"/).map { String($0.1) } ?? "pw"
    let accounts = test.service.services.accounts
    try await accounts.add(email: "user@mist.io", password: password, by: .owner)
    if login == nil {
      ours["tok-123"] = try await accounts.logIn(email: "user@mist.io", password: password, from: nil).token
    }
    for (id, title, provider, machine, name) in [
      ("B1", "Juno", "openstack", "m-1", "atlanta"), ("B2", "EC2 AP", "ec2", "i-2", "dbServer"),
    ] {
      let backend = try await test.asked(
        .post, "/backends",
        [
          "title": .string(title), "provider": .string(provider), "region": "ec2_ap_northeast",
          "remove_on_error": false, "username": "u", "password": "p", "auth_url": "http://127.0.0.1:9",
          "tenant_name": "t", "api_key": "first", "api_secret": "s",
        ], headers: ["api-version": "2"])
      let made = try #require(backend["id"]?.string, "\(backend)")
      ours[id] = made
      cloud.put(
        Machine(
          id: MachineID(machine), backend: BackendID(made), name: name, state: .running, publicIPs: ["127.0.0.1"],
          extra: ["dns_name": "dev.example"], actions: [.start, .stop, .reboot, .destroy, .tag]))
    }
    try await addKey("Dummy")
    let juno = try #require(ours["B1"])
    _ = try await test.ask(.put, "/backends/\(juno)/machines/m-1/keys/Dummy", ["ssh_user": "root"])
    _ = try await test.ask(
      .post, "/backends/\(juno)/machines/m-1/tags", ["tags": ["dev": isLastEra ? "yes" : nil]])
    let script = try await test.asked(
      .post, "/scripts", ["name": "hello", "description": "says hi", "script": "echo hi"])
    ours["s1"] = try #require(script["script_id"]?.string)
  }

  /// A backend may name a key that the recorded service did not look for.
  private func addKeys(namedIn exchange: RecordedRequests.Exchange) async throws {
    guard let name = exchange.body?.firstMatch(of: /"machine_key": "([^"]+)"/).map({ String($0.1) }) else { return }
    try await addKey(name)
    onlyHere.insert(name)
  }

  private func addKey(_ name: String) async throws {
    _ = try await test.ask(.put, "/keys", ["id": .string(name), "priv": .string(privateKey)])
  }
}
