package io.basekyc

import android.Manifest
import android.app.AlertDialog
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import android.view.WindowManager
import android.webkit.WebView
import androidx.activity.ComponentActivity
import androidx.activity.OnBackPressedCallback
import androidx.webkit.WebViewCompat
import androidx.webkit.WebViewFeature

/**
 * The screen of one verification. Make a subclass, override what you want to hear, name it in your manifest with
 * `android:exported="false"` and `android:configChanges="orientation|screenSize|keyboardHidden"`, and start it with [intent].
 */
open class VerificationActivity : ComponentActivity() {
    /** Every event of the page, on the main thread. */
    protected open fun onEvent(event: Event) {}

    /** The customer goes to the session's `redirect_url`. The screen closes; going there is the app's. */
    protected open fun onRedirect(url: String) {}

    /** The words of the question whether to leave a call: title, stay, leave. */
    protected open val leaveWords: Triple<String, String, String>
        get() = Triple("Leave the video call?", "Stay", "Leave")

    private lateinit var web: WebView
    private lateinit var origin: String
    private val main = Handler(Looper.getMainLooper())
    private val close = Runnable { finish() }
    private val doors = Doors(this) { origin } // before the activity starts: its launchers have to be registered

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val link = intent.getStringExtra(LINK)
        origin = originOf(link) ?: return finish()
        if (!WebViewFeature.isFeatureSupported(WebViewFeature.WEB_MESSAGE_LISTENER)) { // a WebView of before 2020
            startActivity(Intent(Intent.ACTION_VIEW, Uri.parse(link)))
            return finish()
        }
        window.addFlags(WindowManager.LayoutParams.FLAG_KEEP_SCREEN_ON)
        web = WebView(this)
        web.settings.apply {
            javaScriptEnabled = true
            domStorageEnabled = true
            mediaPlaybackRequiresUserGesture = false
            allowFileAccess = false
            allowContentAccess = false
        }
        web.webChromeClient = doors
        web.webViewClient = Confined(origin) { finish() }
        // Only our origin gets the object at all, and of its frames only the page itself is heard.
        WebViewCompat.addWebMessageListener(web, "BaseKYCAndroid", setOf(origin)) { _, message, source, isMainFrame, _ ->
            if (isMainFrame && originOf(source.toString()) == origin) message.data?.let(Event.Companion::decode)?.let(::hear)
        }
        setContentView(web)
        onBackPressedDispatcher.addCallback(this, object : OnBackPressedCallback(true) {
            override fun handleOnBackPressed() = expect("back")
        })
        web.loadUrl(link!!)
    }

    private fun hear(event: Event) {
        onEvent(event)
        when (event) {
            is Event.Back -> {
                main.removeCallbacks(close)
                if (event.leave == "ask") ask() else leave()
            }
            is Event.Redirect -> {
                setResult(RESULT_OK, Intent().setData(Uri.parse(event.url)))
                onRedirect(event.url)
                leave()
            }
            is Event.Finished -> setResult(RESULT_OK)
            is Event.Destroyed -> finish()
            else -> Unit
        }
    }

    private fun ask() {
        val (title, stay, go) = leaveWords
        AlertDialog.Builder(this).setTitle(title).setNegativeButton(stay, null).setPositiveButton(go) { _, _ -> leave() }.show()
    }

    /** Closes the screen once the page has given camera, microphone and connection back. */
    protected fun leave() = expect("leave")

    /** Says a word that has an answer; a page that does not answer within a second is not there. */
    private fun expect(word: String) {
        tell(word)
        main.removeCallbacks(close)
        main.postDelayed(close, 1_000)
    }

    private fun tell(word: String) =
        web.evaluateJavascript("window.postMessage({target:'basekyc',v:$CONTRACT,type:'$word'},location.origin)", null)

    override fun onPause() {
        if (::web.isInitialized) web.onPause() // never pauseTimers: the heartbeat has to go on
        super.onPause()
    }

    override fun onResume() {
        super.onResume()
        if (!::web.isInitialized) return
        web.onResume()
        tell("foreground")
    }

    override fun onDestroy() {
        main.removeCallbacks(close)
        doors.close()
        if (::web.isInitialized) web.destroy()
        super.onDestroy()
    }

    companion object {
        private const val LINK = "io.basekyc.link"

        /** What the WebView needs of the device, asked for when the page asks. */
        internal val devices = arrayOf(Manifest.permission.CAMERA, Manifest.permission.RECORD_AUDIO)

        /** Starts `screen` with the `url` of a session, which only your own app sees. */
        fun intent(context: Context, screen: Class<out VerificationActivity>, link: String): Intent =
            Intent(context, screen).putExtra(LINK, link)
    }
}
