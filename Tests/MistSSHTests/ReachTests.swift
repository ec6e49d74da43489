import Foundation
import MistModel
import Testing

@testable import MistSSH

/// A listening socket that accepts (the kernel does) and never says a word.
final class SilentListener {
  let descriptor: Int32
  let port: Int

  init(backlog: Int32 = 5) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, size) == 0 && listen(descriptor, backlog) == 0
          && getsockname(descriptor, pointer, &size) == 0
      }
    }
    try #require(bound)
    self.descriptor = descriptor
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }

  /// Says something to the next caller and hangs up.
  func answerOnce(_ text: String) {
    let listener = descriptor
    Thread.detachNewThread {
      let caller = accept(listener, nil, nil)
      var bytes = Array(text.utf8)
      _ = write(caller, &bytes, bytes.count)
      close(caller)
    }
  }
}

struct ReachTests {
  let engine = SSHEngine(hostKeys: KnownHostsMemory(), configuration: .init(connectTimeout: .milliseconds(700)))

  func error(port: Int, host: String = "127.0.0.1") async throws -> MistError? {
    let key = try SSHKeyFile.generate(.ed25519).unencrypted
    let login = SSHLogin(
      address: SSHAddress(host: host, port: port), user: "root", identity: SSHIdentity(name: "k", privateKey: key))
    return await mistError { _ = try await engine.capture("true", on: login) }
  }

  @Test func aHostThatNeverSpeaksTimesOut() async throws {
    let listener = try SilentListener()
    let error = try await error(port: listener.port)
    #expect(error?.code == .timedOut)
    #expect(error?.summary == "ssh: 127.0.0.1:\(listener.port): no answer within 0.7 seconds")
    await engine.close()
  }

  @Test func aClosedPortIsRefused() async throws {
    let port = try SilentListener().port
    let error = try await error(port: port)
    #expect(error?.code == .unreachable)
    #expect(error?.summary == "ssh: 127.0.0.1:\(port): connection refused")
  }

  @Test func somethingElseThanSSH() async throws {
    let listener = try SilentListener()
    listener.answerOnce("HTTP/1.1 400 Bad Request\r\n\r\n")
    let error = try await error(port: listener.port)
    #expect(error?.code == .unreachable)
  }

  @Test func aHostThatHangsUp() async throws {
    let listener = try SilentListener()
    listener.answerOnce("")
    let error = try await error(port: listener.port)
    #expect(error?.code == .unreachable)
    #expect(error?.hint?.contains("try again") == true)
  }

  @Test func aNameNobodyKnows() async throws {
    let error = try await error(port: 22, host: "no-such-machine.invalid")
    #expect(error?.code == .unreachable || error?.code == .timedOut)
    #expect(error?.summary.hasPrefix("ssh: no-such-machine.invalid:22: ") == true)
  }

  @Test(arguments: ["", "a b", "-oProxyCommand=x", "root@host@"])
  func whatIsNoHostIsSaid(_ host: String) async throws {
    let error = try await error(port: 22, host: host)
    #expect(error != nil)
    #expect(error?.code == .invalid || error?.code == .unreachable || error?.code == .timedOut)
  }

  @Test(arguments: [0, -1, 65536]) func whatIsNoPortIsSaid(_ port: Int) async throws {
    #expect(try await error(port: port)?.code == .invalid)
  }

  @Test func cancellingWhileConnecting() async throws {
    let listener = try SilentListener()
    let slow = SSHEngine(hostKeys: KnownHostsMemory(), configuration: .init(connectTimeout: .seconds(60)))
    let key = try SSHKeyFile.generate(.ed25519).unencrypted
    let login = SSHLogin(
      address: SSHAddress(host: "127.0.0.1", port: listener.port), user: "root",
      identity: SSHIdentity(name: "k", privateKey: key))
    let running = Task { try await slow.capture("true", on: login) }
    try await Task.sleep(for: .milliseconds(200))
    let start = ContinuousClock.now
    running.cancel()
    #expect(await mistError { _ = try await running.value }?.code == .interrupted)
    #expect(ContinuousClock.now - start < soon)
    await slow.close()
  }
}
