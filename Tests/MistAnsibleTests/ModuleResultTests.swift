import MistModel
import MistWire
import Testing

@testable import mist_ansible

@Suite struct ModuleResultTests {
  @Test func aFailureTellsWhatWasDoneUntilThen() async throws {
    let result = try await ModuleResult.gathering(ModuleResult(changed: false, ["info": "known"])) { result in
      result.add(["changed": true, "job_id": "j1"])
      throw MistError(.timedOut, "waited in vain", hint: "wait longer")
    }
    #expect(result.isFailure)
    #expect(
      result.members == [
        "changed": true, "failed": true, "info": "known", "job_id": "j1", "code": "timed-out",
        "msg": "waited in vain\n  wait longer",
      ])
  }

  @Test func differencesWarningsAndProgressAddUp() {
    var result = ModuleResult(changed: true)
    for number in ["one", "two"] {
      result.difference(of: number, before: nil, after: .string(number))
      result.warn(number)
      result.note(number)
    }
    #expect(result.members["warnings"] == ["one", "two"] && result.members["progress"] == ["one", "two"])
    guard case .array(let shown)? = result.members["diff"] else { return #expect(Bool(false), "no list") }
    #expect(shown.map { $0["before"] } == ["", ""] && shown.map { $0["after"] } == ["one", "two"])
  }

  @Test func aResultIsOneLineOfJSON() throws {
    let bytes = Array(ModuleResult(changed: false, ["msg": "two\nlines"]).bytes)
    #expect(bytes.filter { $0 == UInt8(ascii: "\n") }.count == 1 && bytes.last == UInt8(ascii: "\n"))
    #expect(try WireJSON.value(JSONValue.self, from: bytes) == ["changed": false, "msg": "two\nlines"])
  }

  @Test func waitingEndsAtItsLimitAndSaysWhatFor() async throws {
    let waiting = try Waiting(OptionValues(["backend": "b", "wait_time": 0], for: MachineModule.self))
    let error = await #expect(throws: MistError.self) {
      try await waiting.until("values of db1") { false }
    }
    #expect(error?.code == .timedOut && error?.summary == "waited 0 s in vain for values of db1")
    #expect(try await waiting.until("values of db1") { true } == 0)
    #expect(throws: MistError.self) {
      try Waiting(OptionValues(["backend": "b", "wait_time": -1], for: MachineModule.self))
    }
  }
}
