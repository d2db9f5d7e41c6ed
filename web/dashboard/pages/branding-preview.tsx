import { useMemo } from 'preact/hooks';
import { readable } from '../parts/colour.js';
import { Panel } from '../../ui/panel.js';

/** The customer's first screen with the colours that are being chosen. */
export function Preview({ name, color, logo }: { name: string; color: string; logo: string }) {
  const [accent, on] = useMemo(() => readable(color), [color]);
  return (
    <Panel title="How it looks" note="The customer’s first screen">
      <div class="phone" aria-hidden="true" style={{ '--brand': accent, '--on-brand': on }}>
        <div class="phone-head">{logo ? <img src={logo} alt="" /> : <b>{[...name][0] ?? ''}</b>}<span>{name}</span></div>
        <div class="phone-bars"><i class="on" /><i /><i /><i /></div>
        <h3>Verify your identity</h3>
        <p>A short video call with an officer. About five minutes.</p>
        <ul><li>Your PAN card</li><li>A quiet, well-lit place</li><li>Camera and microphone</li></ul>
        <span class="phone-button">Start</span>
      </div>
    </Panel>
  );
}
