import MistModel

/// A name that nothing could be found by is not given to anything.
func requireName(_ name: String) throws {
  guard !name.isBlank else {
    throw MistError(.usage, "a name must not be empty")
  }
}
