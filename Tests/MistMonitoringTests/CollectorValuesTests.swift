import MistMonitoring
import Testing

/// What is written to the wire and the store stays as it is.
struct CollectorValuesTests {
  @Test func methodsAreNamedForPeople() {
    #expect(MonitoringMethod.allCases.map(\.rawValue) == ["sampler", "rootless collectd", "collectd"])
  }
}
