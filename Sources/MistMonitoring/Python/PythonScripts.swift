/// What puts custom metrics on a machine and takes them away. Their files lie in FOLDER/python/metrics.
enum PythonScripts {
  /// Runs a file's `read()` as the user that would run it. Arguments: machine, FOLDER, id, kind, user, group.
  ///
  /// Exit status: that of the trial; 124 when it took too long, 12 when it could not be tried.
  static func attempt(_ plugin: CustomPlugin) -> String {
    CollectdScripts.shell + #"""

      folder=$2 id=$3 kind=$4 user=$5
      umask 022
      # Not below our folder: another user shall read there, and write nowhere.
      work=$(mktemp -d) || exit 12
      trap 'rm -rf "$work"' EXIT
      chmod 755 "$work" && cd "$work" || exit 12
      \#(CollectdScripts.file("runner.py", RunnerText.text))
      \#(CollectdScripts.file("metric.py", plugin.text))
      mv metric.py "$id.py" || exit 12
      as=
      [ "$(id -un)" = "$user" ] || as="runuser -u $user --"
      $as timeout -k 1 10 python3 -B runner.py --try "$work/$id.py" "$kind"
      status=$?
      # For the step that puts it there.
      if [ "$status" = 0 ]; then
        mkdir -p "$folder/python/new" && cp runner.py "$folder/python/new/" && cp "$id.py" "$folder/python/new/" || exit 12
      fi
      exit "$status"
      """#
  }

  /// Puts what was tried in place. Arguments: as above, and collectd's PROGRAM.
  static func settle(_ configuration: CollectdConfiguration) -> String {
    CollectdScripts.shell + #"""

      name=$1 folder=$2 id=$3 kind=$4 user=$5 group=$6 program=$7
      umask 022
      cd "$folder/python" || exit 1
      trap 'rm -rf "$folder/python/new"' EXIT
      mkdir -p metrics && chown "$user:$group" metrics 2>/dev/null
      cmp -s new/runner.py runner.py || mv new/runner.py runner.py || exit 1
      # The kind first: a metric begins when both are there. Each in one step.
      echo "$kind" >new/kind && mv new/kind "metrics/$id.kind" && mv "new/$id.py" "metrics/$id.py" || exit 1
      target=$folder/conf.d/60-python.conf
      cat >new/conf <<END
      <LoadPlugin exec>
      </LoadPlugin>
      <Plugin exec>
        Exec "$user:$group" "$(command -v python3)" "-B" "$folder/python/runner.py" "$folder/python/metrics"
      </Plugin>
      END
      cmp -s new/conf "$target" && exit 0
      \#(CollectdScripts.file("new/trial", configuration.trial))
      printf 'LoadPlugin exec\n' >>new/trial
      if ! try_out "$program" "$folder/python/new/trial" >&2; then
        rm -rf "$folder/python"
        exit 20
      fi
      mv new/conf "$target" || exit 1
      renew "$name" "$folder"
      exit 0
      """#
  }

  /// Arguments: machine, FOLDER, id. With the last metric the runner goes.
  static let remove =
    CollectdScripts.shell + #"""

      name=$1 folder=$2 id=$3
      [ -d "$folder/python/metrics" ] || exit 0
      cd "$folder/python/metrics" || exit 1
      rm -f "$id.py" "$id.kind" "$id.status" || exit 1
      for other in *.py; do [ -f "$other" ] && exit 0; done
      rm -f "$folder/conf.d/60-python.conf"
      renew "$name" "$folder"
      cd / && rm -rf "$folder/python"
      """#
}
