/// Header names that this program adds to the original's protocol. Names in lower case.
public enum WireHeader {
  /// Sent by our own client: errors then come as JSON (`ErrorBody`) in place of the original's plain text.
  public static let client = "mist-client"
  /// On a machine listing: seconds since the provider was last heard, when it did not answer this time.
  public static let listingAge = "mist-listing-age"
  /// On a machine listing that is old: percent-encoded JSON of the `ErrorBody` that says why.
  public static let listingTrouble = "mist-listing-trouble"
  /// On any answer: percent-encoded lines that a person should read, e.g. the host key of a machine met for the first
  /// time.
  public static let notice = "mist-notice"
  /// On an answer to our own client: the id of the job that goes on with what was asked for, which takes longer than a
  /// client waits for an answer.
  public static let job = "mist-job"
  public static let authorization = "authorization"
  /// `2` chooses the later shapes of `/providers` and of the body of `POST /backends`.
  public static let apiVersion = "api-version"
}
