package io.basekyc.sample

import android.widget.Toast
import io.basekyc.Event
import io.basekyc.VerificationActivity

class KycActivity : VerificationActivity() {
    override fun onEvent(event: Event) {
        if (event is Event.Finished) Toast.makeText(this, "Thank you. We will tell you the result.", Toast.LENGTH_LONG).show()
        if (event is Event.Error && event.fatal) Toast.makeText(this, event.code, Toast.LENGTH_LONG).show()
    }
}
