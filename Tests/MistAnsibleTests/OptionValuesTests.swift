import MistModel
import Testing

@testable import mist_ansible

@Suite struct OptionValuesTests {
  private func refusal(_ given: [String: JSONValue], _ module: any AnsibleModule.Type) throws -> String {
    String(describing: try #require(throws: MistError.self) { try OptionValues(given, for: module) })
  }

  @Test func anUnknownOptionIsNamedBesideThoseThatThereAre() throws {
    let said = try refusal(["nam": "x", "state": "present"], KeysModule.self)
    #expect(said.hasPrefix("mist_keys has no option 'nam'\n"))
    #expect(said.contains("local_save_path") && said.contains("mist_uri"))
    // What talks to no service takes no login for one.
    #expect(try refusal(["key": "a", "value": 1, "mist_email": "x"], RegisterModule.self).contains("'mist_email'"))
  }

  @Test(arguments: ["api_key", "mist_password", "client_secret"])
  func aRefusalHoldsNoSecret(_ option: String) throws {
    let said = try refusal([option: ["hunter2"]], BackendsModule.self)
    #expect(said == "mist_backends: \(option) must be of the type str, its value is not")
  }

  @Test func oneOptionUnderTwoNamesIsRefused() throws {
    #expect(try refusal(["backend": "a", "cloud": "b"], SizesModule.self).contains("backend and cloud are the same"))
    #expect(try OptionValues(["cloud": "b"], for: SizesModule.self).text("backend") == "b")
    #expect(try refusal([:], SizesModule.self) == "mist_sizes needs the option backend")
  }

  @Test func valuesAreWhatYAMLMakesOfThem() throws {
    let values = try OptionValues(
      [
        "backend": "b", "name": 7, "location_id": 0, "wait": "yes", "monitoring": false, "wait_time": "90",
        "networks": "one, two",
      ], for: MachineModule.self)
    #expect(values.text("name") == "7" && values.text("location_id") == "0")
    #expect(values.flag("wait") && !values.flag("monitoring") && !values.flag("wait_for_stats"))
    #expect(values.integer("wait_time") == 90 && values.text("value_type") == "gauge")
    #expect(values.texts("networks") == ["one", "two"])
    #expect(
      try OptionValues(["backend": "b", "networks": ["a, b", 3]], for: MachineModule.self).texts("networks") == [
        "a, b", "3",
      ])
  }

  @Test(
    arguments: [
      ("wait", "perhaps", "wait must be of the type bool, 'perhaps' is not"),
      ("wait_time", 1.5, "wait_time must be of the type int, '1.5' is not"),
      ("name", ["a"], "name must be of the type str, a list or a dictionary is not"),
      ("value_type", "counter", "value_type cannot be 'counter'\n  it is one of gauge, derive"),
    ] as [(String, JSONValue, String)])
  func aWrongValueIsToldWithWhatWouldDo(_ option: String, _ value: JSONValue, _ expected: String) throws {
    #expect(try refusal(["backend": "b", option: value], MachineModule.self) == "mist: " + expected)
  }

  @Test func aNameThatIsEmptyNamesNothing() throws {
    let values = try OptionValues(["name": ""], for: KeysModule.self)
    #expect(throws: MistError.self) { try values.name("name") }
  }
}
