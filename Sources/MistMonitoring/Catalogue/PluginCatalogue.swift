/// The plugins that can be added: what Debian's collectd-core ships and measures something.
///
/// Each was loaded there. What wants a server's address asks the one on the machine itself.
public enum PluginCatalogue {
  /// By name.
  public static let all: [CataloguePlugin] = (defaults + simple + local + withLibraries).sorted { $0.name < $1.name }

  /// The plugin of that name, if there is one.
  public static func plugin(named name: String) -> CataloguePlugin? {
    byName[name]
  }

  /// The plugin that a metric comes from: `tcpconns` for `tcpconns` and for `tcpconns.22.tcp_connections.LISTEN`.
  public static func plugin(of metric: String) -> CataloguePlugin? {
    metric.split(separator: ".").first.flatMap { byName[String($0)] }
  }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// What every machine has, as far as it can be read there.
  static let defaults = [
    CataloguePlugin("cpu", "time of each core by what it was spent on", isDefault: true),
    CataloguePlugin("load", "processes that want to run", isDefault: true),
    CataloguePlugin("memory", "memory by what it holds", isDefault: true),
    CataloguePlugin("swap", "swap space, and what goes in and out", isDefault: true),
    CataloguePlugin(
      "df", "space of file systems", isDefault: true,
      block: #"""
        <Plugin df>
          FSType "/^(autofs|cgroup2?|devpts|devtmpfs|fuse[.].*|mqueue|nsfs|overlay|proc|pstore|ramfs|rootfs|squashfs|sysfs|tmpfs|tracefs)$/"
          MountPoint "/^/(var/lib/docker|run|snap)//"
          IgnoreSelected true
          ValuesPercentage true
        </Plugin>
        """#),
    CataloguePlugin(
      "disk", "traffic of disks", isDefault: true,
      block: #"""
        <Plugin disk>
          Disk "/^(loop|ram|zram|fd|sr)[0-9]/"
          Disk "/^(sd|vd|xvd|hd)[a-z]+[0-9]+$/"
          Disk "/^(nvme[0-9]+n[0-9]+|mmcblk[0-9]+)p[0-9]+$/"
          IgnoreSelected true
        </Plugin>
        """#),
    CataloguePlugin(
      "interface", "traffic of network interfaces", isDefault: true,
      block: #"""
        <Plugin interface>
          Interface "/^(veth|br-|cali|flannel|ifb|dummy)/"
          IgnoreSelected true
        </Plugin>
        """#),
    CataloguePlugin("processes", "processes by state, and forks", isDefault: true),
    CataloguePlugin("users", "people that are logged in", isDefault: true),
    CataloguePlugin("uptime", "time since the machine started", isDefault: true),
  ]

  /// Those that need nothing.
  private static let simple = [
    CataloguePlugin("buddyinfo", "free memory by size of its pieces"),
    CataloguePlugin("cgroups", "processor time of control groups"),
    CataloguePlugin("conntrack", "connections that the firewall keeps in mind"),
    CataloguePlugin("contextswitch", "changes from one process to another"),
    CataloguePlugin("cpufreq", "clock of each core"),
    CataloguePlugin("entropy", "randomness that the kernel has gathered"),
    CataloguePlugin("fhcount", "open file handles"),
    CataloguePlugin("hugepages", "huge pages of memory"),
    CataloguePlugin("ipc", "semaphores, shared memory and message queues"),
    CataloguePlugin("irq", "interrupts by number"),
    CataloguePlugin("numa", "memory by node of the processor"),
    CataloguePlugin(
      "protocols", "counters of TCP, UDP, IP and ICMP",
      block: #"""
        <Plugin protocols>
          Value "/^(Tcp|Udp|Ip|Icmp):/"
          IgnoreSelected false
        </Plugin>
        """#),
    CataloguePlugin(
      "tcpconns", "TCP connections by state",
      block: #"""
        <Plugin tcpconns>
          ListeningPorts false
          AllPortsSummary true
        </Plugin>
        """#),
    CataloguePlugin("vmem", "pages that are moved and faults of memory"),
  ]

  /// Those that measure something the machine may not have.
  private static let local = [
    CataloguePlugin("battery", "charge of batteries", needs: "a battery"),
    CataloguePlugin("chrony", "the clock, by chrony", needs: "chronyd"),
    CataloguePlugin("drbd", "replicated disks", needs: "DRBD"),
    CataloguePlugin("md", "disk arrays", needs: "a software RAID"),
    CataloguePlugin(
      "memcached", "a memcached", needs: "memcached on port 11211",
      block: #"""
        <Plugin memcached>
          <Instance "local">
            Address "127.0.0.1"
            Port "11211"
          </Instance>
        </Plugin>
        """#),
    CataloguePlugin("nfs", "calls of NFS", needs: "NFS"),
    CataloguePlugin("ntpd", "the clock, by ntpd", needs: "ntpd"),
    CataloguePlugin("thermal", "temperatures", needs: "a sensor of the kernel's"),
    CataloguePlugin("wireless", "the radio link", needs: "a wireless interface"),
    CataloguePlugin("zfs_arc", "the cache of ZFS", needs: "ZFS"),
    CataloguePlugin("zookeeper", "a ZooKeeper", needs: "ZooKeeper on port 2181"),
  ]

  /// Those that want a library, which comes as a package.
  private static let withLibraries = [
    CataloguePlugin(
      "apache", "an Apache web server", needs: "mod_status at http://127.0.0.1/server-status",
      packages: ["libcurl3-gnutls|libcurl3t64-gnutls"],
      block: #"""
        <Plugin apache>
          <Instance "local">
            URL "http://127.0.0.1/server-status?auto"
          </Instance>
        </Plugin>
        """#),
    CataloguePlugin(
      "nginx", "an nginx web server", needs: "stub_status at http://127.0.0.1/nginx_status",
      packages: ["libcurl3-gnutls|libcurl3t64-gnutls"],
      block: #"""
        <Plugin nginx>
          URL "http://127.0.0.1/nginx_status"
        </Plugin>
        """#),
    CataloguePlugin(
      "ping", "time to the gateway and back", needs: "a gateway that answers", packages: ["liboping0"],
      block: #"""
        <Plugin ping>
          Host "@gateway@"
        </Plugin>
        """#),
    CataloguePlugin(
      "redis", "a Redis", needs: "Redis on port 6379", packages: ["libhiredis0.14|libhiredis1.1.0|libhiredis1"],
      block: #"""
        <Plugin redis>
          <Node "local">
            Host "127.0.0.1"
            Port "6379"
            Timeout 2000
          </Node>
        </Plugin>
        """#),
    CataloguePlugin(
      "sensors", "temperatures, voltages and fans", needs: "sensors that lm-sensors knows", packages: ["libsensors5"]),
    CataloguePlugin("smart", "health of disks", needs: "disks with SMART", packages: ["libatasmart4"]),
  ]
}
