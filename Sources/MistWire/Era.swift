/// The three generations of the protocol. They differ in a few words and shapes; what the service does is the same.
public enum Era: String, Hashable, Sendable, CaseIterable {
  /// Until 2015: `/backends…`.
  case backends
  /// 2016: `/clouds…`, all else as before.
  case clouds
  /// From 2016 until today: `/api/v1/clouds…`, and everything else below `/api/v1` too.
  case api

  /// What stands before every path.
  public var prefix: String { self == .api ? "/api/v1" : "" }

  /// The collection of backends in paths.
  public var collection: String { self == .backends ? "backends" : "clouds" }

  /// A backend in errors.
  var backendWord: String { self == .backends ? "Backend" : "Cloud" }

  /// Whether a path may name things that are not below a backend (keys, scripts …) for this era alone.
  public var hasOwnRoot: Bool { self != .clouds }

  /// The field that holds a key's name where one is added.
  public var keyName: String { self == .api ? "name" : "id" }

  /// The field that holds a key's name where it is renamed.
  public var newKeyName: String { self == .api ? "new_name" : "new_id" }
}
