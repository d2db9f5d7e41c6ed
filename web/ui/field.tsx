import type { ComponentChildren, InputHTMLAttributes } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon.js';

interface Around {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
}

interface Ties {
  'id': string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

/** A label, what it needs, and what is wrong with it, tied to one control. */
export function Field({ label, hint, error, children }: Around & { children: (ties: Ties) => ComponentChildren }) {
  const id = useId();
  const about = [hint && id + '-hint', error && id + '-error'].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ 'id': id, 'aria-describedby': about || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && <p class="hint" id={id + '-hint'}>{hint}</p>}
      {error && <p class="wrong" id={id + '-error'} role="alert"><Icon name="circle_alert" /><span>{error}</span></p>}
    </div>
  );
}

interface TextProps extends Around {
  value: string;
  onInput: (v: string) => void;
  type?: 'text' | 'email' | 'password' | 'url' | 'number' | 'datetime-local' | 'color' | 'tel' | 'date';
  name?: string;
  autocomplete?: string;
  placeholder?: string;
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  inputMode?: 'numeric' | 'text';
  autofocus?: boolean;
  mono?: boolean;
  lines?: boolean;
}

export function TextField({ label, hint, error, value, onInput, mono, lines, type = 'text', autofocus, ...rest }: TextProps) {
  const kind = mono ? 'input mono' : 'input';
  const input = (ties: Ties) => {
    const props = { ...ties, ...rest, type, autofocus, spellcheck: type === 'text' && !mono } as InputHTMLAttributes<HTMLInputElement>;
    return <input class={kind} {...props} value={value} onInput={(e) => onInput(e.currentTarget.value)} />;
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(ties) => lines
        ? <textarea class={kind} {...ties} {...rest} value={value} onInput={(e) => onInput(e.currentTarget.value)} />
        : input(ties)}
    </Field>
  );
}

export interface Option {
  value: string;
  text: string;
}

export function SelectField({ label, hint, error, value, onInput, options }: Around & { value: string; onInput: (v: string) => void; options: Option[] }) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ties) => (
        <select class="input" {...ties} value={value} onInput={(e) => onInput(e.currentTarget.value)}>
          {options.map((o) => <option key={o.value} value={o.value} selected={o.value === value}>{o.text}</option>)}
        </select>
      )}
    </Field>
  );
}

/** One of several that may be ticked. */
export function Choice({ checked, onChange, children, hint, disabled, radio, name }: { checked: boolean; onChange: (on: boolean) => void; children: ComponentChildren; hint?: string; disabled?: boolean; radio?: boolean; name?: string }) {
  return (
    <label class="choice">
      <input type={radio ? 'radio' : 'checkbox'} name={name} checked={checked} disabled={disabled} onChange={(e) => onChange(e.currentTarget.checked)} />
      <span>{children}{hint && <span class="hint">{hint}</span>}</span>
    </label>
  );
}

/** Several choices under one question. */
export function Choices<T extends string>({ legend, all, chosen, onChange, hint }: { legend: string; all: readonly { value: T; text: ComponentChildren; hint?: string }[]; chosen: readonly T[]; onChange: (v: T[]) => void; hint?: ComponentChildren }) {
  const turn = (v: T, on: boolean) => onChange(on ? [...chosen, v] : chosen.filter((c) => c !== v));
  return (
    <fieldset class="fieldset">
      <legend>{legend}</legend>
      {hint && <p class="small quiet">{hint}</p>}
      <div class="choices">
        {all.map((o) => <Choice key={o.value} checked={chosen.includes(o.value)} onChange={(on) => turn(o.value, on)} {...(o.hint ? { hint: o.hint } : {})}>{o.text}</Choice>)}
      </div>
    </fieldset>
  );
}
