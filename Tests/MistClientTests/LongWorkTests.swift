import MistClient
import MistModel
import MistWire
import Synchronization
import Testing

/// What our service goes on with as a job.
struct LongWorkTests {
  private static let machine = MachineReference(backend: "b1", machine: "m1")

  /// A service that says of each job what comes next.
  private final class Service: Transport {
    let place = "the service"
    let jobs: Mutex<[String]>
    let asked = Mutex<[String]>([])

    init(_ jobs: [String]) { self.jobs = Mutex(jobs) }

    func send(_ request: WireRequest) async throws -> WireAnswer {
      asked.withLock { $0.append("\(request.method.rawValue) \(request.path.text)") }
      guard request.path.text.hasPrefix("/jobs/") else {
        return WireAnswer(status: 200, headers: [WireHeader.job: "j1"], body: Array("[]".utf8))
      }
      let job = jobs.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
      return WireAnswer(status: 200, headers: [:], body: Array(job.utf8))
    }

    func stream(_ request: WireRequest) async throws -> WireStream { throw MistError(.failed, "no streams") }
  }

  private final class Notes: Sendable {
    let lines = Mutex<[String]>([])
  }

  private static let running = #"{"summary": {"destroy": {"pending": 1}, "create": {"pending": 2}}, "logs": []}"#

  @Test func aChangeReturnsWhenItsJobIsOver() async throws {
    let service = Service([Self.running, #"{"finished_at": 5, "summary": {"destroy": {"success": 1}}, "logs": []}"#])
    let notes = Notes()
    let client = MistClient(transport: service) { line in notes.lines.withLock { $0.append(line) } }
    try await client.destroy(Self.machine)
    #expect(
      service.asked.withLock { $0 } == ["POST /backends/b1/machines/m1", "GET /jobs/j1", "GET /jobs/j1"])
    #expect(
      notes.lines.withLock { $0 } == [
        "'destroy' of m1 takes its time: job j1 goes on with it, also when nobody waits (describe-job j1)"
      ])
  }

  @Test(arguments: [
    (
      #"{"finished_at": 5, "error": "Juno: it is locked", "summary": {"destroy": {"error": 1}}, "logs": [{"action": "destroy_finished", "error": "Juno: it is locked"}]}"#,
      "Juno: it is locked"
    ),
    (
      #"{"finished_at": 5, "error": "the process ended first", "summary": {"destroy": {"pending": 1}}, "logs": []}"#,
      "the process ended first"
    ),
  ])
  func whatWentWrongIsThrown(job: String, summary: String) async throws {
    let client = MistClient(transport: Service([job]))
    let error = await #expect(throws: MistError.self) { try await client.destroy(Self.machine) }
    #expect(error?.summary == summary && error?.hint == "describe-job j1 tells how far it came")
  }

  @Test func anOrderReturnsWhenAllMachinesAreOrdered() async throws {
    // A script that went wrong since is the job's business.
    let ordered = """
      {"error": "script failed", "summary": {"create": {"success": 2}},
       "logs": [{"action": "script_finished", "error": "script failed"}]}
      """
    let service = Service([Self.running, ordered])
    try await MistClient(transport: service).createMachine("web", in: "b1", image: "i", quantity: 2)
    #expect(service.asked.withLock { $0.count } == 3)
    let refused = """
      {"summary": {"create": {"success": 1, "error": 1}},
       "logs": [{"action": "machine_creation_finished", "error": "no room", "extra_output": {"name": "web-2"}}]}
      """
    let error = await #expect(throws: MistError.self) {
      try await MistClient(transport: Service([refused])).createMachine("web", in: "b1", image: "i", quantity: 2)
    }
    #expect(error?.summary.hasPrefix("1 of 2 machines: ") == true && error?.summary.hasSuffix("no room") == true)
  }
}
