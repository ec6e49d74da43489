/// The version of this program, as `version` and `--version` print it.
public enum Version {
  public static let current = "0.1.0"
}
