import Glibc

/// The system's own words for an error number: `no such file or directory`.
func systemWords(_ number: Int32) -> String {
  String(cString: strerror(number)).lowercased()
}
