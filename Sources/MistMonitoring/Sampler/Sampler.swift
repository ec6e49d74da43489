import MistModel

/// Puts the sampler on a machine.
struct Sampler {
  let host: any MonitoredHost
  let machine: MachineFolder
  let pace: Int

  /// Starts it, or leaves the one that runs; an older text of it is replaced.
  func start() async throws {
    let answer = try await host.sh(Self.startScript, [machine.name, "\(pace)"], within: .seconds(30))
    switch answer.status {
    case 0: return
    case 3:
      throw MistError(
        .notSupported, "\(machine.title) cannot be measured: it has no /proc as Linux has it",
        hint: "monitoring works on Linux")
    default:
      throw MistError(
        .failed, "the sampler does not start on \(machine.title)", hint: "is there room on its disk?",
        details: MachineText.lines(answer.errors, atMost: 3))
    }
  }

  private static let startScript =
    UserFolder.shell + #"""

      id=$1 pace=$2
      [ -r /proc/stat ] && [ -r /proc/uptime ] && [ -r /proc/net/dev ] || exit 3
      umask 077
      folder=$(user_folder "$id")/sampler
      mkdir -p "$folder" && [ -O "$folder" ] || exit 1
      cat >"$folder/sampler.new" <<'END OF THE SAMPLER' || exit 1
      \#(SamplerScript.text)
      END OF THE SAMPLER
      if cmp -s "$folder/sampler.new" "$folder/sampler.sh"; then
        rm -f "$folder/sampler.new"
      else
        stop_running "$folder" sampler.sh pid
        mv "$folder/sampler.new" "$folder/sampler.sh" || exit 1
      fi
      keep_running "$folder" sampler.sh pid "$pace" \#(PullScript.daysKept)
      """#

  /// Shell for a machine that collectd measures now. What was not pulled yet stays until the next pull.
  static let leave = #"""
    folder=$(user_folder "$1")/sampler
    if [ -f "$folder/sampler.sh" ]; then
      stop_running "$folder" sampler.sh pid
      rm -f "$folder/sampler.sh"
    fi
    """#
}
