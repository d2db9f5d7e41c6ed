import qrcode from 'qrcode-generator';

const margin = 4; // modules of quiet around it, as the standard wants

/** A text as a QR code, black on white in every theme: cameras want it so. */
export function QR({ text, label }: { text: string; label: string }) {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const n = code.getModuleCount();
  let path = '';
  for (let y = 0; y < n; y++) for (let x = 0; x < n; x++) if (code.isDark(y, x)) path += `M${x} ${y}h1v1h-1z`;
  const size = n + 2 * margin;
  return (
    <svg class="qr" viewBox={`${-margin} ${-margin} ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect x={-margin} y={-margin} width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
