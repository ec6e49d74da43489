import Foundation
import MistModel
import Testing

@testable import MistProviders

/// What the driver makes of hypervisors that fail. The virsh of these tests is a script of theirs: what virsh really says
/// was taken from virsh 9.0.
final class LibvirtFaultTests {
  private let folder = NSTemporaryDirectory() + "mist-virsh-" + UUID().uuidString

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// A driver whose virsh is this script; `$*` is the command without virsh's own options.
  private func driver(virsh body: String?) throws -> LibvirtDriver {
    var programs = folder
    if let body {
      try ("#!/bin/sh\nshift 3\n" + body + "\n").write(toFile: folder + "/virsh", atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/virsh")
    } else {
      // A computer without virsh, whatever this one has.
      for name in ["sh", "sed", "grep"] {
        try? FileManager.default.createSymbolicLink(atPath: folder + "/" + name, withDestinationPath: "/bin/" + name)
      }
      programs = folder
    }
    let shell =
      body == nil
      ? ProgramShell(["/bin/sh", "-c"], environment: ["PATH": programs]) : ProgramShell.here(programs: programs)
    return try LibvirtDriver(
      account: DriverAccount(
        backend: "b", title: "KVM", provider: "libvirt",
        parameters: ["machine_hostname": "10.113.0.1", "machine_key": "prod", "machine_user": "ann"], remote: shell))
  }

  private func listingError(virsh body: String?) async throws -> MistError? {
    let driver = try driver(virsh: body)
    let error = await #expect(throws: MistError.self) { try await driver.allMachines() }
    let text = error?.description ?? ""
    #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    return error
  }

  @Test func withoutVirsh() async throws {
    let error = try await listingError(virsh: nil)
    #expect(error?.code == .unreachable && error?.summary == "KVM: ann@10.113.0.1:22 has no virsh")
    #expect(error?.hint?.contains("libvirt-clients") == true)
  }

  @Test func withoutLibvirtd() async throws {
    let error = try await listingError(
      virsh: """
        echo 'error: failed to connect to the hypervisor' >&2
        echo "error: Failed to connect socket to '/var/run/libvirt/libvirt-sock': No such file or directory" >&2; exit 1
        """)
    #expect(error?.code == .unreachable && error?.summary == "KVM: libvirtd does not run at ann@10.113.0.1:22")
    #expect(error?.hint == "start it there: systemctl start libvirtd")
  }

  @Test func withoutTheRight() async throws {
    for words in [
      "Failed to connect socket to '/var/run/libvirt/libvirt-sock': Permission denied",
      "authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'",
    ] {
      let error = try await listingError(
        virsh: "printf '%s\\n' 'error: failed to connect to the hypervisor' \(shellWord("error: " + words)) >&2; exit 1"
      )
      #expect(error?.code == .refused, "\(words)")
      #expect(error?.hint?.contains("group libvirt") == true)
    }
  }

  @Test func whatVirshSaysIsMadePrintable() async throws {
    let error = try await listingError(virsh: #"printf 'error: no\033[31m \007way\n' >&2; exit 1"#)
    #expect(error?.code == .failed && error?.summary == "KVM: no[31m way")
  }

  @Test func aLibvirtdThatGoesAwayInBetweenHidesNoMachine() async throws {
    let error = try await listingError(virsh: Self.domains(3) + #"case $* in *dumpxml*) exit 1 ;; *) list ;; esac"#)
    #expect(error?.code == .unreachable && error?.summary == "KVM: libvirt at ann@10.113.0.1:22 went away")
  }

  @Test func garbageIsNotTakenForAMachine() async throws {
    for text in [
      "<domain><name>x</name>", "<html>Welcome</html>", "<!DOCTYPE x [<!ENTITY e 'e'>]><domain/>", "<domain/>",
    ] {
      let error = try await listingError(
        virsh: Self.domains(1) + """
          case $* in *dumpxml*) printf '\\036domain %s\\nrunning\\n%s\\n\\036end\\n' \(Self.id(1)) \(shellWord(text)) ;; *) list ;; esac
          """)
      #expect(error?.code == .failed && error?.summary.contains("is not understood") == true, "\(text)")
    }
  }

  @Test func anAnswerThatIsCutOffIsNone() async throws {
    let account = DriverAccount(
      backend: "b", title: "KVM", provider: "libvirt", parameters: ["machine_hostname": "h", "machine_key": "k"],
      remote: CutOff())
    let driver = try LibvirtDriver(account: account)
    let error = await #expect(throws: MistError.self) { try await driver.allMachines() }
    #expect(error?.code == .unreachable && error?.summary == "KVM: the answer of root@h:22 was cut off")
    let change = await #expect(throws: MistError.self) { try await driver.start(MachineID(Self.id(1))) }
    #expect(change?.hint?.hasPrefix("whether it was done is not known") == true)
  }

  @Test func twoThousandMachines() async throws {
    let driver = try driver(
      virsh: Self.domains(2000) + #"""
        echo called >>"$0.calls"
        case $* in *dumpxml*) printf '%s' "$*" | tr ';' '\n' | awk '
          / domstate / { printf "\036domain %s\nrunning\n", $2 }
          / dumpxml / { printf "<domain type=\"kvm\" id=\"1\"><name>m &lt;%s&gt;</name><uuid>%s</uuid><vcpu>2</vcpu><memory unit=\"KiB\">1048576</memory><devices><interface><mac address=\"52:54:00:%s\"/></interface></devices></domain>\n\n", $2, $2, substr($2, 29, 2) ":" substr($2, 31, 2) ":" substr($2, 33, 2) }
          END { printf "\036end\nhost\n" }' ;;
        *) list ;; esac
        """#)
    let machines = try await driver.allMachines()
    #expect(machines.count == 2001 && machines[0].name == "host-1")
    let last = try #require(machines.last)
    #expect(last.id.rawValue == Self.id(2000) && last.name == "m <\(Self.id(2000))>" && last.size == "2x1024")
    let calls = try String(contentsOfFile: folder + "/virsh.calls", encoding: .utf8).split(separator: "\n")
    #expect(calls.count == 8, "one to list, and one for 300 machines each")
  }

  @Test func aStopThatIsNotHeardCutsThePower() async throws {
    var driver = try driver(
      virsh: """
        echo "$*" >>"$0.calls"
        case $1 in domstate) [ -e "$0.off" ] && echo 'shut off' || echo running ;; destroy) touch "$0.off" ;; esac
        """)
    driver.grace = 2
    try await driver.stop(MachineID(Self.id(7)))
    let calls = try String(contentsOfFile: folder + "/virsh.calls", encoding: .utf8).split(separator: "\n")
    let id = Self.id(7)
    #expect(
      calls
        == ["domstate \(id)", "shutdown \(id)", "domstate \(id)", "domstate \(id)", "destroy \(id)"].map { $0[...] })
  }

  @Test func onlyIdsGetIntoScripts() async throws {
    let driver = try driver(virsh: "touch \(folder)/called")
    for id in ["x; reboot", "-", "", "00000000-0000-0000-0000-00000000000$", "--all"] {
      let error = await #expect(throws: MistError.self) { try await driver.start(MachineID(id)) }
      #expect(error?.code == .notFound)
    }
    #expect(!FileManager.default.fileExists(atPath: folder + "/called"))
  }

  // MARK: - Parts of a virsh

  private static func id(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// A function `list` that answers the first question of a listing.
  private static func domains(_ count: Int) -> String {
    #"""
    list() {
      printf '\036host\nhost-1\n\036networks\n\036domains\n'
      awk 'BEGIN { for (n = 1; n <= \#(count); n++) printf "00000000-0000-4000-8000-%012x\n", n }'
    }

    """#
  }
}

/// A server whose answers end too early.
private struct CutOff: RemoteShell {
  func verifyLogin(to machine: MachineID, host: String, port: Int, user: String?, key: KeyID?) async throws {}
  func answers(host: String, port: Int) async throws -> Bool { true }
  func runAsRoot(_ command: String, on machine: MachineID) async throws -> Int? { nil }

  func run(_ script: ShellScript, at place: ScriptPlace) async throws -> ScriptOutcome {
    ScriptOutcome(status: 0, output: Array("\u{1e}host\nh\n\u{1e}networks\n\u{1e}dom".utf8), errors: [])
  }
}
