import Hummingbird
import MistModel
import MistWire

/// What the main programs of machines wrote, where the provider keeps it: of our own, the original had none.
struct LogsRoutes: RouteSet {
  let machines: MachinesService

  private static let usual = 100
  private static let most = 10_000

  func register(on routes: RouterGroup<ServiceContext>) {
    routes.get(":backend/machines/:machine/logs") { request, context in
      let reference = try context.machineReference()
      let count = try Self.count(try await request.fieldsOfQueryAndBody().text("lines"))
      let driver = try await machines.driver(of: reference.backend)
      try driver.require(.logs)
      return try Response.json(try await driver.logs(of: reference.machine, last: count).map { LogLineBody($0) })
    }
  }

  private static func count(_ text: String?) throws -> Int {
    guard let text else { return usual }
    guard let count = Int(text), (1...most).contains(count) else {
      throw MistError(.invalid, "lines must be a number from 1 to \(most)")
    }
    return count
  }
}
