// The public types, used as an integrator would: this file compiles or the API
// has changed.

import { BaseKYC, BaseKYCError, type BaseKYCEvent, type Diagnosis, type Handle, type Options, type View } from '../src/index.js';

const options: Options = {
  sessionToken: 't', publicKey: 'pk_test_1', baseUrl: 'https://kyc.example', container: '#kyc',
  theme: { accent: '#0a7', mode: 'auto', surface: '#fffaf0', darkText: '#eee', danger: '#b00' }, language: 'hi', texts: { 'welcome.start': 'Go' },
  onEvent(e: BaseKYCEvent) {
    switch (e.type) {
      case 'finished': e.data.status satisfies View['status']; break;
      case 'error': if (e.data.code === 'camera_denied') e.data.fatal satisfies boolean; break;
      case 'still': e.data.sha256 satisfies string; break;
    }
  },
};

export async function use(): Promise<void> {
  const handle: Handle = BaseKYC.create(options);
  await handle.start();
  handle.destroy();
  const d: Diagnosis = await BaseKYC.diagnose({ baseUrl: 'https://kyc.example', media: false, onPart: (p) => p satisfies string });
  d.network.udp.ms satisfies number | null;
  if (new BaseKYCError('link_used', '').status === 409) throw new BaseKYC.Error('invalid_options', '');
  // @ts-expect-error a container is needed
  BaseKYC.create({ url: 'https://kyc.example/v/vs_1#c' });
}
