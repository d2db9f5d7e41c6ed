package io.basekyc.sample

import android.os.Bundle
import android.widget.Button
import android.widget.EditText
import android.widget.LinearLayout
import androidx.activity.ComponentActivity
import io.basekyc.VerificationActivity

/** Takes the `url` of a session. In an app of yours it comes from your backend, which created the session. */
class MainActivity : ComponentActivity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val link = EditText(this).apply { hint = "url of POST /v1/sessions" }
        val start = Button(this).apply {
            text = "Verify"
            setOnClickListener { startActivity(VerificationActivity.intent(context, KycActivity::class.java, link.text.toString().trim())) }
        }
        setContentView(LinearLayout(this).apply {
            orientation = LinearLayout.VERTICAL
            addView(link)
            addView(start)
        })
    }
}
