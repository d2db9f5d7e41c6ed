import { Code } from '../../ui/code.js';
import { freshKey } from '../../member/state/me.js';
import { mode } from '../../member/state/place.js';

/** The key for commands: the one just made, else the name of a variable. */
export const keyText = (): string => freshKey.value?.secret.startsWith(`sk_${mode.value}_`) ? freshKey.value.secret : '$BASEKYC_SECRET_KEY';

export function curlOf(method: string, path: string, body?: unknown): string {
  const lines = [`curl -s${method === 'GET' ? '' : ' -X ' + method} ${location.origin}${path}`, `  -H "Authorization: Bearer ${keyText()}"`];
  if (body !== undefined) lines.push(`  -H "Content-Type: application/json"`, `  -d '${JSON.stringify(body)}'`);
  return lines.join(' \\\n');
}

/** The call of the API that fetches what is on the screen. */
export function Curl({ method = 'GET', path, body }: { method?: string; path: string; body?: unknown }) {
  return <Code language="sh" what="command" text={curlOf(method, path, body)} />;
}
