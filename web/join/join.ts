// The hosted page's entry: the address is the link, the body is the container.
// Everything else is the SDK's, whose file is asked for again when a change of
// network breaks its way here: the page must not stay empty.

const limits = [6_000, 12_000, 30_000]; // ms that attempt 1, 2, … at the file may take

type SDK = typeof import('../../sdk/web/src/index.js');

/** The SDK. Browsers keep a failed module in mind by its address, so each attempt has its own. */
async function load(): Promise<SDK> {
  for (let n = 0; ; n++) {
    const address = new URL('../sdk/basekyc.js' + (n ? '?again=' + n : ''), import.meta.url).href;
    try {
      return await Promise.race([import(address) as Promise<SDK>, late(limits[n]!)]);
    } catch (e) {
      if (n + 1 === limits.length) throw e;
    }
  }
}

function late(ms: number): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('the SDK did not arrive')), ms));
}

const wish = new URLSearchParams(location.search).get('lang');
const box = document.querySelector<HTMLElement>('#verification')!;

load().then(({ BaseKYC }) => {
  box.replaceChildren();
  return BaseKYC.create({
    url: location.href,
    container: box,
    ...(wish ? { language: wish } : {}),
    onEvent: (e) => e.type === 'language' && (document.documentElement.lang = e.data.language),
  }).start();
}).catch(() => {
  const again = box.querySelector('button')!;
  again.hidden = false;
  again.onclick = () => location.reload();
  box.classList.add('stuck');
});
