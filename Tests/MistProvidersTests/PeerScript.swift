import Foundation

/// A script below `Tests/Peers`, whose `start FOLDER` and `stop FOLDER` bracket a run of the tests.
struct PeerScript: Sendable {
  struct Missing: Error, CustomStringConvertible {
    var description: String
  }

  let path: String

  init(_ name: String) {
    path =
      URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Peers/\(name)").path
  }

  /// Starts it in a folder of its own, to be stopped when the tests end.
  ///
  /// - Parameter arguments: what the script's `start` takes behind the folder.
  /// - Returns: the folder, or why there is none.
  func start(_ arguments: String...) -> Result<String, Missing> {
    let name = URL(filePath: path).lastPathComponent
    // Each module of tests has its own.
    let folder = NSTemporaryDirectory() + "mist-\(name)-\(#fileID.prefix { $0 != "/" })-\(getpid())"
    stopWhenWeEnd(folder)
    let begun = run(path, ["start", folder] + arguments)
    guard begun.status == 0 else {
      FileHandle.standardError.write(Data("tests of \(name) skipped: \(begun.errors)\n".utf8))
      return .failure(Missing(description: begun.errors))
    }
    return .success(folder)
  }

  /// A watcher outside this process, so that a crash leaves nothing behind either.
  private func stopWhenWeEnd(_ folder: String) {
    let watcher = Process()
    watcher.executableURL = URL(filePath: "/bin/sh")
    watcher.arguments = [
      "-c",
      "trap '' INT HUP; while kill -0 \(getpid()) 2>/dev/null; do sleep 0.5; done; '\(path)' stop '\(folder)'; rm -rf '\(folder)'",
    ]
    watcher.standardInput = FileHandle.nullDevice
    watcher.standardOutput = FileHandle.nullDevice
    watcher.standardError = FileHandle.nullDevice
    try? watcher.run()
  }
}

/// Runs a program to its end.
func run(_ program: String, _ arguments: [String]) -> (status: Int32, output: String, errors: String) {
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  let files = [".out", ".err"].map { NSTemporaryDirectory() + UUID().uuidString + $0 }
  // Files, not pipes: servers inherit them, and a pipe would never end.
  for file in files { _ = FileManager.default.createFile(atPath: file, contents: nil) }
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = FileHandle(forWritingAtPath: files[0])
  process.standardError = FileHandle(forWritingAtPath: files[1])
  defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
  do { try process.run() } catch { return (127, "", "\(error)") }
  process.waitUntilExit()
  let texts = files.map { (try? String(contentsOfFile: $0, encoding: .utf8)) ?? "" }
  return (process.terminationStatus, texts[0], texts[1])
}
