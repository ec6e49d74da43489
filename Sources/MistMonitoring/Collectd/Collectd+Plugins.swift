import MistModel

extension Collectd {
  /// Adds a plugin: tried first, beside what runs; taken back when collectd does not go on with it.
  func load(_ plugin: CataloguePlugin, at place: CollectdPlace) async throws {
    if !plugin.packages.isEmpty, try await !isThere(plugin, at: place) {
      guard place.method == .collectd, facts.hasApt else {
        throw MistError(
          .notSupported,
          "plugin \(plugin.name) wants \(plugin.packages.joined(separator: ", ")), which only root can install on "
            + machine.title)
      }
      try await packages(plugin.packages)
    }
    let configuration = CollectdConfiguration(place: place, machine: machine, pace: pace)
    let script = Self.load(configuration, plugin)
    let answer = try await host.sh(
      script, [machine.name, place.folder, place.program, plugin.name], asRoot: prefix(place), within: .seconds(90))
    switch answer.status {
    case 0: return
    case 20:
      throw MistError(
        .invalid, "\(machine.title) cannot do with plugin \(plugin.name)" + reason(of: answer),
        hint: plugin.needs.isEmpty ? nil : "it needs \(plugin.needs)")
    default: try check(answer, "collectd did not go on with plugin \(plugin.name), so it was taken back")
    }
  }

  /// What collectd said of a trial, without what it says of every one.
  private func reason(of answer: HostAnswer) -> String {
    let lines = MachineText.lines(answer.errors).filter { line in
      !["Filter subsystem", "No write callback", "write targets", "Exiting normally"].contains { line.contains($0) }
    }
    guard let line = lines.first else { return "" }
    return ": " + line.replacing(/^\[[^\]]*\] (\[[^\]]*\] )?/, with: "")
  }

  /// Whether the libraries of the plugin are on the machine already.
  private func isThere(_ plugin: CataloguePlugin, at place: CollectdPlace) async throws -> Bool {
    let script = #"""
      for folder in "$1" /usr/lib/collectd /usr/lib/*/collectd; do
        [ -f "$folder/$2.so" ] && ! ldd "$folder/$2.so" 2>/dev/null | grep -q 'not found' && exit 0
      done
      exit 1
      """#
    return try await host.sh(script, [place.plugins ?? "-", plugin.name], within: .seconds(30)).status == 0
  }

  private static func load(_ configuration: CollectdConfiguration, _ plugin: CataloguePlugin) -> String {
    CollectdScripts.shell + #"""

      name=$1 folder=$2 program=$3 plugin=$4
      umask 022
      cd "$folder" || exit 1
      grep -qF "LoadPlugin \"$plugin\"" collectd.conf && exit 0
      mkdir -p try || exit 1
      trap 'rm -rf "$folder/try"' EXIT
      \#(CollectdScripts.file("try/trial", configuration.trial))
      \#(CollectdScripts.file("try/with", plugin.configuration))
      if grep -q @gateway@ try/with; then
        way=$(awk '$2 == "00000000" { print $3; exit }' /proc/net/route)
        [ -n "$way" ] || { echo "the machine has no gateway" >&2; exit 20; }
        way=$(echo "$way" | sed 's/\(..\)\(..\)\(..\)\(..\)/0x\4 0x\3 0x\2 0x\1/')
        sed -i "s/@gateway@/$(printf '%d.%d.%d.%d' $way)/" try/with
      fi
      target=conf.d/50-$plugin.conf
      cmp -s try/with "$target" && is_alive "$folder" && exit 0
      cat try/trial try/with >try/conf
      try_out "$program" "$folder/try/conf" >&2 || exit 20
      cp try/with "$target" || exit 1
      # Whether another collectd is there than was, and stays.
      is_another() { is_alive "$folder" && [ "$now" != "$old" ]; }
      comes_anew() {
        waited=0
        while [ "$waited" -lt 40 ]; do
          sleep 1
          waited=$((waited + 1))
          is_another || continue
          sleep 2
          is_another
          return
        done
        return 1
      }
      renew "$folder"
      comes_anew && exit 0
      # As long as the next one did not stay, the one that ran goes on.
      rm -f "$target" renew
      tail -n 3 log >&2
      exit 21
      """#
  }
}
