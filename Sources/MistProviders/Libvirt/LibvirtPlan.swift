import MistModel

/// How a machine is made: its volumes, its description, and the script that makes them.
struct LibvirtPlan: Sendable {
  var order: MachineOrder
  var id: String
  var size: LibvirtSize
  var image: LibvirtImage
  var ground: LibvirtGround
  /// `nil`: no network card.
  var network: String?

  /// The order's own names for its volumes: what an earlier try left behind is known by them.
  private var stem: String {
    LibvirtImage.ownPrefix + CloudInitSeed.hostName(order.name).prefix(40) + "-" + id.prefix(8)
  }
  private var diskName: String { stem + ".qcow2" }
  private var seedName: String { stem + "-seed.iso" }
  private func path(_ name: String) -> String { ground.pool.folder + "/" + name }

  /// In bytes.
  private var diskCapacity: Int { max(size.disk << 30, ground.imageCapacity) }

  /// Makes the volumes, defines the machine and starts it; takes all of it back where one step does not work.
  ///
  /// It reads the seed's bytes. virsh is given XML on its standard input, through a pipe: a file would have to be left
  /// somewhere.
  func script(seedLength: Int) -> VirshScript {
    let pool = ground.pool.id
    return VirshScript(
      body: """
        pool=\(pool) disk=\(shellWord(diskName)) seed=\(shellWord(seedName)) image=\(shellWord(image.path))
        drop() { for name in "$disk" "$seed"; do v vol-delete --pool $pool --vol "$name" >/dev/null 2>&1; done; }
        fail() { [ -z "$lent" ] || v pool-destroy "$lent" >/dev/null 2>&1; drop; exit 1; }
        lent=
        # Left by an earlier try of this order, of which no machine came.
        drop
        \(copying)
        v vol-create-as --pool $pool --name "$seed" --capacity \(seedLength) --format raw >/dev/null || fail
        cat | vr vol-upload --pool $pool --vol "$seed" --file /dev/stdin >/dev/null || fail
        printf '%s' \(shellWord(description)) | vr define /dev/stdin >/dev/null || fail
        v start \(id) >/dev/null || { v undefine \(id) --nvram >/dev/null 2>&1 || v undefine \(id) >/dev/null; fail; }
        """)
  }

  /// A machine has a disk of its own: the image may be changed or taken away afterwards. One that is started from an
  /// installing disc gets an empty one.
  private var copying: String {
    let volume = shellWord(
      "<volume><name>\(xmlText(diskName))</name><capacity unit='bytes'>1</capacity>"
        + "<target><format type='qcow2'/></target></volume>")
    if image.isInstaller {
      return
        "v vol-create-as --pool $pool --name \"$disk\" --capacity \(diskCapacity) --format qcow2 >/dev/null || fail"
    }
    return """
      source=\(ground.imagePool.map(shellWord) ?? "")
      if [ -z "$source" ]; then
        # libvirt copies from pools only, so the image's folder is one for that time. Taking it away takes no file.
        lent=mist-lent-\(id)
        v pool-create-as --name "$lent" --type dir --target "${image%/*}" >/dev/null || fail
        source=$lent
      fi
      printf '%s' \(volume) | vr vol-create-from --pool $pool --file /dev/stdin --vol "${image##*/}" --inputpool "$source" >/dev/null || fail
      [ -z "$lent" ] || v pool-destroy "$lent" >/dev/null
      lent=
      capacity=$(v vol-dumpxml --pool $pool --vol "$disk" | sed -n "s/.*<capacity unit='bytes'>\\([0-9]*\\)<.*/\\1/p")
      [ "${capacity:-0}" -ge \(diskCapacity) ] ||
        v vol-resize --pool $pool --vol "$disk" --capacity \(diskCapacity)B >/dev/null || fail
      """
  }

  /// The domain as libvirt wants it described.
  var description: String {
    let isPC = ["x86_64", "i686"].contains(ground.architecture)
    let card = network.map {
      "<interface type='network'><source network='\(xmlText($0))'/><model type='virtio'/></interface>"
    }
    let disc =
      "<disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='\(xmlText(image.path))'/>"
      + "<target dev='sda' bus='sata'/><readonly/></disk>"
    return """
      <domain type='\(ground.virtualization)'><name>\(xmlText(order.name))</name><uuid>\(id)</uuid>
      <metadata><mist:machine xmlns:mist='\(LibvirtDomain.Note.namespace)'><mist:image>\(xmlText(image.path))</mist:image>
      <mist:disk>\(xmlText(path(diskName)))</mist:disk><mist:disk>\(xmlText(path(seedName)))</mist:disk></mist:machine></metadata>
      <memory unit='MiB'>\(size.memory)</memory><vcpu>\(size.cpus)</vcpu>
      <os\(isPC ? "" : " firmware='efi'")><type arch='\(xmlText(ground.architecture))' machine='\(isPC ? "q35" : "virt")'>hvm</type>
      <boot dev='hd'/>\(image.isInstaller ? "<boot dev='cdrom'/>" : "")</os>
      <features><acpi/></features>\(ground.virtualization == "kvm" ? "<cpu mode='host-model'/>" : "")
      <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>restart</on_crash>
      <devices>
      <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='\(xmlText(path(diskName)))'/>
      <target dev='vda' bus='virtio'/></disk>
      <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='\(xmlText(path(seedName)))'/>
      <target dev='vdb' bus='virtio'/><readonly/></disk>\(image.isInstaller ? disc : "")
      \(card ?? "")
      <serial type='pty'/><console type='pty'/>
      <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
      <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
      </devices></domain>
      """
  }
}

/// A text as it stands in XML, between tags or in quotes.
func xmlText(_ text: some StringProtocol) -> String {
  String(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    .replacing("'", with: "&apos;").replacing("\"", with: "&quot;")
}
