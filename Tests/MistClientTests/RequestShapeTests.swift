import MistClient
import MistModel
import MistWire
import Synchronization
import Testing

/// What the client sends to services whose answers this one does not give yet, held to the original's requests.
@Suite struct RequestShapeTests {
  /// Keeps the request and gives a fixed answer.
  final class OneAnswer: Transport {
    let place = "a test"
    let answer: String
    let seen = Mutex<WireRequest?>(nil)

    init(_ answer: String) {
      self.answer = answer
    }

    func send(_ request: WireRequest) async throws -> WireAnswer {
      seen.withLock { $0 = request }
      return WireAnswer(status: 200, body: Array(answer.utf8))
    }

    func stream(_ request: WireRequest) async throws -> WireStream {
      throw MistError(.notSupported, "not here")
    }

    func body() throws -> JSONValue {
      try WireJSON.value(JSONValue.self, from: try #require(seen.withLock { $0 }).body)
    }

    var line: String { seen.withLock { $0.map { "\($0.method.rawValue) \($0.path)" } } ?? "" }
  }

  private let machine = Machine(
    id: "m 1", backend: "b", name: "web", state: .running, publicIPs: ["198.51.100.7"])

  @Test func aMachineIsOrdered() async throws {
    let service = OneAnswer(#"{"job_id": "j1"}"#)
    let job = try await MistClient(transport: service).createMachine(
      "web", in: "b", image: "ami-1", size: "t1", location: "0", key: "k", quantity: 2)
    #expect(job == "j1")
    #expect(service.line == "POST /backends/b/machines")
    let body = try service.body()
    #expect(body["name"] == "web" && body["image"] == "ami-1" && body["size"] == "t1" && body["location"] == "0")
    #expect(body["key"] == "k" && body["quantity"] == 2 && body["networks"] == [] && body["monitoring"] == false)
  }

  @Test func monitoringIsSwitched() async throws {
    let service = OneAnswer("OK")
    try await MistClient(transport: service).setMonitoring(of: machine, isEnabled: true)
    #expect(service.line == "POST /backends/b/machines/m%201/monitoring")
    #expect(
      try service.body() == [
        "action": "enable", "name": "web", "no_ssh": false, "public_ips": ["198.51.100.7"], "dns_name": "n/a",
      ])
  }

  @Test func statsHaveTheValueBeforeTheTime() async throws {
    let service = OneAnswer(
      #"{"load.shortterm": {"name": "Load", "unit": "", "datapoints": [[0.5, 10], [null, 20]]}, "request_id": null}"#)
    let series = try await MistClient(transport: service).stats(of: machine.reference, from: 10, to: 30)
    // The original's service read the query only.
    #expect(service.line == "GET /backends/b/machines/m%201/stats?start=10&stop=30&step=10")
    #expect(try service.body() == ["v": 2, "start": 10, "stop": 30, "step": 10])
    #expect(series.map(\.metric.id) == ["load.shortterm"])
    #expect(series.first?.points == [.init(time: 10, value: 0.5), .init(time: 20, value: nil)])
  }

  @Test func metricsAreAnObjectByID() async throws {
    let service = OneAnswer(#"{"users": {"name": "Users", "unit": ""}, "df": {"name": "Disk"}}"#)
    let metrics = try await MistClient(transport: service).availableMetrics(of: machine.reference)
    #expect(metrics.map(\.id) == ["df", "users"])
    try await MistClient(transport: service).removeMetric("users", from: machine.reference)
    #expect(service.line == "DELETE /backends/b/machines/m%201/metrics")
    #expect(try service.body() == ["metric_id": "users"])
  }

  @Test(arguments: [("My Custom  Metric", "my_custom_metric"), ("_a__b-", "a_b"), ("x", "x")])
  func aPluginsIDIsMadeOfItsName(_ name: String, _ id: String) async throws {
    let service = OneAnswer(#"{"metric_id": "mist.python.x", "stdout": ""}"#)
    let metric = try await MistClient(transport: service).addPythonPlugin(
      name, text: "def read(): return 1", to: machine)
    #expect(metric == "mist.python.x")
    #expect(service.line == "POST /backends/b/machines/m%201/plugins/\(id)")
    #expect(try service.body()["value_type"] == "gauge")
  }
}
