import { useEffect, useRef } from 'preact/hooks';

/** A moving picture with its sound. */
export function Film({ stream, class: look, label, muted }: { stream: MediaStream | null; class: string; label: string; muted?: boolean }) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (!ref.current) return;
    ref.current.srcObject = stream;
    if (stream) void ref.current.play().catch(() => undefined);
  }, [stream]);
  return <video ref={ref} class={look} aria-label={label} muted={!!muted} autoplay playsInline hidden={!stream} />;
}
