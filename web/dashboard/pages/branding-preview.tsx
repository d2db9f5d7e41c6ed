import { palette } from '../../../sdk/web/src/theme.js';
import type { Look } from '../../member/api/account.js';
import { Panel } from '../../ui/panel.js';

/** The customer's first screen with what is being chosen, corrected as the page itself corrects it. */
export function Preview({ name, color, look, logo }: { name: string; color: string; look: Look; logo: string }) {
  const dark = look.mode === 'dark';
  const p = palette({ accent: color, surface: look.surface ?? '', text: look.text ?? '', darkSurface: look.dark_surface ?? '', darkText: look.dark_text ?? '' }, dark);
  return (
    <Panel title="How it looks" note="The customer’s first screen">
      <div class="phone" aria-hidden="true" style={{ '--brand': p['accent'], '--on-brand': p['on-accent'], background: p['surface'] ?? (dark ? '#161a22' : '#fff'), color: p['ink'] ?? (dark ? '#eef1f6' : '#151a23'), fontFamily: look.font }}>
        <div class="phone-head">{logo ? <img src={logo} alt="" /> : <b>{[...name][0] ?? ''}</b>}<span>{name}</span></div>
        <div class="phone-bars"><i class="on" /><i /><i /><i /></div>
        <h3>Verify your identity</h3>
        <p style={{ color: p['ink-2'] ?? (dark ? '#a9b2c3' : '#4c566a') }}>A short video call with an officer. About five minutes.</p>
        <ul style={{ background: p['ground'] ?? (dark ? '#0d1016' : '#f5f6f9') }}><li>Your PAN card</li><li>A quiet, well-lit place</li><li>Camera and microphone</li></ul>
        <span class="phone-button" style={look.radius ? { borderRadius: look.radius } : {}}>Start</span>
      </div>
    </Panel>
  );
}
