/** How the screens look. Each member is optional; what is left out keeps the default. */
export interface Theme {
  mode?: 'light' | 'dark' | 'auto'; // auto follows the device
  accent?: string; // #rgb or #rrggbb; darkened or lightened where text on it would be hard to read
  radius?: string; // CSS length of a button's corner
  font?: string; // CSS font-family; the SDK itself loads no font
  logo?: string; // address of an image, shown at most 28 px high
  logoAlt?: string;
}
