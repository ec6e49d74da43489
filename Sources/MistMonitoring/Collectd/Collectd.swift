import MistModel

/// Puts a collectd of ours on a machine, adds plugins to it and takes it away.
struct Collectd {
  let host: any MonitoredHost
  let machine: MachineFolder
  let facts: MachineFacts
  let pace: Int

  /// The one that is on the machine, or would be: root's where we can be root, else the user's own.
  func place() async throws -> CollectdPlace {
    if facts.root != .none { return .system(machine) }
    let answer = try await host.sh(
      UserFolder.shell + "\necho \"$(user_folder \"$1\")/collectd\"", [machine.name], within: .seconds(30))
    let folder = answer.text.split(separator: "\n").first.map(String.init) ?? ""
    guard folder.hasPrefix("/"), folder.wholeMatch(of: /[A-Za-z0-9_.@\/+=-]+/) != nil else {
      throw MistError(.notSupported, "\(machine.title): no collectd can run in '\(MachineText.line(folder))'")
    }
    return .rootless(folder: folder)
  }

  /// Brings the program, unless it is there.
  func bringProgram(_ place: CollectdPlace, report: @Sendable (String) -> Void) async throws {
    switch place.method {
    case .collectd where facts.hasCollectd: return
    case .collectd:
      report("installing collectd-core")
      // A small machine may lack a library that a plugin of every machine wants.
      try await packages(["collectd-core"] + PluginCatalogue.defaults.flatMap(\.packages))
    default:
      let there = try await host.sh("test -x \"$1\"", [place.program], within: .seconds(30))
      if there.status == 0 { return }
      report("unpacking collectd-core in the home of \(facts.user)")
      let words = [place.folder, "collectd-core"]
      try check(
        try await host.sh(PackageScripts.unpack, words, within: .seconds(600)), "collectd-core cannot be unpacked")
    }
  }

  /// Writes the configuration and starts it; what differs not is left alone.
  func start(_ place: CollectdPlace, report: @Sendable (String) -> Void) async throws {
    report("trying which plugins the machine can read")
    let configuration = CollectdConfiguration(place: place, machine: machine, pace: pace)
    let plugins = PluginCatalogue.defaults.filter { !facts.isContainer || !$0.isOfTheComputer }
    let words = [machine.name, place.folder, place.program, "\(pace)", "\(PullScript.daysKept)"] + plugins.map(\.name)
    let answer = try await host.sh(
      CollectdScripts.configure(configuration, plugins), words, asRoot: prefix(place), within: .seconds(300))
    try check(answer, "collectd does not start")
    let leftOut = answer.text.split(separator: "\n").compactMap { line -> String? in
      line.hasPrefix("left out: ") ? String(line.dropFirst(10)) : nil
    }
    if !leftOut.isEmpty { report("without \(leftOut.joined(separator: ", ")): it cannot be read there") }
    report("waiting for the first values of collectd")
    let waiting = [machine.name, place.folder, "\(40 + 4 * pace)"]
    try check(
      try await host.sh(CollectdScripts.waitForValues, waiting, within: .seconds(60 + 4 * pace)),
      "collectd runs, but wrote no values")
  }

  /// Takes away the user's traces and root's, as far as there are any.
  func remove() async throws {
    if facts.hasSystemFolder {
      guard facts.root != .none else {
        throw MistError(
          .refused, "collectd stays on \(machine.title): \(facts.user) is not root there and sudo asks for a password",
          hint: "log in as root, or as the user that enabled monitoring")
      }
      let words = [machine.name, "/opt/mist-collectd/\(machine.name)"]
      let script = CollectdScripts.remove + Self.lastOne
      try check(
        try await host.sh(script, words, asRoot: facts.prefix, within: .seconds(300)), "collectd cannot be removed")
    }
    guard facts.hasUserFolder else { return }
    try check(
      try await host.sh(Self.removeOwn, [machine.name], within: .seconds(60)), "what measured cannot be removed")
  }

  /// Installs packages of Debian as root.
  func packages(_ names: [String]) async throws {
    try check(
      try await host.sh(PackageScripts.install, names, asRoot: facts.prefix, within: .seconds(600)),
      "\(names.joined(separator: ", ")) cannot be installed")
  }

  func prefix(_ place: CollectdPlace) -> String { place.method == .collectd ? facts.prefix : "" }

  func check(_ answer: HostAnswer, _ what: String) throws {
    guard answer.status != 0 else { return }
    throw MistError(.failed, "\(what) on \(machine.title)", details: MachineText.lines(answer.errors, atMost: 5))
  }

  /// Another machine's id may lead here too: then packages stay for it.
  private static let lastOne =
    #"""
    for other in /opt/mist-collectd/*/; do [ -d "$other" ] && exit 0; done

    """# + PackageScripts.purge

  private static let removeOwn =
    CollectdScripts.shell + #"""

      folder=$(user_folder "$1")
      stop_running "$folder/sampler" sampler.sh pid
      clear_away "$folder/collectd"
      rm -rf "$folder" || exit 1
      rmdir "${folder%/*}" 2>/dev/null
      exit 0
      """#
}

extension HostAnswer {
  var text: String { String(decoding: output, as: UTF8.self) }
}
