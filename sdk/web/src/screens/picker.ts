import { languages } from '../texts.js';
import { h, setText, show } from './dom.js';
import { icon } from './icons.js';
import { note, type Context } from './screen.js';

/** The choice of the language. It outlives the screens that change under it, so the focus stays on it. */
export class Picker {
  readonly root: HTMLElement;
  readonly trouble = note('warn');
  private readonly list = h('select', { on: { change: () => void this.pick() } });
  private context: Context | null = null;

  constructor() {
    for (const [value, name] of Object.entries(languages)) this.add(value, name);
    this.root = h('label', { class: 'pick' }, icon('languages'), this.list);
  }

  update(context: Context, shown: boolean): void {
    const { t } = context;
    this.context = context;
    show(this.root, shown);
    if (!shown) show(this.trouble, false);
    this.list.setAttribute('aria-label', t.get('language.choose'));
    if (this.list.getAttribute('aria-busy') === 'true') return; // what was chosen is on its way
    if (![...this.list.options].some((o) => o.value === t.language)) this.add(t.language, t.language); // a table of the host's own
    this.list.value = t.language;
  }

  private add(value: string, name: string): void {
    this.list.append(h('option', { value, lang: value }, name));
  }

  private async pick(): Promise<void> {
    const { list, context } = this;
    const wanted = list.value;
    list.setAttribute('aria-busy', 'true');
    show(this.trouble, false);
    const there = await context!.pick(wanted);
    if (list.value !== wanted) return; // chosen again meanwhile
    list.setAttribute('aria-busy', 'false');
    list.value = context!.t.language;
    if (!there) setText(this.trouble, context!.t.get('notice.network_error'));
    show(this.trouble, !there);
  }
}
