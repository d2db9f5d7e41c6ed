import BaseKYC
import SwiftUI
import UIKit

/// Takes the `url` of a session. In an app of yours it comes from your backend, which created the session.
@main
struct SampleApp: App {
    var body: some Scene { WindowGroup { Start() } }
}

struct Start: View {
    @State private var link = ""
    @State private var verifying = false
    @State private var said = ""

    var body: some View {
        VStack(spacing: 16) {
            TextField("url of POST /v1/sessions", text: $link).textInputAutocapitalization(.never).autocorrectionDisabled()
            Button("Verify") { verifying = true }.disabled(URL(string: link) == nil)
            Text(said)
        }
        .padding()
        .fullScreenCover(isPresented: $verifying) { Screen(link: link, said: $said, shown: $verifying).ignoresSafeArea() }
    }
}

struct Screen: UIViewControllerRepresentable {
    let link: String
    @Binding var said: String
    @Binding var shown: Bool

    func makeUIViewController(context: Context) -> UIViewController {
        guard let url = URL(string: link), let screen = VerificationViewController(link: url) else { return UIViewController() }
        screen.delegate = context.coordinator
        return screen
    }

    func updateUIViewController(_ screen: UIViewController, context: Context) {}

    func makeCoordinator() -> Coordinator { Coordinator(self) }

    final class Coordinator: VerificationDelegate {
        let screen: Screen
        init(_ screen: Screen) { self.screen = screen }

        func verification(_ controller: VerificationViewController, heard event: Event) {
            if case .finished = event { screen.said = "Thank you. We will tell you the result." }
            if case .error(let code, _, true) = event { screen.said = code }
        }

        func verificationDidClose(_ controller: VerificationViewController, redirect: URL?) { screen.shown = false }
    }
}
