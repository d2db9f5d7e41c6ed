// The link `{base}/v/{session}#{code}`: where the server is, which session, and
// the one-time code in the fragment, which no server log ever sees.

export interface Link {
  base: string; // without a slash at the end
  session: string;
  code: string; // empty once it was used and taken out of the address bar
}

const path = /^(.*)\/v\/(vs_[A-Za-z0-9_-]+)\/?$/;

/** Reads a link; null when it is none. */
export function parseLink(address: string): Link | null {
  let u: URL;
  try {
    u = new URL(address);
  } catch {
    return null;
  }
  if (u.protocol !== 'https:' && u.protocol !== 'http:') return null;
  const m = path.exec(u.pathname);
  if (!m) return null;
  return { base: u.origin + m[1], session: m[2]!, code: fragment(u.hash) };
}

function fragment(hash: string): string {
  const raw = hash.replace(/^#/, '');
  try {
    const code = decodeURIComponent(raw);
    return /^[A-Za-z0-9_.~-]+$/.test(code) ? code : '';
  } catch {
    return '';
  }
}

/** Takes the code out of the address bar if this page is the link itself. */
export function forgetCode(link: Link): void {
  const here = parseLink(location.href);
  if (here?.session === link.session && here.code) {
    history.replaceState(history.state, '', location.pathname + location.search);
  }
}
