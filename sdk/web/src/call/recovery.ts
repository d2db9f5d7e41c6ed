// Which browser or WebView this is, as far as the way back from a denied
// permission differs. Each place has its own steps in the texts.

export const places = ['webview_android', 'webview_ios', 'chrome_android', 'samsung_android', 'firefox_android', 'safari_ios',
  'chrome_ios', 'firefox', 'safari_mac', 'chrome', 'other'] as const;
export type Place = (typeof places)[number];

/** The place a user agent names; `touch` tells an iPad from a Mac. */
export function placeOf(ua: string, touch: boolean, bridged = false): Place {
  const ios = /iPhone|iPad|iPod/.test(ua) || (/Macintosh/.test(ua) && touch);
  if (ios) {
    if (/CriOS|EdgiOS|FxiOS/.test(ua)) return 'chrome_ios';
    return /Safari\//.test(ua) && !bridged ? 'safari_ios' : 'webview_ios';
  }
  if (/Android/.test(ua)) {
    if (bridged || /; wv\)/.test(ua) || /Version\/[\d.]+ Chrome\//.test(ua)) return 'webview_android';
    if (/Firefox\//.test(ua)) return 'firefox_android';
    return /SamsungBrowser\//.test(ua) ? 'samsung_android' : 'chrome_android';
  }
  if (/Firefox\//.test(ua)) return 'firefox';
  if (/Chrome\//.test(ua)) return 'chrome';
  return /Safari\//.test(ua) ? 'safari_mac' : 'other';
}
