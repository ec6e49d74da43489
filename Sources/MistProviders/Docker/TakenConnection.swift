import Foundation
import MistModel
import NIOCore

/// A connection that belongs to one command: what comes, piece by piece, and what is sent.
actor TakenConnection {
  private var pieces: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private let writer: NIOAsyncChannelOutboundWriter<ByteBuffer>
  /// What came behind the head of the answer.
  private var rest: [UInt8] = []

  private static let longestHead = 64 << 10

  init(
    _ pieces: sending NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
    _ writer: NIOAsyncChannelOutboundWriter<ByteBuffer>
  ) {
    self.pieces = pieces
    self.writer = writer
  }

  nonisolated func write(_ bytes: [UInt8]) async throws {
    try await writer.write(ByteBuffer(bytes: bytes))
  }

  /// - Returns: `nil` at the end.
  func next() async throws -> [UInt8]? {
    guard rest.isEmpty else {
      defer { rest = [] }
      return rest
    }
    var pieces = pieces
    defer { self.pieces = pieces }
    return try await pieces.next(isolation: self).map { Array(buffer: $0) }
  }

  /// The head of the answer, without its body.
  func answer() async throws -> ProviderAnswer {
    var bytes: [UInt8] = []
    let end = Array("\r\n\r\n".utf8)
    while bytes.count <= Self.longestHead {
      if let range = bytes.firstRange(of: end) {
        rest = Array(bytes[range.upperBound...])
        return try ProviderAnswer(head: String(decoding: bytes[..<range.lowerBound], as: UTF8.self))
      }
      guard let piece = try await next() else { break }
      bytes += piece
    }
    throw ProviderAnswer.notHTTP
  }

  /// The body of an answer that tells of an error, as long as it says.
  func body(of answer: ProviderAnswer) async throws -> [UInt8] {
    let length = answer.headers["content-length"].flatMap { Int($0) } ?? 0
    var bytes: [UInt8] = []
    while bytes.count < min(length, Self.longestHead), let piece = try await next() { bytes += piece }
    return bytes
  }
}

extension ProviderAnswer {
  fileprivate static let notHTTP = MistError(.failed, "the engine does not answer as HTTP")

  /// - Parameter head: the line with the status and those of the headers.
  fileprivate init(head: String) throws {
    let lines = head.components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { throw Self.notHTTP }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    self.init(status: status, headers: headers, body: [])
  }
}
