// The build turns a style sheet into its minified text.
declare module '*.css' {
  const text: string;
  export default text;
}

// And English, by its part: web/scripts/words.mjs.
declare module 'words:*' {
  const table: Record<string, string>;
  export default table;
}
