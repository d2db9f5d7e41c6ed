/** A value between 0 and 1 on its scale, the threshold drawn. */
export function Scale({ value, threshold, tone = 'good', label }: { value: number; threshold?: number | undefined; tone?: 'good' | 'warn' | 'bad'; label: string }) {
  const share = (v: number) => `${Math.max(0, Math.min(1, v)) * 100}%`;
  return (
    <div class={`scale ${tone}`} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={1} aria-valuenow={value}>
      <i style={{ width: share(value) }} />
      {threshold !== undefined && <b style={{ left: share(threshold) }} title={`Threshold ${threshold}`} />}
    </div>
  );
}
