/// What all texts begin with, by whole scalars.
func commonPrefix(_ texts: some Sequence<String>) -> String {
  var iterator = texts.makeIterator()
  guard let first = iterator.next() else { return "" }
  let bytes = Array(first.utf8)
  var length = bytes.count
  while length > 0, let text = iterator.next() {
    var same = 0
    for byte in text.utf8 {
      guard same < length, bytes[same] == byte else { break }
      same += 1
    }
    length = same
  }
  // Two scalars may share their first bytes: the common part ends before them.
  while length > 0, length < bytes.count, bytes[length] & 0xC0 == 0x80 { length -= 1 }
  return String(decoding: bytes[..<length], as: UTF8.self)
}
