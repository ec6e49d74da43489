import MistModel

/// What a hypervisor has for a new machine.
struct LibvirtGround: Sendable {
  struct Pool: Hashable, Sendable {
    var id: String
    var name: String
    /// The folder of its volumes.
    var folder: String
  }

  /// The order was carried out before.
  var isMade: Bool
  /// `kvm` where the processor helps, else `qemu`.
  var virtualization: String
  var architecture: String
  /// Where the machine's disks go.
  var pool: Pool
  /// The pool that the image is in; `nil` for a file beside all pools.
  var imagePool: String?
  /// Of the image as a disk, in bytes.
  var imageCapacity: Int
  var activeNetworks: [String]

  /// - Throws: `.notFound` without the image, `.notSupported` without a pool that can take disks.
  init(_ answer: VirshAnswer, of hypervisor: Hypervisor, image: LibvirtImage) throws {
    isMade = answer["made"] != nil
    let kind = answer["kind"].flatMap { try? XMLDocument(Array($0.content)).root }
    virtualization = kind?.text("domain") == "kvm" ? "kvm" : "qemu"
    architecture = kind?.text("arch") ?? "x86_64"
    activeNetworks = answer["networks"]?.lines.map { $0.trimmingBlanks }.filter { !$0.isEmpty } ?? []
    let pools = answer.all("pool").compactMap { section -> Pool? in
      guard let root = try? XMLDocument(Array(section.content)).root, let name = root.text("name"),
        ["dir", "fs", "netfs"].contains(root.attribute("type")), let folder = root["target"]?.text("path")
      else { return nil }
      return Pool(id: section.subject, name: name, folder: folder)
    }
    let imagePool = answer["image-pool"]?.lines.first?.trimmingBlanks
    self.imagePool = imagePool
    let volume = answer["image"].flatMap { try? XMLDocument(Array($0.content)).root }
    imageCapacity = volume?.text("capacity").flatMap { Int($0) } ?? 0
    guard isMade || imagePool != nil || answer["image-file"] != nil else {
      throw MistError(
        .notFound, "no image '\(printable(image.path))' in \(hypervisor.title)", hint: "list-images has the images",
        about: .init(.image, image.path))
    }
    guard
      let pool = pools.first(where: { $0.name == "default" }) ?? pools.first(where: { $0.name == imagePool })
        ?? pools.first
    else {
      throw MistError(
        .notSupported,
        "\(hypervisor.title): \(hypervisor.place) has no pool of files that runs, so disks have no place",
        hint:
          "make one there: virsh pool-define-as default dir --target /var/lib/libvirt/images, then pool-build, pool-start"
      )
    }
    self.pool = pool
  }

  /// The network that was asked for, else `default`, else the first; `nil` where there is none at all.
  func network(_ wanted: [NetworkID]) throws -> String? {
    guard let name = wanted.first?.rawValue else {
      return activeNetworks.contains("default") ? "default" : activeNetworks.first
    }
    guard activeNetworks.contains(name) else {
      throw MistError(
        .notFound, "no network '\(printable(name))' that is active", hint: "list-networks has the networks",
        about: .init(.network, name))
    }
    return name
  }
}

extension String {
  var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension VirshScript {
  /// What `LibvirtGround` reads.
  static func ground(for id: String, image: LibvirtImage) -> VirshScript {
    VirshScript(
      body: """
        v list --name >/dev/null || exit
        if v domstate \(id) >/dev/null 2>&1; then mark made; fi
        mark kind; v domcapabilities 2>/dev/null
        mark networks; v net-list --name 2>/dev/null
        batch=
        for id in $(v pool-list --uuid | only_ids); do batch="$batch echo '${rs}pool $id$nl'; pool-dumpxml $id;"; done
        [ -z "$batch" ] || v "$batch" || exit
        image=\(shellWord(image.path))
        if pool=$(v vol-pool --vol "$image" 2>/dev/null); then
          mark image-pool; printf '%s\\n' "$pool"
          mark image; v vol-dumpxml --vol "$image" || exit
        elif [ -f "$image" ]; then
          mark image-file
        fi
        """, isChange: false)
  }
}
