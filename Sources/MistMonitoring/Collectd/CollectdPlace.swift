/// Where a collectd of ours is on a machine. Nothing of it is shared with the distribution's own.
struct CollectdPlace: Equatable {
  /// The folder of configuration, values and what runs.
  var folder: String
  /// The program, its plugins and its types; elsewhere for one that was only unpacked.
  var program: String
  var plugins: String?
  var types: String
  var method: MonitoringMethod

  static func system(_ machine: MachineFolder) -> CollectdPlace {
    CollectdPlace(
      folder: "/opt/mist-collectd/\(machine.name)", program: "/usr/sbin/collectd", plugins: nil,
      types: "/usr/share/collectd/types.db", method: .collectd)
  }

  /// For a user's folder, as the machine told it. Where its plugins are depends on the release.
  static func rootless(folder: String) -> CollectdPlace {
    CollectdPlace(
      folder: folder, program: "\(folder)/root/usr/sbin/collectd", plugins: "\(folder)/root/usr/lib/collectd",
      types: "\(folder)/root/usr/share/collectd/types.db", method: .rootlessCollectd)
  }
}
