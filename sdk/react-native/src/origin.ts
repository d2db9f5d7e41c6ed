// React Native's URL is not whole on every version: the few parts that count are taken by hand.

/** Scheme, host and port of an address as a browser writes them, '' when it has none that a verification may come from. */
export function originOf(address: string): string {
  const m = /^(https?):\/\/([^/?#@\\\s:]+)(?::(\d+))?(?:[/?#]|$)/i.exec(address);
  if (!m) return '';
  const scheme = m[1]!.toLowerCase(), host = m[2]!.toLowerCase();
  // Plain http only to the own device: for a demo behind `adb reverse`.
  if (scheme === 'http' && host !== 'localhost' && host !== '127.0.0.1') return '';
  const usual = scheme === 'https' ? '443' : '80';
  return scheme + '://' + host + (m[3] && m[3] !== usual ? ':' + m[3] : '');
}
