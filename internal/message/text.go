package message

import (
	"strconv"
	"strings"
	"time"

	"github.com/basekyc/basekyc/internal/kyc"
)

// words of one language. {name}, {account}, {link}, {when} and
// {doors}, the minutes before an appointment, are filled in.
type words struct {
	subject, sms, email                string
	subjectLater, smsLater, emailLater string
}

// tables of the languages that we have words for; the others get English.
var tables = map[string]words{
	"en": {
		subject: "Verify your identity for {account}",
		sms:     "{account}: please verify your identity in a short video call. Open on your phone: {link} Do not forward this link.",
		email: "Hello {name},\n\n{account} needs to confirm who you are. It is a short video call with an officer and takes about 5 minutes. Have your original document ready.\n\n" +
			"Open this link on a device with a camera:\n{link}\n\nThe link is for you alone: please do not forward it. If you did not expect this message, tell {account}.\n",
		subjectLater: "Your video appointment with {account}",
		smsLater:     "{account}: your video appointment is on {when}. Join from {doors} minutes before: {link} Do not forward this link.",
		emailLater: "Hello {name},\n\nyour video appointment with {account} is on {when}. You can join from {doors} minutes before. Have your original document ready.\n\n" +
			"Open this link then, on a device with a camera:\n{link}\n\nThe link is for you alone: please do not forward it. If you did not expect this message, tell {account}.\n",
	},
	"hi": {
		subject: "{account} के लिए अपनी पहचान सत्यापित करें",
		sms:     "{account}: कृपया एक छोटी वीडियो कॉल में अपनी पहचान सत्यापित करें। फ़ोन पर खोलें: {link} यह लिंक किसी को न भेजें।",
		email: "नमस्ते {name},\n\n{account} को आपकी पहचान की पुष्टि करनी है। यह एक अधिकारी के साथ छोटी वीडियो कॉल है और लगभग 5 मिनट लेती है। अपना मूल दस्तावेज़ तैयार रखें।\n\n" +
			"कैमरे वाले उपकरण पर यह लिंक खोलें:\n{link}\n\nयह लिंक केवल आपके लिए है: कृपया इसे किसी को न भेजें। यदि आपको इस संदेश की अपेक्षा नहीं थी, तो {account} को बताएँ।\n",
		subjectLater: "{account} के साथ आपकी वीडियो मुलाक़ात",
		smsLater:     "{account}: आपकी वीडियो मुलाक़ात {when} को है। {doors} मिनट पहले से जुड़ें: {link} यह लिंक किसी को न भेजें।",
		emailLater: "नमस्ते {name},\n\n{account} के साथ आपकी वीडियो मुलाक़ात {when} को है। आप {doors} मिनट पहले से जुड़ सकते हैं। अपना मूल दस्तावेज़ तैयार रखें।\n\n" +
			"उस समय कैमरे वाले उपकरण पर यह लिंक खोलें:\n{link}\n\nयह लिंक केवल आपके लिए है: कृपया इसे किसी को न भेजें। यदि आपको इस संदेश की अपेक्षा नहीं थी, तो {account} को बताएँ।\n",
	},
}

// write makes the letter of one channel in the customer's language. Times are
// in the account's zone, which they name.
func write(v *kyc.Session, c kyc.Channel, account, link string, zone *time.Location) kyc.Letter {
	language := v.Language
	w, ok := tables[language]
	if !ok {
		language, w = "en", tables["en"]
	}
	subject, sms, email, when := w.subject, w.sms, w.email, ""
	if !v.ScheduledAt.IsZero() {
		subject, sms, email = w.subjectLater, w.smsLater, w.emailLater
		when = v.ScheduledAt.In(zone).Format("02-01-2006 15:04 MST")
	}
	fill := strings.NewReplacer("{name}", v.Customer.Name, "{account}", account, "{link}", link, "{when}", when, "{doors}", strconv.Itoa(int(kyc.DoorsOpen.Minutes())))
	if c == kyc.SMS {
		return kyc.Letter{To: v.Customer.Mobile, Text: fill.Replace(sms), URL: link, Language: language}
	}
	return kyc.Letter{To: v.Customer.Email, Subject: fill.Replace(subject), Text: fill.Replace(email), URL: link, Language: language}
}
