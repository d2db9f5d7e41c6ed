import 'dart:async';

import 'package:flutter/material.dart';
import 'package:flutter_inappwebview/flutter_inappwebview.dart';
import 'package:permission_handler/permission_handler.dart' as device;

import 'event.dart';
import 'origin.dart';

/// One verification. Give it a key of its link: another link is another verification.
class Verification extends StatefulWidget {
  const Verification({
    super.key,
    required this.link,
    required this.onClose,
    this.onEvent,
    this.leaveWords = const (title: 'Leave the video call?', stay: 'Stay', leave: 'Leave'),
  });

  /// The `url` of a session, from your backend.
  final String link;
  final void Function(Event event)? onEvent;

  /// Nothing more to do here: take the widget away. `redirect` is the session's `redirect_url` if the customer went there.
  final void Function(String? redirect) onClose;

  /// The words of the question whether to leave a call.
  final ({String title, String stay, String leave}) leaveWords;

  @override
  State<Verification> createState() => VerificationState();
}

class VerificationState extends State<Verification> with WidgetsBindingObserver {
  late final String? _home = originOf(Uri.tryParse(widget.link));
  InAppWebViewController? _web;
  Timer? _waits;
  String? _redirect;
  bool _closed = false;

  @override
  void initState() {
    super.initState();
    WidgetsBinding.instance.addObserver(this);
    if (_home == null) scheduleMicrotask(_close); // not an https address
  }

  @override
  void dispose() {
    WidgetsBinding.instance.removeObserver(this);
    _waits?.cancel();
    super.dispose();
  }

  @override
  void didChangeAppLifecycleState(AppLifecycleState state) {
    if (state == AppLifecycleState.resumed) _tell('foreground');
  }

  /// The customer wants to go: a close button of yours calls this.
  void back() => _expect('back');

  /// Closes once the page has given camera, microphone and connection back.
  void leave() => _expect('leave');

  void _tell(String word) {
    unawaited(_web?.evaluateJavascript(source: "window.postMessage({target:'basekyc',v:$contract,type:'$word'},location.origin)") ?? Future<void>.value());
  }

  /// Says a word that has an answer; a page that does not answer within a second is not there.
  void _expect(String word) {
    _tell(word);
    _waits?.cancel();
    _waits = Timer(const Duration(seconds: 1), _close);
  }

  void _close() {
    _waits?.cancel();
    if (_closed || !mounted) return;
    _closed = true;
    widget.onClose(_redirect);
  }

  Future<void> _hear(List<dynamic> arguments) async {
    // The handler is every page's: only ours, which the WebView is kept on, is heard.
    if (originOf(await _web?.getUrl()) != _home || !mounted) return;
    final event = Event.decode(arguments.isEmpty ? null : arguments.first);
    if (event == null) return;
    widget.onEvent?.call(event);
    switch (event) {
      case Back(leave: 'ask'):
        _waits?.cancel();
        await _ask();
      case Back():
        leave();
      case Redirect(:final url):
        _redirect = url;
        leave();
      case Destroyed():
        _close();
      default:
        break;
    }
  }

  Future<void> _ask() async {
    final words = widget.leaveWords;
    final go = await showDialog<bool>(
      context: context,
      builder: (context) => AlertDialog(title: Text(words.title), actions: [
        TextButton(onPressed: () => Navigator.pop(context, false), child: Text(words.stay)),
        TextButton(onPressed: () => Navigator.pop(context, true), child: Text(words.leave)),
      ]),
    );
    if (go == true && mounted) leave();
  }

  Future<PermissionResponse> _permit(InAppWebViewController _, PermissionRequest request) async {
    final wanted = request.resources.where((r) =>
        r == PermissionResourceType.CAMERA || r == PermissionResourceType.MICROPHONE || r == PermissionResourceType.CAMERA_AND_MICROPHONE);
    if (originOf(request.origin) != _home || wanted.isEmpty) return PermissionResponse(action: PermissionResponseAction.DENY);
    // The WebView denies silently what the app itself does not hold.
    final held = await [device.Permission.camera, device.Permission.microphone].request();
    final granted = held.values.every((s) => s.isGranted);
    return PermissionResponse(resources: wanted.toList(), action: granted ? PermissionResponseAction.GRANT : PermissionResponseAction.DENY);
  }

  @override
  Widget build(BuildContext context) {
    if (_home == null) return const SizedBox.shrink();
    return PopScope(
      canPop: false,
      onPopInvokedWithResult: (popped, _) => popped ? null : back(),
      child: InAppWebView(
        initialUrlRequest: URLRequest(url: WebUri(widget.link)),
        initialSettings: InAppWebViewSettings(
          mediaPlaybackRequiresUserGesture: false,
          allowsInlineMediaPlayback: true,
          useShouldOverrideUrlLoading: true,
          allowFileAccess: false,
          allowContentAccess: false,
          mixedContentMode: MixedContentMode.MIXED_CONTENT_NEVER_ALLOW,
          thirdPartyCookiesEnabled: false,
        ),
        onWebViewCreated: (web) {
          _web = web;
          web.addJavaScriptHandler(handlerName: 'basekyc', callback: _hear);
        },
        onPermissionRequest: _permit,
        // The position, for a rule of the law: what the app itself does not hold stays closed.
        onGeolocationPermissionsShowPrompt: (_, from) async =>
            GeolocationPermissionShowPromptResponse(origin: from, allow: originOf(WebUri(from)) == _home, retain: false),
        shouldOverrideUrlLoading: (_, action) async =>
            originOf(action.request.url) == _home ? NavigationActionPolicy.ALLOW : NavigationActionPolicy.CANCEL,
        onRenderProcessGone: (_, __) => _close(),
        onWebContentProcessDidTerminate: (web) => web.reload(),
      ),
    );
  }
}
