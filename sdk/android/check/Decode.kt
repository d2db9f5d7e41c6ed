package io.basekyc

// Runs what needs no device: origins and messages.
fun main() {
    fun same(got: Any?, want: Any?) = check(got == want) { "got $got, want $want" }

    same(originOf("https://kyc.example.com/v/vs_1#code"), "https://kyc.example.com")
    same(originOf("https://KYC.example.com:443/"), "https://kyc.example.com")
    same(originOf("https://kyc.example.com:8443"), "https://kyc.example.com:8443")
    same(originOf("http://localhost:8080/v/vs_1#code"), "http://localhost:8080")
    for (bad in listOf(null, "", "null", "kyc.example.com", "http://kyc.example.com/", "javascript:1", "file:///a", "https://kyc.example.com@evil.example/", "https://user:x@kyc.example.com/", "content://a/b")) {
        val o = originOf(bad)
        check(o == null) { "$bad has the origin $o" }
    }

    fun message(type: String, data: String, v: Int = 1) = Event.decode("""{"source":"basekyc","v":$v,"type":"$type","at":1,"data":$data}""")
    same(message("status", """{"session_id":"vs_1","status":"waiting","sub_status":"","new":1}"""), Event.Status("vs_1", "waiting", ""))
    same(message("instruction", """{"kind":"challenge","challenge":"smile","attempt":2}"""), Event.Instruction("challenge", "smile", null, 2))
    same(message("destroyed", "{}"), Event.Destroyed)
    same(message("status", """{"status":"waiting"}"""), null)
    same(message("newer", "{}"), null)
    same(message("destroyed", "{}", 2), null)
    same(Event.decode("no json"), null)
    same(Event.decode("""{"source":"other","v":1,"type":"destroyed"}"""), null)
    println("origins and messages hold")
}
