/// A plugin of collectd that can be added to a machine, with a configuration that has proved itself.
public struct CataloguePlugin: Hashable, Sendable {
  /// collectd's name of it; the ids of its metrics begin with it.
  public var name: String
  /// What it measures, for people.
  public var summary: String
  /// What must be on the machine, in words for people; empty when nothing.
  public var needs: String
  /// Debian's packages that come before it, as alternatives for its releases: the first that there is.
  public var packages: [String]
  /// Whether every machine with collectd has it from the start.
  public var isDefault: Bool
  /// Its block in the configuration; empty when it does well without.
  public var block: String

  init(
    _ name: String, _ summary: String, needs: String = "", packages: [String] = [], isDefault: Bool = false,
    block: String = ""
  ) {
    self.name = name
    self.summary = summary
    self.needs = needs
    self.packages = packages
    self.isDefault = isDefault
    self.block = block
  }

  /// What it reads in a container is the whole computer's: the sampler measures that better.
  var isOfTheComputer: Bool { ["cpu", "load", "memory", "swap", "disk"].contains(name) }

  /// What is put into the configuration.
  var configuration: String {
    "LoadPlugin \"\(name)\"\n" + (block.isEmpty ? "" : block + "\n")
  }
}
