import MistModel

/// What passed by in the answers of a service: whole listings, and changes that made a listing old.
public enum Seen: Hashable, Sendable {
  case backends([Backend])
  case machines([Machine], of: BackendID)
  case keys([Key])
  /// Those that the service shows by default.
  case images([Image], of: BackendID)
  /// Some of all there are.
  case foundImages([Image], of: BackendID)
  case sizes([Size], of: BackendID)
  case locations([Location], of: BackendID)
  case networks([Network], of: BackendID)
  case metrics([Metric], of: MachineReference)
  case providers([Provider])
  case scripts([Script])
  /// A request changed what this listing would say.
  case changed(Listing)

  /// A listing that was seen before.
  public enum Listing: Hashable, Sendable {
    case backends, keys, scripts
    case machines(of: BackendID)
  }
}

extension MistClient {
  /// Tells of a listing and hands it on.
  func saw<Listing>(_ listing: Listing, as what: (Listing) -> Seen) -> Listing {
    seen(what(listing))
    return listing
  }
}
