/// A video verification inside an app: see docs/webview.md of BASEKYC.
library;

export 'src/event.dart';
export 'src/verification.dart';
