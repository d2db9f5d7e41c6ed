import XCTest
@testable import BaseKYC

final class EventTests: XCTestCase {
    private func message(_ type: String, _ data: String, v: Int = 1) -> Event? {
        Event.decode(#"{"source":"basekyc","v":\#(v),"type":"\#(type)","at":1,"data":\#(data)}"#)
    }

    func testMessages() {
        XCTAssertEqual(message("status", #"{"session_id":"vs_1","status":"waiting","sub_status":"","new":1}"#), .status(sessionID: "vs_1", status: "waiting", subStatus: ""))
        XCTAssertEqual(message("instruction", #"{"kind":"challenge","challenge":"smile","attempt":2}"#), .instruction(kind: "challenge", challenge: "smile", document: nil, attempt: 2))
        XCTAssertEqual(message("destroyed", "{}"), .destroyed)
        XCTAssertNil(message("status", #"{"status":"waiting"}"#))
        XCTAssertNil(message("newer", "{}"))
        XCTAssertNil(message("destroyed", "{}", v: 2))
        XCTAssertNil(Event.decode("no json"))
    }

    func testOrigins() {
        XCTAssertEqual(origin(of: URL(string: "https://KYC.example.com:443/v/vs_1#code")), "https://kyc.example.com")
        XCTAssertEqual(origin(of: URL(string: "http://localhost:8080/v/vs_1#code")), "http://localhost:8080")
        for bad in ["http://kyc.example.com/", "file:///a", "https://kyc.example.com@evil.example/", "about:blank"] {
            XCTAssertNil(origin(of: URL(string: bad)), bad)
        }
    }
}
