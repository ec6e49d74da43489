/// The configuration of a collectd of ours: written whole each time, never edited on the machine.
struct CollectdConfiguration {
  let place: CollectdPlace
  let machine: MachineFolder
  let pace: Int

  /// What stands before the plugins.
  var head: String {
    """
    # Written by enable-monitoring. What is changed here is lost.
    FQDNLookup false
    Hostname "\(machine.name)"
    Interval \(pace)
    BaseDir "\(place.folder)"
    PIDFile "\(place.folder)/collectd.pid"
    TypesDB "\(place.types)"
    \(pluginFolder)Timeout 2
    WriteQueueLimitHigh 100000
    WriteQueueLimitLow 90000
    LoadPlugin logfile
    <Plugin logfile>
      LogLevel "err"
      File "\(place.folder)/log"
      Timestamp true
    </Plugin>
    LoadPlugin csv
    <Plugin csv>
      # Below BaseDir: collectd writes into no path that has a hidden folder in it.
      DataDir "csv"
      StoreRates true
    </Plugin>

    """
  }

  var tail: String {
    "Include \"\(place.folder)/conf.d/*.conf\"\n"
  }

  /// For a trial of some plugins, beside what runs: it writes nothing but what goes wrong.
  var trial: String {
    """
    FQDNLookup false
    Hostname "trial"
    Interval 1
    BaseDir "\(place.folder)"
    PIDFile "\(place.folder)/trial.pid"
    TypesDB "\(place.types)"
    \(pluginFolder)LoadPlugin logfile
    <Plugin logfile>
      LogLevel "warning"
      File "stderr"
    </Plugin>

    """
  }

  private var pluginFolder: String { place.plugins.map { "PluginDir \"\($0)\"\n" } ?? "" }
}
