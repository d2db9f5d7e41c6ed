import Foundation

/// The version of the messages that this package understands: docs/webview.md.
public let contract = 1

/// What happens during a verification. No event carries personal data or the result: your backend has that by webhook.
public enum Event: Equatable {
    case opened(sessionID: String, status: String)
    case language(language: String, wanted: String)
    case screen(screen: String)
    case status(sessionID: String, status: String, subStatus: String)
    case scheduled(sessionID: String, scheduledAt: String, opensAt: String)
    case step(step: String, progress: String)
    case consented(version: String, language: String)
    case permission(granted: Bool)
    case connection(state: String)
    /// How the line of the call is: `good`, `fair` or `poor`.
    case network(quality: String)
    case instruction(kind: String, challenge: String?, document: String?, attempt: Int?)
    case still(id: String, width: Int, height: Int, sha256: String)
    /// After a fatal one nothing more happens by itself.
    case error(code: String, message: String, fatal: Bool)
    case finished(sessionID: String, status: String)
    /// Whether the screen may close: `now`, or `ask` while the customer is in line or in the call.
    case back(leave: String)
    case redirect(url: String)
    case destroyed

    /// The event of a message, or nil for one that is not ours, is broken, or is newer than this package.
    public static func decode(_ json: String) -> Event? {
        guard let m = (try? JSONSerialization.jsonObject(with: Data(json.utf8))) as? [String: Any],
              m["source"] as? String == "basekyc", m["v"] as? Int == contract, let type = m["type"] as? String else { return nil }
        return try? event(type, Members(m["data"] as? [String: Any] ?? [:]))
    }

    private static func event(_ type: String, _ d: Members) throws -> Event? {
        switch type {
        case "opened": return .opened(sessionID: try d.string("session_id"), status: try d.string("status"))
        case "language": return .language(language: try d.string("language"), wanted: try d.string("wanted"))
        case "screen": return .screen(screen: try d.string("screen"))
        case "status": return .status(sessionID: try d.string("session_id"), status: try d.string("status"), subStatus: try d.string("sub_status"))
        case "scheduled": return .scheduled(sessionID: try d.string("session_id"), scheduledAt: try d.string("scheduled_at"), opensAt: try d.string("opens_at"))
        case "step": return .step(step: try d.string("step"), progress: try d.string("progress"))
        case "consented": return .consented(version: try d.string("version"), language: try d.string("language"))
        case "permission": return .permission(granted: try d.bool("granted"))
        case "connection": return .connection(state: try d.string("state"))
        case "network": return .network(quality: try d.string("quality"))
        case "instruction": return .instruction(kind: try d.string("kind"), challenge: d.stringOrNil("challenge"), document: d.stringOrNil("document"), attempt: d.intOrNil("attempt"))
        case "still": return .still(id: try d.string("id"), width: try d.int("width"), height: try d.int("height"), sha256: try d.string("sha256"))
        case "error": return .error(code: try d.string("code"), message: try d.string("message"), fatal: try d.bool("fatal"))
        case "finished": return .finished(sessionID: try d.string("session_id"), status: try d.string("status"))
        case "back": return .back(leave: try d.string("leave"))
        case "redirect": return .redirect(url: try d.string("url"))
        case "destroyed": return .destroyed
        default: return nil
        }
    }
}

/// The members of `data`; one that is missing or of another type is an error.
private struct Members {
    struct Missing: Error {}
    let all: [String: Any]
    init(_ all: [String: Any]) { self.all = all }

    private func get<T>(_ name: String) throws -> T {
        guard let value = all[name] as? T else { throw Missing() }
        return value
    }

    func string(_ name: String) throws -> String { try get(name) }
    func int(_ name: String) throws -> Int { try get(name) }
    func bool(_ name: String) throws -> Bool { try get(name) }
    func stringOrNil(_ name: String) -> String? { all[name] as? String }
    func intOrNil(_ name: String) -> Int? { all[name] as? Int }
}
