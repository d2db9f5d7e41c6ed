/**
 * How the screens look. Each member is optional; what is left out is the account's, else ours. A colour is #rgb or #rrggbb, and is darkened
 * or lightened where words in it or on it would be hard to read.
 */
export interface Theme {
  mode?: 'light' | 'dark' | 'auto'; // auto follows the device
  accent?: string;
  surface?: string; // what words stand on, in light mode; borders and the ground around are made of it
  text?: string;
  darkSurface?: string; // the same in dark mode
  darkText?: string;
  danger?: string; // of what went wrong
  radius?: string; // CSS length of a button's corner
  font?: string; // CSS font-family; the SDK itself loads no font
  logo?: string; // address of an image, shown at most 28 px high
  logoAlt?: string;
}
