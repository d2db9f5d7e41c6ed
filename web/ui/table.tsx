import type { ComponentChildren } from 'preact';
import { Skeleton } from './skeleton.js';

export interface Column<T> {
  head: string;
  cell: (row: T) => ComponentChildren;
  fit?: boolean; // as narrow as its content
  right?: boolean;
  bare?: boolean; // beside the first cell on a narrow screen; one a table
  wide?: boolean; // on a wide screen only
}

interface Props<T> {
  caption: string;
  columns: Column<T>[];
  rows: T[] | undefined; // undefined while they are fetched
  id: (row: T) => string;
  href?: (row: T) => string;
  fresh?: ReadonlySet<string>; // ids that came while one looked
  expect?: number; // rows to keep room for while they are fetched
}

const looks = <T,>(c: Column<T>) => [c.fit && 'fit', c.right && 'right', c.bare && 'bare', c.wide && 'wide'].filter(Boolean).join(' ');

/** Rows; with `href` the whole row is the link of its first cell. The roles stay where narrow screens take the table apart. */
export function Table<T>({ caption, columns, rows, id, href, fresh, expect = 5 }: Props<T>) {
  return (
    <table class="table" role="table" aria-busy={rows === undefined}>
      <caption class="heard">{caption}</caption>
      <thead role="rowgroup"><tr role="row">{columns.map((c) => <th key={c.head} role="columnheader" scope="col" class={looks(c)}>{c.head}</th>)}</tr></thead>
      <tbody role="rowgroup">
        {rows?.map((row) => (
          <tr key={id(row)} role="row" class={[href && 'linked', fresh?.has(id(row)) && 'fresh'].filter(Boolean).join(' ')}>
            {columns.map((c, i) => (
              <td key={c.head} role="cell" class={looks(c)} data-head={c.head}>
                {i === 0 && href ? <a class="through" href={href(row)}>{c.cell(row)}</a> : c.cell(row)}
              </td>
            ))}
          </tr>
        ))}
        {!rows && Array.from({ length: expect }, (_, n) => (
          <tr key={n} role="row" aria-hidden="true">{columns.map((c, i) => <td key={c.head} role="cell" class={looks(c)} data-head={c.head}><Skeleton width={i ? '64px' : '60%'} /></td>)}</tr>
        ))}
      </tbody>
    </table>
  );
}
