package io.basekyc

import android.Manifest
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.webkit.GeolocationPermissions
import android.webkit.PermissionRequest
import android.webkit.ValueCallback
import android.webkit.WebChromeClient
import android.webkit.WebView
import androidx.activity.ComponentActivity
import androidx.activity.result.contract.ActivityResultContracts.RequestMultiplePermissions
import androidx.activity.result.contract.ActivityResultContracts.StartActivityForResult

/** Answers when the page asks for camera, microphone or a file: to our origin, and no more than the customer gave to the app. */
internal class Doors(private val activity: ComponentActivity, private val origin: () -> String) : WebChromeClient() {
    private var asked: PermissionRequest? = null
    private var choosing: ValueCallback<Array<Uri>>? = null

    private val permissions = activity.registerForActivityResult(RequestMultiplePermissions()) { held ->
        val request = asked ?: return@registerForActivityResult
        asked = null
        val granted = request.resources.filter { needs[it]?.let { p -> held[p] } == true }
        if (granted.isEmpty()) request.deny() else request.grant(granted.toTypedArray())
    }

    private val files = activity.registerForActivityResult(StartActivityForResult()) { result ->
        choosing?.onReceiveValue(FileChooserParams.parseResult(result.resultCode, result.data))
        choosing = null
    }

    override fun onPermissionRequest(request: PermissionRequest) {
        if (originOf(request.origin.toString()) != origin() || request.resources.none { it in needs }) return request.deny()
        asked?.deny()
        asked = request
        permissions.launch(VerificationActivity.devices) // answers at once when both are held
    }

    /** The position, for a rule of the law: given if the app holds it already. The library neither declares it nor asks for it. */
    override fun onGeolocationPermissionsShowPrompt(from: String, answer: GeolocationPermissions.Callback) {
        val held = activity.checkSelfPermission(Manifest.permission.ACCESS_FINE_LOCATION) == PackageManager.PERMISSION_GRANTED
        answer.invoke(from, held && originOf(from) == origin(), false)
    }

    override fun onPermissionRequestCanceled(request: PermissionRequest) {
        if (asked === request) asked = null
    }

    override fun onShowFileChooser(view: WebView, answer: ValueCallback<Array<Uri>>, wanted: FileChooserParams): Boolean {
        choosing?.onReceiveValue(null)
        choosing = answer
        return try {
            files.launch(wanted.createIntent().addCategory(Intent.CATEGORY_OPENABLE))
            true
        } catch (e: android.content.ActivityNotFoundException) {
            choosing = null
            false
        }
    }

    /** The WebView waits for its answers: it gets them. */
    fun close() {
        asked?.deny()
        asked = null
        choosing?.onReceiveValue(null)
        choosing = null
    }

    private companion object {
        val needs = mapOf(
            PermissionRequest.RESOURCE_VIDEO_CAPTURE to Manifest.permission.CAMERA,
            PermissionRequest.RESOURCE_AUDIO_CAPTURE to Manifest.permission.RECORD_AUDIO
        )
    }
}
