package io.basekyc

import java.net.URI
import java.net.URISyntaxException

/** Scheme, host and port of an address as a browser writes them, or null when it has none that a verification may come from. */
internal fun originOf(address: String?): String? {
    val u = try { URI(address ?: return null) } catch (e: URISyntaxException) { return null }
    val host = u.host?.toLowerCase(java.util.Locale.ROOT) ?: return null
    val secure = u.scheme == "https"
    // Plain http only to the own device: for a demo behind `adb reverse`. The app must allow it besides.
    if (!secure && !(u.scheme == "http" && (host == "localhost" || host == "127.0.0.1"))) return null
    if (u.userInfo != null) return null
    val usual = if (secure) 443 else 80
    return u.scheme + "://" + host + if (u.port == -1 || u.port == usual) "" else ":" + u.port
}
