import Foundation
import MistModel
import MistProviders
import Testing

@testable import MistService

/// Where the drivers find their providers, if the operator says so.
struct EndpointsTests {
  private func endpoint(_ factory: DriverFactory) throws -> String? {
    try factory.driver(
      provider: "digitalocean", title: "Juno", id: "b1", parameters: ["token": "abc"]
    ).account.endpoint
  }

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  @Test func theFileOfTheStoreIsReadAgainWhenItChanges() throws {
    let test = try TestService()
    let factory = DriverFactory(logins: test.service.services.logins, stateFolder: test.folder)
    #expect(try endpoint(factory) == nil)
    try write(#"{"digitalocean": "http://127.0.0.1:9", "ec2": "http://127.0.0.1:8"}"#, test.folder + "/endpoints.json")
    #expect(try endpoint(factory) == "http://127.0.0.1:9")
    try write(#"{"digitalocean": "http://127.0.0.1:7"}"#, test.folder + "/endpoints.json")
    #expect(try endpoint(factory) == "http://127.0.0.1:7")
    try write("[]", test.folder + "/endpoints.json")
    #expect(throws: MistError.self) { try endpoint(factory) }
  }

  @Test func aNamedFileStandsInItsPlaceAndMustBeThere() throws {
    let test = try TestService()
    try write(#"{"digitalocean": "http://127.0.0.1:9"}"#, test.folder + "/endpoints.json")
    let named = test.folder + "/named.json"
    let factory = DriverFactory(
      logins: test.service.services.logins, stateFolder: test.folder, endpointsFile: named)
    let error = #expect(throws: MistError.self) { try endpoint(factory) }
    #expect(error?.code == .storage && error?.summary == "\(named) cannot be read")
    try write(#"{"digitalocean": "http://127.0.0.1:7"}"#, named)
    #expect(try endpoint(factory) == "http://127.0.0.1:7")
  }
}
