import CLibSSH
import Glibc
import MistModel

/// A command and how it is to be run.
struct CommandPlan {
  var command: String
  var input: [UInt8]
  var limit: Duration?
  var keepAlive: Duration
  var connectTimeout: Duration
}

extension Session {
  /// Runs one command to its end. Throws `Trouble`; its phase is `.channel` as long as the command cannot have begun.
  ///
  /// After a throw, and when `receive` had enough, the session must not be used again.
  func run(_ plan: CommandPlan, _ attention: Attention, receive: @escaping CommandChannel.Receiver) throws -> SSHExit {
    let run = try openChannel(until: .now.advanced(by: plan.connectTimeout), plan, attention, receive: receive)
    let start = ContinuousClock.now
    let deadline = plan.limit.map { start.advanced(by: $0) }
    do {
      try request(plan.command, on: run, until: deadline, attention)
      try follow(run, plan, until: deadline, attention)
    } catch let halt as Halt {
      stop(run)
      throw Trouble.halted(halt, .command, at: place, after: plan.limit)
    }
    if run.isEnough {
      stop(run)
      isSpent = true
    }
    lastUse = .now
    return SSHExit(status: run.status, signal: run.signal, duration: start.duration(to: lastUse))
  }

  private func openChannel(
    until deadline: ContinuousClock.Instant, _ plan: CommandPlan, _ attention: Attention,
    receive: @escaping CommandChannel.Receiver
  ) throws -> CommandChannel {
    guard let run = CommandChannel(self, receive: receive) else {
      throw Trouble(code: .failed, phase: .channel, place: place, what: "no memory for a channel")
    }
    do {
      let result = try finish(attention, until: deadline) { ssh_channel_open_session(run.channel) }
      guard result == SSH_OK else {
        throw Trouble(
          code: isBroken ? .unreachable : .refused, phase: .channel, place: place,
          what: "logged in, but no command can be run: \(reason)")
      }
    } catch let halt as Halt {
      throw Trouble.halted(halt, .channel, at: place, after: plan.connectTimeout)
    }
    return run
  }

  /// From the first line on the command may have begun.
  private func request(
    _ command: String, on run: CommandChannel, until deadline: ContinuousClock.Instant?, _ attention: Attention
  ) throws {
    let result = try finish(attention, until: deadline) { ssh_channel_request_exec(run.channel, command) }
    guard result == SSH_OK else {
      if isBroken { throw lost() }
      throw Trouble(code: .refused, phase: .command, place: place, what: "the server refuses to run commands")
    }
  }

  private func follow(
    _ run: CommandChannel, _ plan: CommandPlan, until deadline: ContinuousClock.Instant?, _ attention: Attention
  ) throws {
    var input = plan.input[...]
    if input.isEmpty { ssh_channel_send_eof(run.channel) }
    var seen = 0
    while !run.isClosed, !run.isEnough {
      guard pump() else {
        if run.isClosed { return }
        throw lost()
      }
      let wrote = feed(&input, to: run)
      if run.arrivals != seen || wrote {
        seen = run.arrivals
        lastUse = .now
        try attention.check(deadline)
        continue
      }
      if run.isClosed { return }
      try wait(attention, until: deadline, toWrite: !input.isEmpty, atMost: plan.keepAlive)
      if lastUse.duration(to: .now) >= plan.keepAlive { sendKeepAlive() }
    }
  }

  /// Sends a piece of the input when the last one is out and the peer has room. Returns whether it did.
  private func feed(_ input: inout ArraySlice<UInt8>, to run: CommandChannel) -> Bool {
    guard !input.isEmpty, !run.isClosed, !isWriteUncertain else { return false }
    let room = min(Int(ssh_channel_window_size(run.channel)), 64 << 10, input.count)
    guard room > 0 else { return false }
    let written = input.withUnsafeBytes { ssh_channel_write(run.channel, $0.baseAddress, UInt32(room)) }
    guard written > 0 else {
      // The command does not want its input any more.
      if written < 0 { input = [] }
      return false
    }
    input = input.dropFirst(Int(written))
    if input.isEmpty { ssh_channel_send_eof(run.channel) }
    return true
  }

  private func stop(_ run: CommandChannel) {
    guard !isBroken else { return }
    ssh_channel_request_send_signal(run.channel, "TERM")
    ssh_channel_close(run.channel)
  }

  private func lost() -> Trouble {
    Trouble(
      code: .connectionLost, phase: .command, place: place,
      what: "the connection was lost while the command ran, its outcome is unknown: \(reason)",
      hint: "look at the machine before running it again")
  }
}
