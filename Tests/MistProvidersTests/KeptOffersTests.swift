import MistModel
import Synchronization
import Testing

@testable import MistProviders

/// What a provider offers is asked for once a day.
@Suite struct KeptOffersTests {
  private final class Clock: Sendable {
    let seconds = Mutex(1_000_000.0)
  }

  private let memory = KeptInTests()
  private let clock = Clock()
  private let sizes = [Size(id: "s", name: "small", memory: 512), Size(id: "l", name: "large", disk: 40)]

  private func offers(at endpoint: String? = nil) -> KeptOffers<Size> {
    KeptOffers(
      "sizes",
      of: DriverAccount(
        backend: "b", title: "Vega", provider: "ec2", parameters: [:], endpoint: endpoint, remote: NoRemoteShell(),
        memory: memory, now: { [clock] in clock.seconds.withLock { $0 } }))
  }

  /// What comes, and how many times the provider was asked.
  private func all(_ offers: KeptOffers<Size>, _ answer: [Size]) async throws -> ([Size], asked: Int) {
    var asked = 0
    let all = try await offers.all {
      asked += 1
      return answer
    }
    return (all, asked)
  }

  @Test func aDayIsLongEnough() async throws {
    let first = offers()
    #expect(try await all(first, sizes) == (sizes, 1))
    clock.seconds.withLock { $0 += 80_000 }
    #expect(try await all(first, []) == (sizes, 0))
    // Another process, whose knowledge is no younger for that.
    let second = offers()
    #expect(try await all(second, []) == (sizes, 0))
    clock.seconds.withLock { $0 += 10_000 }
    #expect(try await all(second, [sizes[0]]) == ([sizes[0]], 1))
    #expect(try await all(first, [sizes[1]]) == ([sizes[0]], 0))
  }

  @Test func aClockThatIsSetBackMakesNothingLastLonger() async throws {
    let known = offers()
    _ = try await all(known, sizes)
    clock.seconds.withLock { $0 -= 1 }
    #expect(try await all(known, [sizes[0]]).asked == 1)
  }

  @Test func nothingAndErrorsAreNotKept() async throws {
    let known = offers()
    #expect(try await all(known, []) == ([], 1))
    await #expect(throws: MistError.self) { _ = try await known.all { throw MistError(.unreachable, "gone") } }
    #expect(try await all(known, sizes) == (sizes, 1))
    #expect(memory.names == ["sizes"])
  }

  @Test func anotherEndpointIsAnotherCloud() async throws {
    _ = try await all(offers(at: "http://127.0.0.1:1"), sizes)
    #expect(try await all(offers(at: "http://127.0.0.1:2"), [sizes[1]]) == ([sizes[1]], 1))
  }
}
