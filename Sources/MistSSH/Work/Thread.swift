import Glibc

/// Starts a thread that ends with `body`. Returns whether one could be had.
///
/// SIGPIPE is blocked on it: a peer that goes away while we write must end the write, not the process.
func startThread(stackKilobytes: Int, _ body: @escaping @Sendable () -> Void) -> Bool {
  final class Start: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var attributes = pthread_attr_t()
  guard pthread_attr_init(&attributes) == 0 else { return false }
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setstacksize(&attributes, stackKilobytes << 10)
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  let start = Unmanaged.passRetained(Start(body))
  var thread = pthread_t()
  let failure = pthread_create(
    &thread, &attributes,
    { start in
      guard let start else { return nil }
      var pipeSignal = sigset_t()
      sigemptyset(&pipeSignal)
      sigaddset(&pipeSignal, SIGPIPE)
      pthread_sigmask(SIG_BLOCK, &pipeSignal, nil)
      Unmanaged<Start>.fromOpaque(start).takeRetainedValue().body()
      return nil
    }, start.toOpaque())
  if failure != 0 { start.release() }
  return failure == 0
}
