import Foundation
import MistModel
import MistShell

/// Accounts as files of a folder that only their owner can look into.
struct RealAccountFiles: AccountFiles {
  private let files: FolderStateFiles

  init(folder: String) {
    files = FolderStateFiles(folder: folder)
  }

  func names() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: files.folder)) ?? []
    // A file that is being written has another ending until it is whole.
    return names.filter { $0.hasSuffix(Self.ending) }.map { String($0.dropLast(Self.ending.count)) }
  }

  func read(_ name: String) -> [UInt8]? {
    // A name is typed by a person; nothing outside the folder is an account.
    name.contains("/") ? nil : files.read(name + Self.ending, from: 0)
  }

  func replace(_ name: String, with bytes: [UInt8]) throws { try files.replace(name + Self.ending, with: bytes) }

  func remove(_ name: String) throws {
    let path = files.folder + "/" + name + Self.ending
    guard unlink(path) == 0 || errno == ENOENT else {
      throw MistError(.storage, "\(path) cannot be removed: \(systemError(errno))")
    }
  }

  private static let ending = ".json"
}
