import { SelectField } from '../../ui/field.js';

export const overlaps = [{ value: '0', text: 'Ends at once' }, { value: '3600', text: 'Works for 1 hour' }, { value: '86400', text: 'Works for 1 day' }, { value: '259200', text: 'Works for 3 days' }, { value: '604800', text: 'Works for 7 days' }];

/** For how long the former secret goes on beside the new one. */
export function Overlap({ value, onInput, what }: { value: string; onInput: (v: string) => void; what: string }) {
  return <SelectField label={`The former ${what}`} value={value} onInput={onInput} options={overlaps} hint="Long enough to roll out the new one everywhere" />;
}
