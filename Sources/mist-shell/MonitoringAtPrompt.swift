import Foundation
import MistService
import MistShell

/// While a person sits at the prompt the embedded service measures and heeds its rules; what they find is told above the
/// line that is typed.
enum MonitoringAtPrompt {
  /// Seconds after which the store is opened for that: the prompt, and what is typed first, do not wait for it.
  private static let delay = 2.0
  private static let secondsBetweenLooks = 5.0

  /// - Parameter tell: brings a line to the person.
  static func begin(
    _ embedded: EmbeddedService, telling tell: @escaping @Sendable (String) -> Void
  ) -> Task<Void, Never> {
    Task.detached(priority: .utility) {
      try? await Task.sleep(for: .seconds(delay))
      while !Task.isCancelled {
        // A store that is not there yet monitors nothing, and is not made for that.
        let isThere = FileManager.default.fileExists(atPath: embedded.stateFolder + "/mist.sqlite")
        if let service = isThere ? try? embedded.service() : embedded.serviceIfOpened {
          await service.startMonitoring()
          await service.followAlerts(tell)
          return
        }
        try? await Task.sleep(for: .seconds(secondsBetweenLooks))
      }
    }
  }
}
