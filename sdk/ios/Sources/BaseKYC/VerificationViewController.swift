#if canImport(UIKit)
import UIKit
import WebKit

/// Hears a verification, on the main thread. Closing the screen is the owner's: dismiss it in `verificationDidClose`.
public protocol VerificationDelegate: AnyObject {
    func verification(_ screen: VerificationViewController, heard event: Event)
    /// The screen has nothing more to do. `redirect` is the session's `redirect_url` if the customer went there.
    func verificationDidClose(_ screen: VerificationViewController, redirect: URL?)
}

/// The screen of one verification.
public final class VerificationViewController: UIViewController {
    public weak var delegate: VerificationDelegate?
    /// The words of the question whether to leave a call: title, stay, leave.
    public var leaveWords = (title: "Leave the video call?", stay: "Stay", leave: "Leave")

    private let link: URL
    private let home: String
    private var web: WKWebView!
    private var redirect: URL?
    private var closing: DispatchWorkItem?
    private var closed = false
    private var awake = false // whether the screen went dark by itself before us

    /// Takes the `url` of a session; nil when it is not an https address.
    public init?(link: URL) {
        guard let home = origin(of: link) else { return nil }
        self.link = link
        self.home = home
        super.init(nibName: nil, bundle: nil)
        modalPresentationStyle = .fullScreen
    }

    @available(*, unavailable)
    required init?(coder: NSCoder) { fatalError("made in code") }

    public override func viewDidLoad() {
        super.viewDidLoad()
        let settings = WKWebViewConfiguration()
        settings.allowsInlineMediaPlayback = true
        settings.mediaTypesRequiringUserActionForPlayback = []
        settings.websiteDataStore = .nonPersistent()
        settings.userContentController.add(Ear(self), name: "basekyc")
        web = WKWebView(frame: view.bounds, configuration: settings)
        web.autoresizingMask = [.flexibleWidth, .flexibleHeight]
        web.uiDelegate = self
        web.navigationDelegate = self
        view.backgroundColor = .systemBackground
        view.addSubview(web)
        NotificationCenter.default.addObserver(self, selector: #selector(foreground), name: UIApplication.didBecomeActiveNotification, object: nil)
        web.load(URLRequest(url: link))
    }

    public override func viewWillAppear(_ animated: Bool) {
        super.viewWillAppear(animated)
        awake = UIApplication.shared.isIdleTimerDisabled
        UIApplication.shared.isIdleTimerDisabled = true
    }

    public override func viewWillDisappear(_ animated: Bool) {
        super.viewWillDisappear(animated)
        UIApplication.shared.isIdleTimerDisabled = awake
    }

    /// The customer wants to go: a close button or gesture of yours calls this.
    public func back() { expect("back") }

    /// Closes once the page has given camera, microphone and connection back.
    public func leave() { expect("leave") }

    @objc private func foreground() { tell("foreground") }

    /// Says a word that has an answer; a page that does not answer within a second is not there.
    private func expect(_ word: String) {
        tell(word)
        closing?.cancel()
        let work = DispatchWorkItem { [weak self] in self?.close() }
        closing = work
        DispatchQueue.main.asyncAfter(deadline: .now() + 1, execute: work)
    }

    private func tell(_ word: String) {
        web?.evaluateJavaScript("window.postMessage({target:'basekyc',v:\(contract),type:'\(word)'},location.origin)", completionHandler: nil)
    }

    fileprivate func hear(_ event: Event) {
        delegate?.verification(self, heard: event)
        switch event {
        case .back(let leave):
            closing?.cancel()
            if leave == "ask" { ask() } else { self.leave() }
        case .redirect(let url):
            redirect = URL(string: url)
            leave()
        case .destroyed: close()
        default: break
        }
    }

    private func ask() {
        let question = UIAlertController(title: leaveWords.title, message: nil, preferredStyle: .alert)
        question.addAction(UIAlertAction(title: leaveWords.stay, style: .cancel))
        question.addAction(UIAlertAction(title: leaveWords.leave, style: .destructive) { [weak self] _ in self?.leave() })
        present(question, animated: true)
    }

    private func close() {
        guard !closed else { return }
        closed = true
        closing?.cancel()
        web.configuration.userContentController.removeScriptMessageHandler(forName: "basekyc")
        delegate?.verificationDidClose(self, redirect: redirect)
    }

    fileprivate func isHome(_ o: WKSecurityOrigin) -> Bool {
        origin(scheme: o.protocol, host: o.host, port: o.port) == home
    }
}

extension VerificationViewController: WKUIDelegate {
    /// iOS itself has asked the customer for the app; the page is ours, so nobody is asked twice.
    public func webView(_ webView: WKWebView, requestMediaCapturePermissionFor origin: WKSecurityOrigin, initiatedByFrame frame: WKFrameInfo,
                        type: WKMediaCaptureType, decisionHandler: @escaping (WKPermissionDecision) -> Void) {
        decisionHandler(frame.isMainFrame && isHome(origin) ? .grant : .deny)
    }
}

extension VerificationViewController: WKNavigationDelegate {
    /// Keeps the page on its origin; the redirect was heard as an event.
    public func webView(_ webView: WKWebView, decidePolicyFor action: WKNavigationAction, decisionHandler: @escaping (WKNavigationActionPolicy) -> Void) {
        decisionHandler(origin(of: action.request.url) == home ? .allow : .cancel)
    }

    /// iOS ended the page's process: the page finds its session again.
    public func webViewWebContentProcessDidTerminate(_ webView: WKWebView) { webView.reload() }
}

/// Hears the page without keeping the screen alive, as WebKit keeps its handlers.
private final class Ear: NSObject, WKScriptMessageHandler {
    weak var screen: VerificationViewController?
    init(_ screen: VerificationViewController) { self.screen = screen }

    func userContentController(_ controller: WKUserContentController, didReceive message: WKScriptMessage) {
        guard let screen, message.frameInfo.isMainFrame, screen.isHome(message.frameInfo.securityOrigin),
              let json = message.body as? String, let event = Event.decode(json) else { return }
        screen.hear(event)
    }
}
#endif
