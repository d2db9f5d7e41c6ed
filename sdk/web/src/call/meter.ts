// How loud the microphone is, for the level meter of the device check.

export class Meter {
  private readonly context: AudioContext;
  private readonly samples: Float32Array<ArrayBuffer>;
  private readonly analyser: AnalyserNode;
  private frame = 0;

  /** Hears a stream and reports its level, 0 to 1, once a frame, until `close`. */
  constructor(stream: MediaStream, level: (l: number) => void) {
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    const tick = () => {
      this.analyser.getFloatTimeDomainData(this.samples);
      level(loudness(this.samples));
      this.frame = requestAnimationFrame(tick);
    };
    tick();
  }

  /** Whether it hears at all: browsers hold sound back until the person has touched the page. */
  get running(): boolean {
    return this.context.state === 'running';
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    void this.context.close();
  }
}

/** Root mean square on a scale of decibels: -60 dBFS is 0, -10 dBFS (near speech) is 1. */
export function loudness(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! * samples[i]!;
  const db = 10 * Math.log10(sum / samples.length + 1e-12);
  return Math.min(1, Math.max(0, (db + 60) / 50));
}
