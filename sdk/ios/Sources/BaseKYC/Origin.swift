import Foundation

/// Scheme, host and port of an address as a browser writes them, or nil when it has none that a verification may come from.
func origin(of url: URL?) -> String? {
    guard let url, let scheme = url.scheme?.lowercased(), let host = url.host?.lowercased(), url.user == nil else { return nil }
    return origin(scheme: scheme, host: host, port: url.port ?? 0)
}

/// The same of the parts that WebKit names; port 0 is the usual one.
func origin(scheme: String, host: String, port: Int) -> String? {
    // Plain http only to the own device: for a demo on the Mac of a simulator.
    guard scheme == "https" || (scheme == "http" && (host == "localhost" || host == "127.0.0.1")) else { return nil }
    let usual = scheme == "https" ? 443 : 80
    return scheme + "://" + host + (port == 0 || port == usual ? "" : ":\(port)")
}
