/// Scheme, host and port of an address as a browser writes them, or null when it has none that a verification may come from.
String? originOf(Uri? u) {
  if (u == null || u.host.isEmpty || u.userInfo.isNotEmpty) return null;
  final host = u.host.toLowerCase();
  // Plain http only to the own device: for a demo behind `adb reverse`.
  final own = u.scheme == 'http' && (host == 'localhost' || host == '127.0.0.1');
  if (u.scheme != 'https' && !own) return null;
  final usual = u.scheme == 'https' ? 443 : 80;
  return '${u.scheme}://$host${u.port == usual || u.port == 0 ? '' : ':${u.port}'}';
}
