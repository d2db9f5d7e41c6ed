// The lines of a text/event-stream, as far as we need them: data fields, put
// together until an empty line, and the id to continue behind.

export class Lines {
  private rest = '';
  private data: string[] = [];

  /** `seen` hears each id, also one that comes without data: where the stream began. */
  constructor(private readonly told: (data: string) => void, private readonly seen: (id: string) => void = () => undefined) {}

  push(text: string): void {
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
  }

  private line(line: string): void {
    if (line === '') {
      if (this.data.length) this.told(this.data.join('\n'));
      this.data = [];
    } else if (line.startsWith('id:')) {
      this.seen(line.slice(line[3] === ' ' ? 4 : 3));
    } else if (line.startsWith('data:')) {
      this.data.push(line.slice(line[5] === ' ' ? 6 : 5));
    }
  }
}
