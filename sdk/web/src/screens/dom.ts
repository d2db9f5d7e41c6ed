// Builds elements. Text goes in as text: nothing that a server or a host page
// says is ever read as markup.

type Child = Node | string | null | false | undefined;
type Props = { class?: string; on?: Record<string, (e: Event) => void>; [attribute: string]: unknown };

/** An element with attributes, listeners and children. `true` sets an empty attribute, false and null none. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === 'on') for (const [type, fn] of Object.entries(props.on!)) el.addEventListener(type, fn);
    else if (value !== false && value != null) el.setAttribute(name, value === true ? '' : String(value));
  }
  for (const c of children) if (c) el.append(c);
  return el;
}

/** Replaces what an element shows, only if it differs: screen readers hear no repeats. */
export function setText(el: Element, text: string): void {
  if (el.textContent !== text) el.textContent = text;
}

/** Shows or hides. */
export function show(el: HTMLElement, shown: boolean): void {
  if (el.hidden === shown) el.hidden = !shown;
}

/** A video that plays a stream in place. */
export function video(className: string, muted: boolean, label: string): HTMLVideoElement {
  const v = h('video', { class: className, playsinline: true, autoplay: true, 'aria-label': label, disablepictureinpicture: true });
  v.muted = muted;
  return v;
}

/** Gives a video its stream, if it is another one. */
export function feed(v: HTMLVideoElement, stream: MediaStream | null): void {
  if (v.srcObject !== stream) v.srcObject = stream;
}
