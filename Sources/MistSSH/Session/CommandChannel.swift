import CLibSSH

/// Takes what libssh delivers for one command's channel.
///
/// Callbacks, because only they tell the exit signal, and because both streams come as they arrive: a command that
/// writes to one of them only cannot block.
final class CommandChannel {
  /// Returns whether more is wanted.
  typealias Receiver = (SSHStream, UnsafeRawBufferPointer) -> Bool

  let channel: ssh_channel
  private let callbacks: UnsafeMutablePointer<ssh_channel_callbacks_struct>
  private let receive: Receiver
  private(set) var status: Int?
  private(set) var signal: String?
  /// The peer has closed the channel: nothing more will come.
  private(set) var isClosed = false
  private(set) var isEnough = false
  /// Counts what arrives, to tell silence from activity.
  private(set) var arrivals = 0

  init?(_ session: Session, receive: @escaping Receiver) {
    guard let channel = ssh_channel_new(session.handle) else { return nil }
    self.channel = channel
    self.receive = receive
    callbacks = .allocate(capacity: 1)
    callbacks.initialize(to: ssh_channel_callbacks_struct())
    callbacks.pointee.size = MemoryLayout<ssh_channel_callbacks_struct>.size
    callbacks.pointee.userdata = Unmanaged.passUnretained(self).toOpaque()
    callbacks.pointee.channel_data_function = { _, _, bytes, count, isErrors, run in
      guard let run else { return Int32(count) }
      return CommandChannel.of(run).take(bytes, Int(count), isErrors != 0 ? .errors : .output)
    }
    callbacks.pointee.channel_exit_status_function = { _, _, status, run in
      guard let run else { return }
      CommandChannel.of(run).status = Int(status)
    }
    callbacks.pointee.channel_exit_signal_function = { _, _, signal, _, _, _, run in
      guard let run, let signal else { return }
      CommandChannel.of(run).signal = String(cString: signal)
    }
    callbacks.pointee.channel_close_function = { _, _, run in
      guard let run else { return }
      CommandChannel.of(run).isClosed = true
    }
    ssh_set_channel_callbacks(channel, callbacks)
  }

  deinit {
    // The channel may outlive us in libssh until the peer closes it; it must not call us any more.
    ssh_remove_channel_callbacks(channel, callbacks)
    ssh_channel_free(channel)
    callbacks.deallocate()
  }

  private static func of(_ userdata: UnsafeMutableRawPointer) -> CommandChannel {
    Unmanaged<CommandChannel>.fromOpaque(userdata).takeUnretainedValue()
  }

  private func take(_ bytes: UnsafeMutableRawPointer?, _ count: Int, _ stream: SSHStream) -> Int32 {
    arrivals += 1
    if !isEnough, !receive(stream, UnsafeRawBufferPointer(start: bytes, count: count)) { isEnough = true }
    return Int32(count)
  }
}
