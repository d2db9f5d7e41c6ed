package io.basekyc

import org.json.JSONException
import org.json.JSONObject

/** The version of the messages that this library understands: docs/webview.md. */
const val CONTRACT = 1

/** What happens during a verification. No event carries personal data or the result: your backend has that by webhook. */
sealed class Event {
    data class Opened(val sessionId: String, val status: String) : Event()
    data class Language(val language: String, val wanted: String) : Event()
    data class Screen(val screen: String) : Event()
    data class Status(val sessionId: String, val status: String, val subStatus: String) : Event()
    data class Scheduled(val sessionId: String, val scheduledAt: String, val opensAt: String) : Event()
    data class Step(val step: String, val progress: String) : Event()
    data class Consented(val version: String, val language: String) : Event()
    data class Permission(val granted: Boolean) : Event()
    data class Connection(val state: String) : Event()
    /** How the line of the call is: `good`, `fair` or `poor`. */
    data class Network(val quality: String) : Event()
    data class Instruction(val kind: String, val challenge: String?, val document: String?, val attempt: Int?) : Event()
    data class Still(val id: String, val width: Int, val height: Int, val sha256: String) : Event()
    /** After a fatal one nothing more happens by itself. */
    data class Error(val code: String, val message: String, val fatal: Boolean) : Event()
    data class Finished(val sessionId: String, val status: String) : Event()
    /** The answer to the back key: `now`, or `ask` while the customer is in line or in the call. */
    data class Back(val leave: String) : Event()
    data class Redirect(val url: String) : Event()
    object Destroyed : Event()

    companion object {
        /** The event of a message, or null for one that is not ours, is broken, or is newer than this library. */
        fun decode(json: String): Event? = try {
            val m = JSONObject(json)
            if (m.optString("source") != "basekyc" || m.optInt("v") != CONTRACT) null
            else event(m.optString("type"), m.optJSONObject("data") ?: JSONObject())
        } catch (e: JSONException) {
            null
        }

        private fun event(type: String, d: JSONObject): Event? = when (type) {
            "opened" -> Opened(d.getString("session_id"), d.getString("status"))
            "language" -> Language(d.getString("language"), d.getString("wanted"))
            "screen" -> Screen(d.getString("screen"))
            "status" -> Status(d.getString("session_id"), d.getString("status"), d.getString("sub_status"))
            "scheduled" -> Scheduled(d.getString("session_id"), d.getString("scheduled_at"), d.getString("opens_at"))
            "step" -> Step(d.getString("step"), d.getString("progress"))
            "consented" -> Consented(d.getString("version"), d.getString("language"))
            "permission" -> Permission(d.getBoolean("granted"))
            "connection" -> Connection(d.getString("state"))
            "network" -> Network(d.getString("quality"))
            "instruction" -> Instruction(d.getString("kind"), d.stringOrNull("challenge"), d.stringOrNull("document"), d.intOrNull("attempt"))
            "still" -> Still(d.getString("id"), d.getInt("width"), d.getInt("height"), d.getString("sha256"))
            "error" -> Error(d.getString("code"), d.getString("message"), d.getBoolean("fatal"))
            "finished" -> Finished(d.getString("session_id"), d.getString("status"))
            "back" -> Back(d.getString("leave"))
            "redirect" -> Redirect(d.getString("url"))
            "destroyed" -> Destroyed
            else -> null
        }
    }
}

private fun JSONObject.stringOrNull(name: String): String? = if (isNull(name)) null else getString(name)

private fun JSONObject.intOrNull(name: String): Int? = if (isNull(name)) null else getInt(name)
