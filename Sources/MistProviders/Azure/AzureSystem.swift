import MistModel

/// A system of the marketplace that wants no contract of its own, by its URN: `publisher:offer:sku:version`.
struct AzureSystem: Sendable {
  var urn: String
  var name: String

  var image: Image { Image(id: ImageID(urn), name: name, isStarred: true) }

  /// Shown without a search. `latest` is the newest build at the time of the order.
  static let all = [
    AzureSystem(urn: "Debian:debian-13:13-gen2:latest", name: "Debian 13"),
    AzureSystem(urn: "Debian:debian-12:12-gen2:latest", name: "Debian 12"),
    AzureSystem(urn: "Canonical:ubuntu-24_04-lts:server:latest", name: "Ubuntu 24.04 LTS"),
    AzureSystem(urn: "Canonical:0001-com-ubuntu-server-jammy:22_04-lts-gen2:latest", name: "Ubuntu 22.04 LTS"),
    AzureSystem(urn: "almalinux:almalinux-x86_64:9-gen2:latest", name: "AlmaLinux 9"),
    AzureSystem(urn: "MicrosoftCBLMariner:azure-linux-3:azure-linux-3-gen2:latest", name: "Azure Linux 3"),
    AzureSystem(urn: "RedHat:RHEL:9-lvm-gen2:latest", name: "Red Hat Enterprise Linux 9"),
    AzureSystem(urn: "SUSE:sles-15-sp6:gen2:latest", name: "SUSE Linux Enterprise Server 15 SP6"),
  ]

  /// Anybody may publish at the marketplace under any name: a search goes through what these offer.
  static let publishers = [
    "Debian", "Canonical", "almalinux", "MicrosoftCBLMariner", "RedHat", "SUSE", "Oracle", "kinvolk",
  ]
}
