/** A page of a list; the next one starts after the last id of this one. */
export interface List<T> {
  data: T[];
  has_more: boolean;
}
