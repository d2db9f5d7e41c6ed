package io.basekyc

import android.webkit.RenderProcessGoneDetail
import android.webkit.WebResourceRequest
import android.webkit.WebView
import android.webkit.WebViewClient

/** Keeps the WebView on the page's origin. A certificate that does not hold is refused, as by default. */
internal class Confined(private val origin: String, private val gone: () -> Unit) : WebViewClient() {
    override fun shouldOverrideUrlLoading(view: WebView, request: WebResourceRequest): Boolean =
        originOf(request.url.toString()) != origin // also the redirect: its event was heard

    override fun onRenderProcessGone(view: WebView, detail: RenderProcessGoneDetail): Boolean {
        gone() // the memory was needed elsewhere, or it crashed: this WebView is of no use any more
        return true
    }
}
