import Foundation
import MistModel
import MistProviders

// Calls of one driver in a process of their own, for the benchmark beside this folder:
//
//   driver-calls PROVIDER URL CALL TIMES NAME=VALUE…
//
// URL is where the provider is, or - for where the parameters say. CALL is machines, images, sizes, locations, networks,
// or create;IMAGE;SIZE;LOCATION, which makes a machine and destroys it; what is empty there is left out. One driver makes
// all calls, as it does in a shell or a service. Each line written is one call: wall seconds, CPU seconds, how many
// things came.

let words = Array(CommandLine.arguments.dropFirst())
guard words.count >= 4, let times = Int(words[3]),
  let make = ProviderCatalog.description(of: ProviderID(words[0]))?.makeDriver
else {
  FileHandle.standardError.write(Data("usage: driver-calls PROVIDER URL CALL TIMES NAME=VALUE…\n".utf8))
  exit(2)
}
let parameters = words.dropFirst(4).map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
let account = DriverAccount(
  backend: "benchmark", title: "benchmark", provider: ProviderID(words[0]),
  parameters: Dictionary(uniqueKeysWithValues: parameters.map { ($0[0], $0.count > 1 ? $0[1] : "") }),
  endpoint: words[1] == "-" ? nil : words[1], remote: NoWay(), now: { Date().timeIntervalSince1970 })

let driver = try make(account)
for number in 1...max(1, times) {
  let (wall, processor) = (ContinuousClock.now, clock())
  let count: Int
  switch words[2] {
  case "machines": count = try await driver.allMachines().count
  case "images": count = try await driver.images(search: nil).count
  case "sizes": count = try await driver.sizes().count
  case "locations": count = try await driver.locations().count
  case "networks": count = try await driver.networks().count
  default:
    let ordered = words[2].split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    guard ordered.count == 4, ordered[0] == "create" else { exit(2) }
    let order = MachineOrder(
      name: "bench\(number)", image: ImageID(ordered[1]), size: ordered[2].isEmpty ? nil : SizeID(ordered[2]),
      location: ordered[3].isEmpty ? nil : LocationID(ordered[3]), orderID: "\(getpid())-\(number)")
    try await driver.destroy(try await driver.create(order).id)
    count = 1
  }
  let seconds = (ContinuousClock.now - wall) / .seconds(1)
  print("[\(seconds), \(Double(clock() - processor) / Double(CLOCKS_PER_SEC)), \(count)]")
}

/// Nothing connects to the addresses that a peer gives its machines.
struct NoWay: RemoteShell {
  private let refusal = MistError(.refused, "a benchmark connects to no machine")

  func verifyLogin(to machine: MachineID, host: String, port: Int, user: String?, key: KeyID?) async throws {
    throw refusal
  }

  func answers(host: String, port: Int) async throws -> Bool { throw refusal }
  func runAsRoot(_ command: String, on machine: MachineID) async throws -> Int? { throw refusal }
}
